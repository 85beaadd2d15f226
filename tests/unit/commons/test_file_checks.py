import io
from typing import Any, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from curator.commons.errors import FileRefusedError
from curator.commons.file_checks import MAXIMUM_FILE_BYTES, refuse_unfit_file
from curator.commons.file_kinds import SCAN_BYTES
from curator.foundation.errors import QueueAction


def picture(kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((160, 120), 60).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def with_thumbnail(photograph: bytes, thumbnail: bytes) -> bytes:
    """Put a whole small JPEG, end marker and all, into an APP1 segment, as cameras do."""
    return photograph[:2] + b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail + photograph[2:]


JPEG = picture("JPEG")
SMALL = picture("JPEG", quality=5)
PNG = picture("PNG")
WEBP = picture("WEBP")
WHOLE = {
    "photo.jpg": JPEG,
    "photo.JPEG": JPEG,
    "progressive.jpg": picture("JPEG", progressive=True),
    "with restart markers.jpg": picture("JPEG", restart_marker_rows=1),
    "with a thumbnail.jpg": with_thumbnail(JPEG, SMALL),
    "with a video behind it.jpg": JPEG + b"\x00\x00\x00\x18ftypmp42" + b"\xff\xd8" * 1000,
    "with fill bytes.jpg": JPEG[:-2] + b"\xff\xff\xff\xd9",
    "plain.png": PNG,
    "with something behind it.png": PNG + b"more",
    "a.gif": picture("GIF"),
    "a.webp": WEBP,
    "a.tif": picture("TIFF"),
    "a.pdf": b"%PDF-1.7\n%%EOF\n",
    "a.svg": b"<?xml version='1.0'?>\n<!-- " + b"x" * 5000 + b" -->\n<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a.webm": b"\x1a\x45\xdf\xa3" + bytes(100),
}


def refusal(content: bytes, filename: str, *, size: int | None = None) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        refuse_unfit_file(io.BytesIO(content), size=len(content) if size is None else size, filename=filename)
    return caught.value


@pytest.mark.parametrize("filename", WHOLE)
def test_a_whole_file_of_its_titles_kind_is_fit(filename: str) -> None:
    content = WHOLE[filename]
    refuse_unfit_file(io.BytesIO(content), size=len(content), filename=filename)


@pytest.mark.parametrize(
    ("content", "filename", "code", "part"),
    [
        pytest.param(b"", "a.jpg", "empty-file", "is empty", id="empty"),
        pytest.param(PNG, "a.jpg", "wrong-kind", "a PNG picture, but its title is “a.jpg”", id="PNG called JPEG"),
        pytest.param(JPEG, "a.png", "wrong-kind", "a JPEG picture, but its title is “a.png”", id="JPEG called PNG"),
        pytest.param(JPEG, "jpg", "wrong-kind", "a JPEG picture, but", id="no extension"),
        pytest.param(b"<!DOCTYPE html><title>502", "a.jpg", "wrong-kind", "sent a web page", id="error page"),
        pytest.param(b"<?php exit;", "a.jpg", "wrong-kind", "sent a web page", id="program"),
        pytest.param(b"\n <html>", "a.svg", "wrong-kind", "sent a web page", id="page called SVG"),
        pytest.param(b"just words", "a.jpg", "wrong-kind", "nothing in the file says", id="text"),
        pytest.param(bytes(5000), "a.jpg", "wrong-kind", "nothing in the file says", id="zeros"),
        pytest.param(b"\xff\xd8", "a.jpg", "wrong-kind", "nothing in the file says", id="two bytes of a JPEG"),
    ],
)
def test_a_file_commons_would_refuse_is_refused_with_a_sentence(
    content: bytes, filename: str, code: str, part: str
) -> None:
    error = refusal(content, filename)
    assert error.code == code
    assert part in error.info
    assert error.queue_action is QueueAction.NEVER


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        pytest.param(JPEG, "a.jpg", id="JPEG"),
        pytest.param(picture("JPEG", progressive=True), "a.jpg", id="progressive JPEG"),
        pytest.param(with_thumbnail(JPEG, SMALL), "a.jpg", id="JPEG with a thumbnail"),
        pytest.param(PNG, "a.png", id="PNG"),
        pytest.param(WEBP, "a.webp", id="WebP"),
    ],
)
@pytest.mark.parametrize("kept", [0.999, 0.9, 0.5], ids=["the end missing", "a tenth missing", "half missing"])
def test_a_picture_that_was_cut_off_is_refused(content: bytes, filename: str, kept: float) -> None:
    error = refusal(content[: int(len(content) * kept)], filename)
    assert error.code == "truncated"


@given(st.integers(min_value=3, max_value=len(JPEG) - 1))
@settings(max_examples=50)
def test_a_jpeg_cut_anywhere_is_cut_off(length: int) -> None:
    assert refusal(JPEG[:length], "a.jpg").code == "truncated"


@given(st.integers(min_value=8, max_value=len(PNG) - 1))
@settings(max_examples=50)
def test_a_png_cut_anywhere_is_cut_off(length: int) -> None:
    assert refusal(PNG[:length], "a.png").code == "truncated"


def test_a_marker_across_two_blocks_is_seen() -> None:
    start = JPEG.index(b"\xff\xda")
    header = JPEG[: start + 2 + int.from_bytes(JPEG[start + 2 : start + 4], "big")]
    for shift in (-1, 0, 1):
        long = header + b"\x55" * (SCAN_BYTES + shift) + b"\xff\xd9"
        refuse_unfit_file(io.BytesIO(long), size=len(long), filename="a.jpg")


def test_a_download_that_stopped_early_is_refused_by_its_length() -> None:
    assert refusal(JPEG, "a.jpg", size=len(JPEG) + 1).code == "truncated"


def test_a_file_over_5_gib_is_refused_unread() -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError("read")

    source: BinaryIO = Unread(b"x")
    with pytest.raises(FileRefusedError) as caught:
        refuse_unfit_file(source, size=MAXIMUM_FILE_BYTES + 1, filename="a.jpg")
    assert caught.value.code == "file-too-large"
