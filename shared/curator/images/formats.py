"""What kind of file some bytes are, by their first ones, and whether that kind is taken."""

import re

from curator.images.errors import UnsupportedFileTypeError

ACCEPTED = ("image/jpeg", "image/png", "image/webp")
HEAD_BYTES = 2048  # as many as anybody needs to give to `sniff`
EMPTY, TEXT, UNKNOWN = "application/x-empty", "text/plain", "application/octet-stream"

# The accepted ones come first; the others are there for a message that helps.
SIGNATURES = tuple(
    (re.compile(signature, re.DOTALL), mime)
    for signature, mime in (
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"RIFF....WEBP", "image/webp"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"BM....\x00\x00\x00\x00", "image/bmp"),
        (rb"II[*+]\x00|MM\x00[*+]", "image/tiff"),
        (rb"....ftyp(avif|avis)", "image/avif"),
        (rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", "image/heic"),
        (rb"\x00\x00\x00\x0cJXL |\xff\x0a", "image/jxl"),
        (rb"%PDF-", "application/pdf"),
        (rb"PK(\x03\x04|\x05\x06)", "application/zip"),
        (rb"(\xef\xbb\xbf)?\s*(<\?xml.*)?(<!--.*-->\s*)*(<!DOCTYPE\s+svg.*)?<svg[\s>]", "image/svg+xml"),
    )
)
NOT_PRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
LONGEST_CHARACTER = 4  # bytes, in UTF-8


def sniff(head: bytes) -> str:
    """Return the MIME type of a file that begins so; the names are those of the Unix tool `file`."""
    if not head:
        return EMPTY
    head = head[:HEAD_BYTES]
    for signature, mime in SIGNATURES:
        if signature.match(head):
            return mime
    return TEXT if _is_text(head) else UNKNOWN


def check_type(head: bytes) -> str:
    """Return the MIME type of a file that begins so.

    Raises:
        UnsupportedFileTypeError: it is none that is taken.
    """
    mime = sniff(head)
    if mime not in ACCEPTED:
        raise UnsupportedFileTypeError(public_message=f"Unsupported file type: {mime}. Allowed: {', '.join(ACCEPTED)}")
    return mime


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if len(head) < HEAD_BYTES or error.start <= len(head) - LONGEST_CHARACTER:
            return False
        text = head[: error.start].decode()  # a character that is cut in two by the end of the head
    return not NOT_PRINTABLE.search(text)
