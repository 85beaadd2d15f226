import io

import pytest
from PIL import Image

from curator.images.errors import UnsupportedFileTypeError
from curator.images.formats import ACCEPTED, HEAD_BYTES, check_type, sniff

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


def picture(file_format: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(target, file_format)
    return target.getvalue()


@pytest.mark.parametrize(
    ("file_format", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_what_is_taken_is_known_by_its_first_bytes(file_format: str, mime: str) -> None:
    assert check_type(picture(file_format)[:HEAD_BYTES]) == mime
    assert mime in ACCEPTED


# scenario images-19
# scenario images-27
# scenario images-28
@pytest.mark.parametrize(
    ("head", "mime"),
    [
        pytest.param(b"", "application/x-empty", id="nothing"),
        pytest.param(b"Hello, world\n", "text/plain", id="text"),
        pytest.param("Tere, maailm: õäöü\n".encode(), "text/plain", id="text beyond ASCII"),
        pytest.param(b"a" * (HEAD_BYTES - 1) + "õ".encode()[:1], "text/plain", id="text cut within a character"),
        pytest.param(b"\xff\xfe", "application/octet-stream", id="bytes"),
        pytest.param(b"abc\x00", "application/octet-stream", id="text with a zero"),
        pytest.param("õ".encode()[:1], "application/octet-stream", id="half a character"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVE", "application/octet-stream", id="RIFF, but no WebP"),
        pytest.param(b"\xff\xd8", "application/octet-stream", id="hardly a JPEG"),
        pytest.param(picture("GIF"), "image/gif", id="GIF"),
        pytest.param(picture("BMP"), "image/bmp", id="BMP"),
        pytest.param(picture("TIFF"), "image/tiff", id="TIFF"),
        pytest.param(picture("AVIF"), "image/avif", id="AVIF"),
        pytest.param(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic", id="HEIC"),
        pytest.param(b"%PDF-1.7", "application/pdf", id="PDF"),
        pytest.param(b"PK\x03\x04", "application/zip", id="ZIP"),
        pytest.param(SVG, "image/svg+xml", id="SVG"),
        pytest.param(b"<?xml version='1.0'?>\n<!-- a drawing -->\n" + SVG, "image/svg+xml", id="SVG after a prologue"),
        pytest.param(b"<html><svg/></html>", "text/plain", id="a page with a drawing in it"),
    ],
)
def test_what_is_not_taken_is_named_with_what_is(head: bytes, mime: str) -> None:
    assert sniff(head) == mime
    with pytest.raises(UnsupportedFileTypeError) as refusal:
        check_type(head)
    assert refusal.value.status == 415
    assert refusal.value.public_message == (
        f"Unsupported file type: {mime}. Allowed: image/jpeg, image/png, image/webp"
    )


def test_only_the_head_is_looked_at() -> None:
    assert sniff(b"a" * HEAD_BYTES + b"\x00") == "text/plain"
