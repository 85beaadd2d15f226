import hashlib
from pathlib import Path

import pytest

from benchmarks.memory.photograph import PIECE_BYTES, write_photograph
from benchmarks.memory.report import LIMIT_MEBIBYTES, MEBIBYTE, Measurement, as_text, problems
from curator.commons.errors import FileRefusedError
from curator.commons.file_checks import refuse_unfit_file
from local.sandbox.pictures import measure

SIZES = [
    pytest.param(PIECE_BYTES, id="one piece"),
    pytest.param(2 * PIECE_BYTES + 12_345, id="some pieces and a part of one"),
]


def measured(mebibytes: int, peak: float) -> Measurement:
    return Measurement(
        file_bytes=mebibytes * MEBIBYTE, before_kib=50 * 1024, peak_kib=round(peak * 1024), seconds=mebibytes / 32
    )


@pytest.mark.parametrize("size", SIZES)
def test_a_photograph_of_any_size_is_a_picture_to_the_worker_and_to_the_wiki(tmp_path: Path, size: int) -> None:
    path = tmp_path / "photograph.jpg"
    sha1 = write_photograph(path, size)
    assert sha1 == hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()
    with path.open("rb") as file:
        refuse_unfit_file(file, size=size, filename="Photograph.jpg")
    picture = measure(path)
    assert (picture.size, picture.mime, picture.width) == (size, "image/jpeg", 64)


def test_a_photograph_ends_only_at_its_end(tmp_path: Path) -> None:
    """So a worker that looks for the end reads all of it."""
    path = tmp_path / "photograph.jpg"
    write_photograph(path, 2 * PIECE_BYTES)
    path.write_bytes(path.read_bytes()[:-1])
    with path.open("rb") as file, pytest.raises(FileRefusedError):
        refuse_unfit_file(file, size=2 * PIECE_BYTES - 1, filename="Photograph.jpg")


def test_memory_below_the_limit_that_hardly_grows_breaks_no_promise() -> None:
    assert problems([measured(1, 72.0), measured(1024, 74.5)]) == []


def test_memory_at_the_limit_is_told_with_the_photograph_that_took_it() -> None:
    (sentence,) = problems([measured(1, LIMIT_MEBIBYTES - 1), measured(1024, LIMIT_MEBIBYTES)])
    assert sentence == "A photograph of 1,024 MiB took 150.0 MiB of memory; the limit is 150 MiB."


def test_memory_that_grows_with_the_photograph_is_told_below_the_limit_too() -> None:
    (sentence,) = problems([measured(1, 72.0), measured(64, 137.0)])
    assert sentence.startswith("A photograph of 64 MiB took 65.0 MiB more than one of 1 MiB")


def test_the_table_has_a_line_for_each_photograph() -> None:
    head, small, large = as_text([measured(1, 72.0), measured(1024, 73.5)]).splitlines()
    assert head.split()[:3] == ["photograph", "peak", "memory"]
    assert small.split() == ["1", "MiB", "72.0", "MiB", "50.0", "MiB", "0.0", "32.0"]
    assert large.split() == ["1,024", "MiB", "73.5", "MiB", "50.0", "MiB", "32.0", "32.0"]
    assert len(head) == len(small) == len(large)
