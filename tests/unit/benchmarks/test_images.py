import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from benchmarks.images.photographs import PHOTOGRAPHS, Photograph, write_photograph
from benchmarks.images.quality import quality
from benchmarks.images.reference import write_references
from benchmarks.images.report import (
    CASCADES,
    MOST_MEBIBYTES,
    MOST_OF_CASCADE,
    MOST_OF_SHARP,
    OURS,
    PILLOW,
    SHARP,
    Result,
    Run,
    as_text,
    problems,
    ratios,
    summarise,
)
from local.sandbox.photograph_sources import CREDITS

SOURCES = Path(__file__).resolve().parents[3] / "build" / "photographs"
SMALL = Photograph(name="small", width=640, height=480, orientation=6)
CPU_SECONDS = {OURS: 0.8, PILLOW: 2.4, SHARP: 1.6, CASCADES[0]: 0.9, CASCADES[1]: 1.0}


def result(program: str, *, mebibytes: float = 120.0, score: float = 79.0) -> Result:
    return Result(
        program=program,
        photograph="12 MP",
        cpu_seconds=CPU_SECONDS[program],
        least_cpu_seconds=CPU_SECONDS[program] * 0.9,
        peak_mebibytes=mebibytes,
        total_bytes=1_700_000,
        quality={"medium": score + 1, "original": score - 1},
    )


def results(**changes: Result) -> list[Result]:
    return [changes.get(program, result(program)) for program in CPU_SECONDS]


def test_the_median_time_and_the_most_memory_of_all_runs_count() -> None:
    runs = [
        Run(
            program=OURS,
            photograph="12 MP",
            cpu_seconds=cpu,
            wall_seconds=cpu,
            peak_mebibytes=mebibytes,
            variant_bytes={"medium": 2000, "original": 3000},
        )
        for cpu, mebibytes in ((0.9, 130.0), (0.7, 120.0), (1.4, 125.0))
    ]
    assert summarise(runs, {("12 MP", OURS): {"medium": 80.0}}) == [
        Result(
            program=OURS,
            photograph="12 MP",
            cpu_seconds=0.9,
            least_cpu_seconds=0.7,
            peak_mebibytes=130.0,
            total_bytes=5000,
            quality={"medium": 80.0},
        )
    ]


def test_goals_that_are_met_are_not_spoken_of() -> None:
    assert problems(results()) == []


def test_ratios_are_ours_to_theirs() -> None:
    assert ratios(results())["12 MP"] == {PILLOW: 0.333, SHARP: 0.5, CASCADES[0]: 0.889, CASCADES[1]: 0.8}


def test_more_time_than_a_share_of_default_sharp_is_told() -> None:
    slow = replace(result(OURS), cpu_seconds=MOST_OF_SHARP * 1.6 + 0.01)
    (sentence,) = problems(results(curator=slow))
    assert sentence == "12 MP: 0.890 s are 0.56 of sharp's 1.600 s; the goal is 0.55."


@pytest.mark.parametrize("quicker", CASCADES)
def test_more_time_than_the_better_of_sharps_cascades_is_told(quicker: str) -> None:
    quick = replace(result(quicker), cpu_seconds=0.8 / MOST_OF_CASCADE - 0.01)
    found = problems([quick if one.program == quicker else one for one in results()])
    assert [sentence for sentence in found if f"of {quicker}'s" in sentence] == found
    assert len(found) == 1


def test_the_noise_of_two_runs_is_not_a_missed_goal() -> None:
    equal = replace(result(CASCADES[0]), cpu_seconds=0.8 / (MOST_OF_CASCADE - 0.001))
    assert problems([equal if one.program == CASCADES[0] else one for one in results()]) == []


@pytest.mark.parametrize("other", [SHARP, CASCADES[0]])
def test_less_quality_than_sharp_is_told(other: str) -> None:
    found = problems([result(other, score=79.2) if one.program == other else one for one in results()])
    assert found == [f"12 MP: the quality is 79.00, below {other}'s 79.20."]


def test_too_much_memory_is_told() -> None:
    (sentence,) = problems(results(curator=result(OURS, mebibytes=MOST_MEBIBYTES)))
    assert sentence == "12 MP: 250 MiB of memory; the goal is less than 250 MiB."


def test_the_table_has_a_line_for_each_program() -> None:
    head, *lines = as_text(results()).splitlines()
    assert head.split()[-4:] == ["q", "medium", "q", "original"]
    assert [line.split()[2] for line in lines] == sorted(CPU_SECONDS)
    assert len({len(line) for line in (head, *lines)}) == 1


def test_photographs_are_as_a_phone_takes_them(tmp_path: Path) -> None:
    path, again = tmp_path / "one.jpg", tmp_path / "other.jpg"
    for target in (path, again):
        write_photograph(SMALL, SOURCES, target)
    assert path.read_bytes() == again.read_bytes()
    with Image.open(path) as picture:
        assert picture.size == (640, 480)
        exif = picture.getexif()
        assert exif[0x0112] == 6
        assert exif.get_ifd(0x8825)[1] == "N"
        assert all(credit.author in exif[0x8298] for credit in CREDITS)
        profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
        assert "P3" in ImageCms.getProfileDescription(profile)
    assert [round(one.width * one.height / 1e6) for one in PHOTOGRAPHS] == [12, 24, 50]


def test_the_reference_is_what_a_colour_manager_makes_of_the_photograph(tmp_path: Path) -> None:
    path = tmp_path / "one.jpg"
    write_photograph(SMALL, SOURCES, path)
    write_references(path, [4096, 60], tmp_path)
    with Image.open(path) as picture:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
        converted = ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"))
        assert converted is not None
        expected = converted.transpose(Image.Transpose.ROTATE_270)
    with Image.open(tmp_path / "4096.png") as reference, Image.open(tmp_path / "60.png") as small:
        assert reference.size == (480, 640)
        assert small.size == (45, 60)
        off = [abs(a - b) for a, b in zip(reference.tobytes(), expected.tobytes(), strict=True)]
    assert sum(off) / len(off) < 0.5
    assert sorted(off)[int(0.999 * len(off))] <= 2


def test_quality_is_the_full_score_only_for_the_same_picture(tmp_path: Path) -> None:
    path, variant = tmp_path / "one.jpg", tmp_path / "variant.webp"
    write_photograph(SMALL, SOURCES, path)
    write_references(path, [300], tmp_path)
    with Image.open(tmp_path / "300.png") as reference:
        assert quality(tmp_path / "300.png", tmp_path / "300.png", tmp_path) == pytest.approx(100)
        scores = []
        for asked in (95, 60):
            reference.save(variant, "WEBP", quality=asked)
            scores.append(quality(variant, tmp_path / "300.png", tmp_path))
        assert 100 > scores[0] > scores[1] > 0
        reference.resize((299, 200)).save(variant, "WEBP")
    with pytest.raises(ValueError, match="not"):
        quality(variant, tmp_path / "300.png", tmp_path)
