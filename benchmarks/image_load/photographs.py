"""Photographs to store: one as a phone takes it, made another file each time by a comment with a number."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.images.photographs import PHOTOGRAPHS, write_photograph

SOURCES = Path("build/photographs")
PHONE = PHOTOGRAPHS[0]
COMMENT = 0xFE  # JPEG's marker
LENGTH_BYTES = 2
START_BYTES = 2  # JPEG's first marker


def photographs(count: int) -> Iterator[bytes]:
    """Yield JPEGs of 12 megapixels, with a colour profile, a turn and a place in them."""
    with tempfile.TemporaryDirectory(prefix="photograph-") as folder:
        file = Path(folder) / "phone.jpg"
        write_photograph(PHONE, SOURCES, file)
        photograph = file.read_bytes()
    for number in range(count):
        text = f"photograph {number}".encode()
        comment = bytes([0xFF, COMMENT]) + (len(text) + LENGTH_BYTES).to_bytes(LENGTH_BYTES, "big") + text
        yield photograph[:START_BYTES] + comment + photograph[START_BYTES:]
