"""What a photograph says about itself: when, where, by whom, with what; read before variants lose it.

`read_photo` is all there is to call. Everything in a file is somebody's claim, often a broken one, sometimes a hostile
one: no reader here trusts a length, a count, a type or an encoding, each does a bounded amount of work, and none of
them can make an image fail.

- `containers`: where a JPEG, a PNG or a WebP keeps EXIF, IPTC and XMP
- `exif`, `iptc`, `xmp`: each from bytes to plain values
- `texts`, `moments`, `places`: what those values mean
- `facts`: which of several answers counts
"""

from curator.images.photo.facts import read_photo

__all__ = ["read_photo"]
