"""The files of one repository, as its parsers see them."""

import pytest

from curator.usage.errors import ParseError
from curator.usage.manifests import parse_repository
from curator.usage.manifests.parser import Files, Manifest, folders_up, joined


@pytest.mark.parametrize(
    ("folder", "relative", "path"),
    [
        ("", "a.txt", "a.txt"),
        ("web", "a.txt", "web/a.txt"),
        ("web", "./a.txt", "web/a.txt"),
        ("web/app", "../../a.txt", "a.txt"),
        ("web", "../../a.txt", None),
        ("web", "/etc/passwd", None),
    ],
)
def test_what_a_file_refers_to_is_within_its_repository_or_nowhere(
    folder: str, relative: str, path: str | None
) -> None:
    assert joined(folder, relative) == path


def test_the_folders_around_a_file_end_with_the_repository() -> None:
    assert list(folders_up("a/b")) == ["a/b", "a", ""]
    assert list(folders_up("")) == [""]


def test_the_nearest_file_of_a_name_comes_first() -> None:
    files = Files({"a": b"", "x/a": b"", "x/y/b": b"", "z/a": b""})
    [asking] = files.named("b")
    assert [file.path for file in files.above(asking, "a")] == ["x/a", "a"]


def test_a_file_that_many_ask_for_is_read_once_even_if_it_cannot_be_read() -> None:
    reads: list[str] = []

    def reader(manifest: Manifest) -> int:
        reads.append(manifest.path)
        if manifest.content == b"bad":
            raise manifest.problem("bad")
        return len(manifest.content)

    files = Files({"good": b"123", "bad": b"bad"})
    for _ in range(3):
        for file in files:
            if file.path == "good":
                assert files.once(file, reader) == 3
            else:
                with pytest.raises(ParseError, match="bad: bad"):
                    files.once(file, reader)
    assert sorted(reads) == ["bad", "good"]


def test_a_problem_that_is_kept_holds_no_document() -> None:
    files = {"package.json": b"{", "package-lock.json": b"{", "Cargo.toml": b"[", "web/Cargo.toml": b"a = 1"}
    problems = parse_repository(files).problems
    assert [problem.path for problem in problems] == ["Cargo.toml", "package.json", "package-lock.json"]
    assert all(problem.__traceback__ is None and problem.__context__ is None for problem in problems)
