"""A photograph of any size, written piece by piece."""

import hashlib
import io
import os
from pathlib import Path

from PIL import Image

PIECE_BYTES = 1024 * 1024
END_MARKER_BYTES = 2


def write_photograph(path: Path, size: int) -> str:
    """Write a JPEG of `size` bytes, whose end is its end, and return its SHA-1 in hexadecimal.

    What makes it large is noise within its coded data, so that who looks for its end reads all of it.
    """
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(picture, "JPEG")
    content = picture.getvalue()
    start, end = content[:-END_MARKER_BYTES], content[-END_MARKER_BYTES:]
    noise = os.urandom(PIECE_BYTES).replace(b"\xff", b"\xfe")  # 0xFF begins a marker
    digest = hashlib.sha1(usedforsecurity=False)
    with path.open("wb") as target:

        def write(piece: bytes) -> None:
            digest.update(piece)
            target.write(piece)

        write(start)
        left = size - len(content)
        while left > 0:
            write(noise[:left])
            left -= PIECE_BYTES
        write(end)
    return digest.hexdigest()
