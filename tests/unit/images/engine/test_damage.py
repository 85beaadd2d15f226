"""Bombs, broken files and animations: each is refused for good or read as far as it goes, in little memory."""

import io
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
import pyvips
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from curator.images.engine import decoding
from curator.images.engine.rendering import render
from curator.images.errors import (
    DimensionsTooLargeError,
    ImageRejectedError,
    UndecodableImageError,
    UnsupportedFileTypeError,
)
from curator.images.headers import HeaderSize
from curator.images.specification import DEFAULT_SPECIFICATION
from tests.unit.images.engine.samples import (
    MAX_PIXELS,
    encoded,
    far_apart,
    gradient,
    opened,
    png_bomb,
    png_chunk,
    rendered,
)

ROOT = Path(__file__).resolve().parents[4]
# Grain, so that there are pixels up to a file's end.
GRAIN = Image.frombytes("RGB", (400, 300), random.Random(1).randbytes(3 * 400 * 300))  # noqa: S311
PICTURE = Image.blend(gradient(400, 300), GRAIN, 0.1)
KINDS = {
    **{name: encoded(PICTURE, name) for name in ("JPEG", "PNG", "WEBP")},
    "progressive JPEG": encoded(PICTURE, progressive=True),
    "lossy WebP": encoded(PICTURE, "WEBP", lossless=False),
}
MEASURE = """
import json, sys
from pathlib import Path
from curator.images.engine import decoding
from curator.images.engine.rendering import render
from curator.images.errors import ImageRejectedError
from curator.images.headers import HeaderSize
from curator.images.specification import DEFAULT_SPECIFICATION
def peak():  # `getrusage` would count the process that started this one
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
data, before = sys.stdin.buffer.read(), peak()
try:
    render(data, DEFAULT_SPECIFICATION.variants, max_pixels=int(sys.argv[1]))
    outcome = "rendered"
except ImageRejectedError as error:
    outcome = type(error).__name__
print(json.dumps({"outcome": outcome, "mebibytes": (peak() - before) / 1024}))
"""


def measured(data: bytes, max_pixels: int = MAX_PIXELS) -> tuple[str, float]:
    """Return what became of a picture in a process of its own, and how much memory that took."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(max_pixels)],
        input=data,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "shared")},
        timeout=60,
    )
    told = json.loads(done.stdout)
    return told["outcome"], told["mebibytes"]


# scenario images-29
def test_a_bomb_goes_off_nowhere() -> None:
    bomb = png_bomb(16_000, 16_000)
    assert len(bomb) < 1_000_000
    outcome, mebibytes = measured(bomb)
    assert outcome == "DimensionsTooLargeError"
    assert mebibytes < 8


# scenario images-29
def test_as_many_pixels_as_are_allowed_take_little_memory() -> None:
    outcome, mebibytes = measured(encoded(gradient(8160, 6120)))
    assert outcome == "rendered"
    assert mebibytes < 150


# scenario images-29
def test_a_file_that_lies_about_its_size_is_not_decoded() -> None:
    """The header says little, the pixels go on and on: the decoder keeps to the header."""
    honest = png_bomb(4000, 4000)
    header = bytearray(honest[16:29])
    header[:8] = (10).to_bytes(4) + (10).to_bytes(4)
    lying = honest[:8] + png_chunk(b"IHDR", bytes(header)) + honest[33:]
    outcome, mebibytes = measured(lying)
    assert outcome in {"rendered", "UndecodableImageError"}
    assert mebibytes < 60


# scenario images-29
def test_what_is_too_large_does_not_even_reach_the_decoders_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "pyvips", None)
    with pytest.raises(DimensionsTooLargeError):
        rendered(png_bomb(1000, 16_384))


# scenario images-29
def test_the_decoders_own_reading_of_the_size_counts_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "read_size", lambda data, mime: HeaderSize(10, 10, 1))
    with pytest.raises(DimensionsTooLargeError):
        render(KINDS["JPEG"], [], max_pixels=400 * 300 - 1)


def test_fewer_pixels_can_be_allowed() -> None:
    with pytest.raises(DimensionsTooLargeError):
        render(KINDS["JPEG"], DEFAULT_SPECIFICATION.variants, max_pixels=400 * 300 - 1)
    assert render(KINDS["JPEG"], [], max_pixels=400 * 300).width == 400


# scenario images-50
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_ends_too_early_is_refused_for_good(kind: str, share: float) -> None:
    data = KINDS[kind]
    with pytest.raises(UndecodableImageError) as refusal:
        rendered(data[: int(len(data) * share)])
    assert refusal.value.public_message == "The image cannot be decoded"


# scenario images-50
def test_pixels_of_noise_are_refused_for_good() -> None:
    data = bytearray(KINDS["PNG"])
    data[60:-60] = bytes(len(data) - 120)
    with pytest.raises(UndecodableImageError):
        rendered(bytes(data))


# scenario images-27
# scenario images-28
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Hello", id="text"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", id="drawing"),
        pytest.param(encoded(Image.new("RGB", (9, 9)), "GIF"), id="GIF"),
        pytest.param(encoded(Image.new("RGB", (9, 9)), "TIFF"), id="TIFF"),
        pytest.param(encoded(Image.new("RGB", (9, 9)), "BMP"), id="BMP"),
    ],
)
def test_other_files_never_reach_a_decoder(data: bytes) -> None:
    with pytest.raises(UnsupportedFileTypeError):
        rendered(data)


@pytest.mark.parametrize("file_format", ["GIF", "TIFF"])
def test_the_decoders_of_other_formats_are_shut(file_format: str) -> None:
    """Even if the check of the first bytes could be misled."""
    with pytest.raises(pyvips.Error):
        pyvips.Image.new_from_buffer(encoded(Image.new("RGB", (9, 9)), file_format), "")


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture_is_taken(file_format: str) -> None:
    pictures = [Image.new("RGB", (400, 300), colour) for colour in ("red", "lime", "blue")]
    target = io.BytesIO()
    pictures[0].save(target, file_format, save_all=True, append_images=pictures[1:], duration=100)
    result = rendered(target.getvalue())
    assert (result.width, result.height) == (400, 300)
    assert [opened(variant).size for variant in result.variants] == [(150, 112), *[(400, 300)] * 3]
    assert far_apart(tuple(bytes.fromhex(result.dominant_color[1:])), (255, 0, 0)) <= 2
    with pytest.raises(DimensionsTooLargeError):
        render(target.getvalue(), [], max_pixels=3 * 400 * 300 - 1)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_no_damage_makes_anything_else_than_a_refusal(kind: str, chance: st.DataObject) -> None:
    data = bytearray(KINDS[kind])
    for place in chance.draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=20)):
        data[place] = chance.draw(st.integers(0, 255))
    try:
        result = render(bytes(data), DEFAULT_SPECIFICATION.variants[:1], max_pixels=1_000_000)
    except ImageRejectedError:
        return
    assert len(result.variants) == 1
