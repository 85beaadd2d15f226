"""Small real pictures: MediaWiki looks inside."""

import hashlib
import struct
import zlib
from dataclasses import dataclass
from itertools import count
from random import Random

WIDTH = 64
BYTES_PER_PIXEL = 3
_numbers = count()


@dataclass(frozen=True)
class Picture:
    """The bytes of a PNG file."""

    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha1(self) -> str:
        return hashlib.sha1(self.content, usedforsecurity=False).hexdigest()


def picture(size: int = 2_000) -> Picture:
    """Return a PNG of noise unlike any other, of about `size` bytes."""
    noise = Random(next(_numbers))  # noqa: S311 - noise, not a secret
    rows = max(1, size // (WIDTH * BYTES_PER_PIXEL))
    pixels = b"".join(b"\0" + noise.randbytes(WIDTH * BYTES_PER_PIXEL) for _ in range(rows))
    header = struct.pack(">IIBBBBB", WIDTH, rows, 8, 2, 0, 0, 0)  # 8 bits a colour, red green blue
    parts = [_part(b"IHDR", header), _part(b"IDAT", zlib.compress(pixels, 0)), _part(b"IEND", b"")]
    return Picture(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
