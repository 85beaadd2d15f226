"""go.mod."""

import pytest

from curator.usage.errors import ParseError
from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import expected, repository, row, rows


# scenario usage-101
def test_a_service_requires_what_its_archive_says_directly_and_indirectly() -> None:
    found = parse_repository(repository("go-service"))
    assert rows(found) == expected("go-service")
    assert [one.name for one in found.declared if one.indirect] == ["github.com/mattn/go-isatty", "golang.org/x/sys"]


# scenario usage-101
@pytest.mark.parametrize(
    ("comment", "indirect"),
    [("", False), ("// indirect", True), ("//indirect", True), ("// indirect; see #1", True), ("// indirectly", False)],
)
def test_only_the_comment_that_go_itself_writes_makes_a_module_indirect(comment: str, indirect: bool) -> None:
    [one] = parse("go.mod", f"require golang.org/x/sys v0.17.0 {comment}\n".encode())
    assert one.indirect is indirect


def test_the_names_of_modules_keep_their_capitals_and_their_major_version() -> None:
    found = parse("go.mod", b"require (\n github.com/BurntSushi/toml v1.3.2\n github.com/go-chi/chi/v5 v5.0.12\n)\n")
    assert [one.name for one in found] == ["github.com/BurntSushi/toml", "github.com/go-chi/chi/v5"]


@pytest.mark.parametrize("local", ["./shared", "../shared", "/srv/shared", ".", "C:\\\\shared"])
def test_a_module_that_is_replaced_by_a_folder_is_the_repositorys_own(local: str) -> None:
    content = f"require example.com/shared v1.0.0\nreplace example.com/shared => {local}\n"
    assert parse_repository({"go.mod": content.encode()}).declared == ()


def test_a_replacement_of_another_version_changes_nothing() -> None:
    content = b"require example.com/a v1.0.0\nreplace example.com/a v0.9.0 => ../a\n"
    [one] = parse_repository({"go.mod": content}).declared
    assert row(one) == "go.mod:1 | direct example.com/a | v1.0.0"


@pytest.mark.parametrize("content", [b"", b"module example.com/a\n\ngo 1.22\n", b"// nothing\n", b"future directive\n"])
def test_a_go_mod_may_require_nothing(content: bytes) -> None:
    assert parse("go.mod", content) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"require (\n\tgolang.org/x/sys v0.17.0\n", "a block of 'require' without an end"),
        (b"\nrequire golang.org/x/sys\n", "line 2 requires no module at a version"),
        (b"require (\n\ta b c\n)\n", "line 2 requires no module at a version"),
        (b"replace a b c => d\n", "line 1 replaces no module by another"),
        (b"replace a =>\n", "line 1 replaces no module by another"),
    ],
)
def test_a_go_mod_that_is_malformed_says_where(content: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        parse("go.mod", content)
