"""The size of a picture as its file declares it, read without decoding anything.

Pure Python: the function that takes uploads has no imaging library. What is read is what the decoders go by, so a
picture that is small here cannot be large there.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from curator.images.errors import DimensionsTooLargeError, UndecodableImageError

MAX_SIDE = 16_383  # pixels; WebP's format has no room for more

JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15; three of the numbers mean others
JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
JPEG_SCAN, JPEG_END = 0xDA, 0xD9
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
RIFF_HEADER_BYTES = 12
WEBP_ANIMATION = 0x02  # in the flags of VP8X
VP8_KEY_FRAME = b"\x9d\x01\x2a"
VP8L_SIGNATURE = 0x2F
FOURTEEN_BITS = 0x3FFF


@dataclass(frozen=True, slots=True)
class HeaderSize:
    """What a file declares.

    Attributes:
        width: in pixels, before any rotation that the file asks for.
        height: in pixels.
        frames: at least so many pictures; exactly, where the whole file was read. One, unless it is an animation.
    """

    width: int
    height: int
    frames: int


def read_size(data: bytes, mime: str) -> HeaderSize | None:
    """Return the declared size of a JPEG, PNG or WebP file, or None where `data` ends before it or is none."""
    read = READERS.get(mime)
    return read(data) if read else None


def check_pixels(size: HeaderSize, max_pixels: int) -> None:
    """Pass if the picture, with all its frames, may be decoded.

    Raises:
        UndecodableImageError: it has no pixels.
        DimensionsTooLargeError: it has too many, or a side is longer than WebP's format has room for.
    """
    if size.width < 1 or size.height < 1:
        raise UndecodableImageError(f"the header says {size.width}x{size.height} pixels")
    if max(size.width, size.height) > MAX_SIDE or size.width * size.height * size.frames > max_pixels:
        raise DimensionsTooLargeError(f"the header says {size.width}x{size.height} pixels, {size.frames} frames")


def _jpeg_size(data: bytes) -> HeaderSize | None:
    """Walk from segment to segment up to the frame header."""
    place = 2
    while (place := data.find(b"\xff", place)) >= 0:  # decoders skip what stands between segments as well
        place += 1
        if place >= len(data):
            return None
        marker = data[place]
        if marker in (0x00, 0xFF) or marker in JPEG_ALONE:
            place += marker != 0xFF  # fill bytes may repeat; the last is the marker's own
            if marker == JPEG_END:
                return None
            continue
        if marker == JPEG_SCAN:
            return None
        if marker in JPEG_FRAMES:
            return _jpeg_frame(data, place + 1)
        if place + 3 > len(data):
            return None
        place += 1 + max(2, int.from_bytes(data[place + 1 : place + 3]))
    return None


def _jpeg_frame(data: bytes, place: int) -> HeaderSize | None:
    if place + 7 > len(data):
        return None
    height, width = struct.unpack_from(">HH", data, place + 3)
    return HeaderSize(width, height, 1)


def _png_size(data: bytes) -> HeaderSize | None:
    if len(data) < 24 or not data.startswith(PNG_SIGNATURE) or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", data, 16)
    return HeaderSize(width, height, _png_frames(data))


def _png_frames(data: bytes) -> int:
    """Return what the animation control chunk says; it stands before the pixels."""
    place = len(PNG_SIGNATURE)
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if kind == b"acTL":
            return max(1, int.from_bytes(data[place + 8 : place + 12]))
        if kind == b"IDAT":
            break
        place += 12 + length
    return 1


def _webp_size(data: bytes) -> HeaderSize | None:
    if not (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return None
    for kind, content in _riff_chunks(data):
        if kind == b"VP8X" and len(content) >= 10:
            width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (4, 7))
            return HeaderSize(width, height, _webp_frames(data) if content[0] & WEBP_ANIMATION else 1)
        if kind == b"VP8 " and len(content) >= 10 and content[3:6] == VP8_KEY_FRAME:
            width, height = struct.unpack_from("<HH", content, 6)
            return HeaderSize(width & FOURTEEN_BITS, height & FOURTEEN_BITS, 1)
        if kind == b"VP8L" and len(content) >= 5 and content[0] == VP8L_SIGNATURE:
            bits = int.from_bytes(content[1:5], "little")
            return HeaderSize((bits & FOURTEEN_BITS) + 1, (bits >> 14 & FOURTEEN_BITS) + 1, 1)
        return None  # one of the three comes first
    return None


def _webp_frames(data: bytes) -> int:
    return max(1, sum(kind == b"ANMF" for kind, _ in _riff_chunks(data)))


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk's name and its first bytes."""
    place = RIFF_HEADER_BYTES
    while place + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, place)
        yield kind, data[place + 8 : place + 8 + min(length, 16)]
        place += 8 + length + length % 2


READERS: dict[str, Callable[[bytes], HeaderSize | None]] = {
    "image/jpeg": _jpeg_size,
    "image/png": _png_size,
    "image/webp": _webp_size,
}
