"""Small pictures of published files, made once."""

import os
import threading
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MAXIMUM_WIDTH = 2048
QUALITY = 82


def thumbnail(source: Path, folder: Path, width: int) -> Path | None:
    """Return a JPEG at most `width` pixels wide, or None for what is no picture."""
    wanted = max(16, min(width, MAXIMUM_WIDTH))
    target = folder / f"{source.name}-{wanted}.jpg"
    if target.exists():
        return target
    try:
        with Image.open(source) as image:
            image.draft("RGB", (wanted * 2, wanted * 2))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((wanted, wanted * 4))
            unfinished = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            upright.save(unfinished, "JPEG", quality=QUALITY)
            unfinished.replace(target)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return None
    return target
