"""The encoder inside Pillow's wheel, called directly: it is there, it is the one described, it says what is wrong."""

import io

import PIL
import pytest
from PIL import Image, features

from curator.images.engine import webp
from curator.images.engine.pixels import Pixels
from curator.images.engine.webp import EncoderError, encode
from tests.unit.images.engine.samples import gradient


def pixels(picture: Image.Image) -> Pixels:
    return Pixels(bytearray(picture.tobytes()), picture.width, picture.height, len(picture.getbands()))


@pytest.mark.parametrize("effort", [3, 4, 6])
def test_the_bytes_are_those_pillow_itself_would_write(effort: int) -> None:
    picture, target = gradient(333, 222), io.BytesIO()
    picture.save(target, "WEBP", quality=85, method=effort)
    assert encode(pixels(picture), quality=85, effort=effort) == target.getvalue()


def test_transparency_is_written_as_pillow_would() -> None:
    picture, target = gradient(120, 90), io.BytesIO()
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.save(target, "WEBP", quality=85, method=4)
    written = encode(pixels(picture), quality=85, effort=4)
    with Image.open(io.BytesIO(written)) as ours, Image.open(target) as theirs:
        assert ours.mode == "RGBA"
        assert ours.tobytes() == theirs.tobytes()


@pytest.mark.parametrize("effort", [0, 1, 2])
def test_a_quick_method_is_asked_for_more_quality(effort: int) -> None:
    picture = gradient(333, 222)
    plain, quick = io.BytesIO(), encode(pixels(picture), quality=85, effort=effort)
    picture.save(plain, "WEBP", quality=85, method=effort)
    assert len(quick) > plain.tell()


def test_the_best_quality_has_no_better() -> None:
    assert encode(pixels(gradient(30, 20)), quality=100, effort=2)


def test_an_opaque_picture_is_written_without_alpha() -> None:
    picture = gradient(30, 20)
    picture.putalpha(255)
    assert encode(pixels(picture), quality=85, effort=2)[12:16] == b"VP8 "


def test_an_encoder_of_another_interface_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webp, "INTERFACE_VERSION", 0x0300)
    with pytest.raises(EncoderError, match="interface"):
        encode(pixels(gradient(30, 20)), quality=85, effort=2)


def test_what_the_encoder_cannot_do_is_said() -> None:
    with pytest.raises(EncoderError, match="effort 9"):
        encode(pixels(gradient(30, 20)), quality=85, effort=9)
    with pytest.raises(EncoderError):
        encode(Pixels(bytearray(3 * 16_384), 16_384, 1, 3), quality=85, effort=2)  # wider than the format allows


def test_a_pillow_without_the_encoder_is_told_of(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(PIL, "__file__", f"{tmp_path}/PIL/__init__.py")
    with pytest.raises(ImportError, match="has to be installed from its wheel"):
        webp._library()


def test_pillow_reads_what_it_is_compared_with_here() -> None:
    assert features.check("webp")
