"""Pixels: one photograph in, its variants out. Imported by the resizer alone, and only when there is work.

rendering  the engine's verb: `render`
decoding   one decode: upright, in sRGB, no larger than needed (libvips)
ladder     each size from the next larger one
webp       the encoder (libwebp)
colours    the dominant colour and the blurhash, which `blurhash` writes
pixels     what the others hand to each other
models     what comes out

This file imports nothing, so that `models` costs nobody the libraries.
"""
