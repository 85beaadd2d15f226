"""Cargo.toml and Cargo.lock."""

import pytest

from curator.usage.errors import ParseError
from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import expected, repository, row, rows

LOCK = b"""
[[package]]
name = "serde"
version = "1.0.197"
source = "registry+https://registry.example/index"
"""


# scenario usage-102
def test_the_members_of_a_workspace_declare_what_their_archive_says() -> None:
    assert rows(parse_repository(repository("cargo-workspace"))) == expected("cargo-workspace")


# scenario usage-102
def test_what_only_one_target_needs_says_which() -> None:
    [one] = parse("Cargo.toml", b"[target.'cfg(all(unix, not(target_os = \"macos\")))'.dependencies]\nnix = '0.28'\n")
    assert one.marker == 'cfg(all(unix, not(target_os = "macos")))'


# scenario usage-102
def test_a_renamed_package_counts_under_its_real_name() -> None:
    [one] = parse("Cargo.toml", b"[dependencies]\njson = {package = 'serde_json', version = '1'}\n")
    assert (one.name, one.raw_name, one.notes) == ("serde-json", "serde_json", ("as json",))


def test_underscores_and_hyphens_are_the_same_name_in_manifest_and_lock() -> None:
    files = {"Cargo.toml": b"[dependencies]\nSerde_Json = '1'\n", "Cargo.lock": LOCK.replace(b"serde", b"serde-json")}
    [one] = parse_repository(files).declared
    assert (one.name, one.resolved) == ("serde-json", "1.0.197")


def test_a_path_alone_is_the_repositorys_own_and_with_a_version_it_is_a_package() -> None:
    content = b"[dependencies]\na = {path = '../a'}\nb = {path = '../b', version = '1'}\n"
    assert [one.name for one in parse_repository({"Cargo.toml": content}).declared] == ["b"]


def test_a_member_can_say_where_its_workspace_is() -> None:
    files = {
        "root/Cargo.toml": b"[workspace.dependencies]\nserde = '1.0.1'\n",
        "member/Cargo.toml": b"[package]\nworkspace = '../root'\n[dependencies]\nserde.workspace = true\n",
    }
    assert [row(one) for one in parse_repository(files).declared] == ["member/Cargo.toml:4 | direct serde | 1.0.1"]


def test_a_workspace_that_is_malformed_leaves_its_members_without_versions() -> None:
    files = {"Cargo.toml": b"[workspace", "a/Cargo.toml": b"[dependencies]\nserde.workspace = true\n"}
    found = parse_repository(files)
    assert [row(one) for one in found.declared] == ["a/Cargo.toml:2 | direct serde"]
    assert [problem.path for problem in found.problems] == ["Cargo.toml"]


def test_a_package_in_two_versions_is_left_open_where_nothing_tells_which() -> None:
    files = {"Cargo.toml": b"[dependencies]\nserde = '1'\n", "Cargo.lock": LOCK + LOCK.replace(b"1.0.197", b"0.9.0")}
    [one] = parse_repository(files).declared
    assert one.resolved is None


@pytest.mark.parametrize(
    "content", [b"", b"[dependencies]\n", b"dependencies = 1\n", b"[dependencies]\na = 1\n[target]"]
)
def test_sections_that_are_empty_or_of_another_kind_are_left_alone(content: bytes) -> None:
    assert {one.requirement for one in parse("Cargo.toml", content)} <= {None}


def test_a_cargo_toml_that_is_malformed_says_so() -> None:
    with pytest.raises(ParseError, match="not TOML"):
        parse("Cargo.toml", b"[dependencies]\nserde = \n")
