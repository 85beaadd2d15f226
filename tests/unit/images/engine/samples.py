"""Pictures made in the tests, and variants read back."""

import io
import struct
import zlib
from typing import Any

import pyvips
from PIL import Image, ImageChops

from curator.images.engine.models import Rendered, RenderedVariant
from curator.images.engine.rendering import render
from curator.images.specification import DEFAULT_SPECIFICATION

BEST: dict[str, dict[str, Any]] = {"JPEG": {"quality": 95, "subsampling": 0}, "WEBP": {"lossless": True}}
MAX_PIXELS = 50_000_000
ORIENTATION = 0x0112


def rendered(data: bytes) -> Rendered:
    """Render the usual variants."""
    return render(data, DEFAULT_SPECIFICATION.variants, max_pixels=MAX_PIXELS)


def encoded(picture: Image.Image, file_format: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file; JPEG as good as it gets, WebP without loss."""
    target = io.BytesIO()
    picture.save(target, file_format, **{**BEST.get(file_format, {}), **options})
    return target.getvalue()


def opened(variant: RenderedVariant) -> Image.Image:
    """Return the pixels of a variant, as any other program sees them."""
    picture = Image.open(io.BytesIO(variant.data))
    picture.load()
    return picture


def gradient(width: int, height: int) -> Image.Image:
    """Return a picture in which no two regions look alike."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, ImageChops.invert(across)))


def quarters(width: int, height: int) -> Image.Image:
    """Return a picture with red, green, blue and white in its corners, clockwise from the upper left."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("lime", (width // 2, 0, width, height // 2))
    picture.paste("blue", (width // 2, height // 2, width, height))
    picture.paste("white", (0, height // 2, width // 2, height))
    return picture


def display_p3() -> bytes:
    """Return the colour profile of a phone's photographs."""
    profile: bytes = pyvips.Operation.call("profile_load", "p3")
    return profile


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_bomb(width: int, height: int) -> bytes:
    """Return a small PNG file of very many black pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    line = bytes(1 + 3 * width)
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def far_apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return the largest difference between two colours in any of their bands."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
