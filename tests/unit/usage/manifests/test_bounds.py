"""What is asked of every file before anything else: that it can be read at all, and within bounds."""

import json

import pytest

from curator.usage.errors import ParseError
from curator.usage.limits import MAX_DEPTH, MAX_MANIFEST_BYTES, MAX_RECORDS
from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import archives, repository, row, rows

MALFORMED = {
    "package.json": b'{"dependencies": {"react": "^18"',
    "pyproject.toml": b"[project\ndependencies = []",
    "Pipfile": b"[packages]\nflask = \n",
    "environment.yml": b"dependencies: [a, b",
    "setup.py": b"setup(install_requires=[",
    "setup.cfg": b"no section = here",
}
EMPTY = ["requirements.txt", "pyproject.toml", "Pipfile", "environment.yml", "setup.cfg", "setup.py"]


# scenario usage-99
@pytest.mark.parametrize(("path", "content"), MALFORMED.items(), ids=MALFORMED)
def test_a_malformed_manifest_says_so_and_the_others_are_read(path: str, content: bytes) -> None:
    with pytest.raises(ParseError, match=path) as raised:
        parse(path, content)
    assert raised.value.path == path
    found = parse_repository({path: content, "web/requirements.txt": b"django\n"})
    assert [one.name for one in found.declared] == ["django"]
    assert [problem.path for problem in found.problems] == [path]


# scenario usage-99
@pytest.mark.parametrize("name", archives())
def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing(name: str) -> None:
    files = repository(name)
    windows = {path: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n") for path, content in files.items()}
    assert rows(parse_repository(windows)) == rows(parse_repository(files))


# scenario usage-99
@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_manifest_declares_nothing(path: str) -> None:
    assert parse(path, b"") == []
    assert parse(path, b"\n# nothing yet\n") == []


# scenario usage-99
def test_an_empty_package_json_is_malformed() -> None:
    with pytest.raises(ParseError, match="not JSON"):
        parse("package.json", b"")


# scenario usage-99
def test_a_manifest_that_is_longer_than_a_mebibyte_is_not_read() -> None:
    content = b'{"dependencies": {"react": "18"}}'
    assert len(parse("package.json", content.ljust(MAX_MANIFEST_BYTES))) == 1
    with pytest.raises(ParseError, match="longer than 1048576 bytes"):
        parse("package.json", content.ljust(MAX_MANIFEST_BYTES + 1))


def test_the_manifests_of_a_repository_are_read_up_to_eight_mebibytes_the_shallowest_first() -> None:
    files = {f"{'a/' * depth}requirements.txt": b"django\n".ljust(MAX_MANIFEST_BYTES) for depth in range(10)}
    found = parse_repository(files)
    assert [one.manifest_path.count("/") for one in found.declared] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert [problem.path.count("/") for problem in found.problems] == [8, 9]


# scenario usage-99
def test_a_manifest_of_more_than_5000_dependencies_is_not_read() -> None:
    names = {f"a{number}": "1" for number in range(MAX_RECORDS + 1)}
    with pytest.raises(ParseError, match="more than 5000 dependencies"):
        parse("package.json", json.dumps({"dependencies": names}).encode())
    names.popitem()
    assert len(parse("package.json", json.dumps({"dependencies": names}).encode())) == MAX_RECORDS


# scenario usage-99
@pytest.mark.parametrize(
    ("path", "opening", "closing"),
    [("package.json", '{"a":', "}"), ("environment.yml", "{a: ", "}"), ("pyproject.toml", "{a = ", "}")],
)
def test_a_document_that_is_nested_too_deeply_is_not_read(path: str, opening: str, closing: str) -> None:
    def nested(depth: int) -> bytes:
        text = f"{opening * depth}1{closing * depth}"
        return f"a = {text}\n".encode() if path.endswith("toml") else text.encode()

    assert parse(path, nested(MAX_DEPTH // 3)) == []
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(ParseError, match=r"nested too deeply|not YAML"):
            parse(path, nested(depth))


@pytest.mark.parametrize("path", ["package.json", "requirements.txt", "pyproject.toml", "setup.py"])
def test_what_is_not_utf_8_is_refused(path: str) -> None:
    with pytest.raises(ParseError, match="not UTF-8"):
        parse(path, b"\xff\xfe{")


def test_a_line_is_that_of_the_file_as_it_was_fetched() -> None:
    [one] = parse("web/package.json", b'\xef\xbb\xbf{\r\n\r\n"dependencies":\r\n{ "react" :\r\n"1"}}')
    assert row(one) == "web/package.json:4 | direct react | 1"


def test_a_file_of_no_known_format_declares_nothing() -> None:
    assert parse("README.md", b"# react") == []
    assert parse("my-package.json", b"{") == []
