"""WebP's encoder, libwebp, called where the pixels are.

Both imaging libraries bring libwebp along, and neither way through them is good enough here (`make bench-images`):
libvips' own build of it takes 15 % longer than Pillow's, and Pillow would first copy the picture into its own form of
four bytes a pixel and then into the encoder's, which takes that time again and 100 MB. So the library inside Pillow's
wheel is called directly. Its interface has been stable since 2012, and it is asked whether it still is what this file
describes: an encoder of another interface version refuses to begin.
"""

from ctypes import (
    CDLL,
    POINTER,
    Structure,
    byref,
    c_char,
    c_float,
    c_int,
    c_size_t,
    c_uint32,
    c_void_p,
    cast,
    string_at,
)
from pathlib import Path

import PIL

from curator.images.engine.pixels import Pixels

INTERFACE_VERSION = 0x0210  # WEBP_ENCODER_ABI_VERSION; the first byte has to be the library's own
DEFAULT_PRESET = 0
COLOUR_BANDS = 3
MAX_QUALITY = 100.0
# Up to method 2 the encoder does not weigh bytes against distortion. Its pictures are those of its default method,
# 4, by SSIMULACRA2, when asked for this much more quality: some 10 % more bytes in 45 % of the time.
QUICK_EFFORT, QUICK_QUALITY = 2, 1.2


class EncoderError(RuntimeError):
    """The encoder gave up, for lack of memory as a rule; it is not the picture's fault."""


class _Configuration(Structure):
    """WebPConfig of libwebp's encode.h; only the method is set here, the rest is what the preset says."""

    _fields_ = (
        ("lossless", c_int),
        ("quality", c_float),
        ("method", c_int),
        ("image_hint", c_int),
        ("target_size", c_int),
        ("target_PSNR", c_float),
        *((name, c_int) for name in ("segments", "sns_strength", "filter_strength", "filter_sharpness", "filter_type")),
        *((name, c_int) for name in ("autofilter", "alpha_compression", "alpha_filtering", "alpha_quality", "passes")),
        *((name, c_int) for name in ("show_compressed", "preprocessing", "partitions", "partition_limit")),
        *((name, c_int) for name in ("emulate_jpeg_size", "thread_level", "low_memory", "near_lossless", "exact")),
        *((name, c_int) for name in ("use_delta_palette", "use_sharp_yuv", "qmin", "qmax")),
    )


class _Picture(Structure):
    """WebPPicture of encode.h."""

    _fields_ = (
        ("use_argb", c_int),
        ("colorspace", c_int),
        ("width", c_int),
        ("height", c_int),
        ("planes", c_void_p * 3),
        ("plane_strides", c_int * 2),
        ("alpha", c_void_p),
        ("alpha_stride", c_int),
        ("pad1", c_uint32 * 2),
        ("argb", c_void_p),
        ("argb_stride", c_int),
        ("pad2", c_uint32 * 3),
        ("writer", c_void_p),
        ("custom_ptr", c_void_p),
        ("extra_info_type", c_int),
        ("extra_info", c_void_p),
        ("stats", c_void_p),
        ("error_code", c_int),
        ("progress_hook", c_void_p),
        ("user_data", c_void_p),
        ("pad3", c_uint32 * 3),
        ("pad4", c_void_p * 2),
        ("pad6", c_uint32 * 8),
        ("memory", c_void_p * 2),
        ("pad7", c_void_p * 2),
    )


class _Written(Structure):
    """WebPMemoryWriter of encode.h."""

    _fields_ = (("start", c_void_p), ("size", c_size_t), ("max_size", c_size_t), ("pad", c_uint32))


def _library() -> CDLL:
    """Return the library inside Pillow's wheel.

    Raises:
        ImportError: this Pillow has none of its own.
    """
    folder = Path(PIL.__file__).parent.parent / "pillow.libs"
    found = sorted(folder.glob("libwebp-*.so*"))
    if not found:
        raise ImportError(f"no libwebp in {folder}: Pillow has to be installed from its wheel")
    library = CDLL(str(found[0]))
    picture = POINTER(_Picture)
    library.WebPConfigInitInternal.argtypes = (POINTER(_Configuration), c_int, c_float, c_int)
    library.WebPValidateConfig.argtypes = (POINTER(_Configuration),)
    library.WebPPictureInitInternal.argtypes = (picture, c_int)
    library.WebPPictureImportRGB.argtypes = library.WebPPictureImportRGBA.argtypes = (picture, c_void_p, c_int)
    library.WebPEncode.argtypes = (POINTER(_Configuration), picture)
    for name in ("WebPPictureFree", "WebPMemoryWriterInit", "WebPMemoryWriterClear"):
        getattr(library, name).restype = None
    return library


_libwebp = _library()


def encode(pixels: Pixels, *, quality: int, effort: int) -> bytes:
    """Return the picture as a WebP file without any metadata.

    Args:
        pixels: the picture; alpha is kept unless all of it is opaque.
        quality: 0 to 100, as of the encoder's default method, whatever the effort.
        effort: 0 to 6, the encoder's method.

    Raises:
        EncoderError: it cannot be done.
    """
    configuration = _configuration(quality, effort)
    picture, written = _Picture(), _Written()
    _require(_libwebp.WebPPictureInitInternal(picture, INTERFACE_VERSION), "the library's interface is another one")
    _libwebp.WebPMemoryWriterInit(byref(written))
    picture.width, picture.height = pixels.width, pixels.height
    picture.writer = cast(_libwebp.WebPMemoryWrite, c_void_p)
    picture.custom_ptr = cast(byref(written), c_void_p)
    take = _libwebp.WebPPictureImportRGB if pixels.bands == COLOUR_BANDS else _libwebp.WebPPictureImportRGBA
    stride = pixels.width * pixels.bands
    try:
        samples = (c_char * (stride * pixels.height)).from_buffer(pixels.data)
        _require(take(picture, samples, stride), "no memory for the picture")
        _require(_libwebp.WebPEncode(configuration, picture), f"the encoder's error {picture.error_code}")
        return string_at(written.start, written.size)
    finally:
        _libwebp.WebPPictureFree(byref(picture))
        _libwebp.WebPMemoryWriterClear(byref(written))


def _configuration(quality: int, effort: int) -> _Configuration:
    asked = min(MAX_QUALITY, quality + (QUICK_QUALITY if effort <= QUICK_EFFORT else 0))
    configuration = _Configuration()
    _require(
        _libwebp.WebPConfigInitInternal(configuration, DEFAULT_PRESET, asked, INTERFACE_VERSION),
        "the library's interface is another one",
    )
    configuration.method = effort
    _require(_libwebp.WebPValidateConfig(configuration), f"quality {quality}, effort {effort}")
    return configuration


def _require(done: int, problem: str) -> None:
    if not done:
        raise EncoderError(problem)
