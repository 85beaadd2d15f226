"""Pictures as phones make them, and pictures nobody can decode."""

import io
import random

from PIL import Image

ORIENTATION, MAKE, MODEL, DATE_TIME, GPS_IFD = 0x0112, 0x010F, 0x0110, 0x0132, 0x8825
LATITUDE = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
MAKER = "Secret Camera Works"
WIDTH, HEIGHT = 3024, 2268  # as the sensor has it; the phone was held upright
ROTATED_RIGHT = 6  # in EXIF: to be turned by a quarter before it is shown
RED, BLUE = (200, 30, 30), (30, 30, 200)


def phone_photo(*, width: int = WIDTH, height: int = HEIGHT, seed: int = 1) -> bytes:
    """Return a JPEG with a place, a camera, a comment and a turn in it; upright, its upper half is red.

    The sensor's left is the picture's top, since it has to be turned to the right.
    """
    noise = random.Random(seed).randbytes(width * height // 64)  # noqa: S311 - grain
    grain = Image.frombytes("L", (width // 8, height // 8), noise[: (width // 8) * (height // 8)])
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width // 2, height))
    picture = Image.blend(picture, grain.resize((width, height)).convert("RGB"), 0.1)
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE], exif[MODEL] = ROTATED_RIGHT, MAKER, "Phone 12"
    exif[DATE_TIME] = "2026:11:21 09:00:00"
    exif.get_ifd(GPS_IFD).update(LATITUDE)
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{MAKER}</x:xmpmeta>'.encode()
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=90, exif=exif, xmp=xmp, comment=MAKER)
    return stream.getvalue()


def cut_short(photo: bytes) -> bytes:
    """Return a photo whose header is whole and whose end is missing."""
    return photo[: len(photo) // 3]


def bomb(side: int = 16_000) -> bytes:
    """Return a small PNG that is far too many pixels."""
    stream = io.BytesIO()
    Image.new("1", (side, side)).save(stream, "PNG")
    return stream.getvalue()
