"""pubspec.yaml and pubspec.lock."""

import pytest

from curator.usage.errors import ParseError
from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import expected, repository, row, rows


# scenario usage-109
def test_the_packages_of_a_workspace_declare_what_their_archive_says() -> None:
    assert rows(parse_repository(repository("pub-workspace"))) == expected("pub-workspace")


# scenario usage-109
@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("http: ^1.2.0", "direct http | ^1.2.0"),
        ("http: '>=1.0.0 <2.0.0'", "direct http | >=1.0.0 <2.0.0"),
        ("http: 1.10", "direct http | 1.10"),
        ("http:", "direct http"),
        ("http: {version: ^1.2.0}", "direct http | ^1.2.0"),
        ("http: {git: https://example.com/http.git}", "direct http |  |  | git"),
        ("http: {sdk: flutter}", None),
        ("http: {path: ../http}", None),
    ],
)
def test_an_entry_declares(entry: str, found: str | None) -> None:
    content = f"dependencies:\n  {entry}\n".encode()
    rows_found = [row(one) for one in parse_repository({"pubspec.yaml": content}).declared]
    assert rows_found == ([] if found is None else [f"pubspec.yaml:2 | {found}"])


def test_overrides_declare_nothing() -> None:
    assert parse("pubspec.yaml", b"dependency_overrides:\n  meta: 1.11.0\n") == []


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"dependencies:\n", b"dependencies: [a]\n", b"name: a\n"])
def test_sections_that_are_empty_or_of_another_kind_are_left_alone(content: bytes) -> None:
    assert parse("pubspec.yaml", content) == []


@pytest.mark.parametrize("content", [b"dependencies: [a", b"- a\n- b\n", b"a: &a\n  b: *c\n"])
def test_a_pubspec_that_is_malformed_says_so(content: bytes) -> None:
    with pytest.raises(ParseError, match=r"not YAML|not a YAML mapping|alias of nothing"):
        parse("pubspec.yaml", content)
