"""What a file really is: its type and size from its content, as MediaWiki finds out before it believes a name."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from local.sandbox.replies import ApiError

EXTENSIONS_OF_TYPE = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/tiff": ("tif", "tiff"),
}
HTML_MARKS = (b"<!doctype html", b"<html", b"<script", b"<head", b"<body")
SCRIPT_MARKS = (b"<script", b"<body", b"<head", b"<html")  # of UploadBase::detectScript
SNIFFED_BYTES = 1024
READ_BYTES = 1024 * 1024

_TEXTS = {  # MediaWiki's messages on a file's content, by their names
    "filetype-badmime": 'Files of the MIME type "{}" are not allowed to be uploaded.',
    "uploadscripted": "This file contains HTML or script code that may be erroneously interpreted by a web browser.",
    "filetype-mime-mismatch": 'File extension ".{}" does not match the detected MIME type of the file ({}).',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file's measured properties. Width and height are 0 for what is no picture."""

    size: int
    sha1: str
    width: int
    height: int
    mime: str


def sha1_of(path: Path) -> str:
    """Return the file's SHA-1 in hexadecimal."""
    digest = hashlib.sha1(usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def measure(path: Path) -> Picture:
    """Return what the file is. A cut-off picture is measured by its header."""
    width, height, mime = 0, 0, "unknown/unknown"
    try:
        with Image.open(path) as image:
            width, height = image.size
            mime = Image.MIME.get(image.format or "", mime)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        if _looks_like_html(path):
            mime = "text/html"
    return Picture(size=path.stat().st_size, sha1=sha1_of(path), width=width, height=height, mime=mime)


def check_chunk(path: Path) -> None:
    """Refuse a piece of a file that a browser could take for a page."""
    if refusal := refusal_of_a_piece(path):
        raise ApiError(refusal[0], _TEXTS[refusal[0]].format(*refusal[1:]))


def check_content(path: Path, picture: Picture, extension: str) -> None:
    """Refuse a whole file that is empty, dangerous, or of another type than its extension says ("" for none)."""
    if picture.size == 0:
        raise ApiError("empty-file", "The file you submitted was empty.")
    refusal = refusal_of_a_piece(path) or _mismatch(picture, extension)
    if refusal:
        raise ApiError("verification-error", _TEXTS[refusal[0]].format(*refusal[1:]), details=refusal)


def extension_for(mime: str) -> str:
    """Return the extension MediaWiki gives a file that came without one, or an empty string."""
    return EXTENSIONS_OF_TYPE.get(mime, ("",))[0]


def refusal_of_a_piece(path: Path) -> list[str] | None:
    """Return MediaWiki's message and its parameters for what is or holds a page, or None."""
    if _looks_like_html(path):
        return ["filetype-badmime", "text/html"]
    return ["uploadscripted"] if any(mark in _start_of(path) for mark in SCRIPT_MARKS) else None


def _mismatch(picture: Picture, extension: str) -> list[str] | None:
    known = EXTENSIONS_OF_TYPE.get(picture.mime)
    is_raster_name = any(extension.lower() in names for names in EXTENSIONS_OF_TYPE.values())
    if extension and ((known is not None and extension.lower() not in known) or (known is None and is_raster_name)):
        return ["filetype-mime-mismatch", extension, picture.mime]
    return None


def _looks_like_html(path: Path) -> bool:
    return _start_of(path).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(HTML_MARKS)


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SNIFFED_BYTES).lower()
