"""What the manifests of one repository say together."""

import json

from curator.usage.manifests import parse, parse_repository
from curator.usage.models import DependencyType, Origin
from tests.unit.usage.manifests.golden import expected, repository, row, rows


def package(**sections: object) -> bytes:
    return json.dumps(sections).encode()


# scenario usage-100
def test_a_package_that_one_file_declares_twice_is_there_once_as_what_it_is_needed_most_for() -> None:
    content = package(
        devDependencies={"react": "18.1.0"}, peerDependencies={"react": "*"}, dependencies={"react": "18"}
    )
    [react] = parse("package.json", content)
    assert (react.type, react.requirement) == (DependencyType.DIRECT, "18")


# scenario usage-100
def test_a_package_that_two_files_declare_is_there_with_the_line_of_each() -> None:
    found = parse_repository({"b/requirements.txt": b"Django\n", "a/requirements-dev.txt": b"\ndjango>=4\n"})
    assert [row(one) for one in found.declared] == [
        "a/requirements-dev.txt:2 | dev django | >=4",
        "b/requirements.txt:1 | direct django",
    ]


# scenario usage-100
def test_an_alias_counts_as_the_package_that_it_stands_for() -> None:
    [vue] = parse_repository({"package.json": package(dependencies={"vue-2": "npm:vue@^2.7.0"})}).declared
    assert (vue.name, vue.requirement, vue.notes) == ("vue", "^2.7.0", ("as vue-2",))


# scenario usage-100
def test_what_a_workspace_has_within_itself_is_no_dependency() -> None:
    assert rows(parse_repository(repository("npm-workspaces"))) == expected("npm-workspaces")
    alone = parse("packages/a/package.json", package(dependencies={"b": "workspace:*"}))
    assert [one.origin for one in alone] == [Origin.WORKSPACE]


# scenario usage-100
def test_a_package_that_comes_from_git_or_an_address_counts_and_is_flagged() -> None:
    content = package(dependencies={"a": "user/a", "b": "https://files.example/b.tgz", "c": "file:../c", "d": "1"})
    found = parse_repository({"package.json": content})
    assert [(one.name, one.notes) for one in found.declared] == [("a", ("git",)), ("b", ("url",)), ("d", ())]


def test_a_registrys_package_wins_over_the_repositorys_own_of_the_same_name() -> None:
    content = package(dependencies={"a": "file:../a"}, devDependencies={"a": "1"})
    assert [row(one) for one in parse_repository({"package.json": content}).declared] == ["package.json:1 | dev a | 1"]


def test_lock_files_that_say_different_things_say_nothing() -> None:
    lock = b'{"packages": {"node_modules/a": {"version": "%s"}}}'
    files = {"package.json": package(dependencies={"a": "1"}), "package-lock.json": lock % b"1.0.0"}
    assert [one.resolved for one in parse_repository(files).declared] == ["1.0.0"]
    files["npm-shrinkwrap.json"] = lock % b"1.0.1"
    assert [one.resolved for one in parse_repository(files).declared] == [None]


def test_a_repository_without_any_manifest_declares_nothing() -> None:
    found = parse_repository({"README.md": b"# hello"})
    assert (found.declared, found.problems, found.notes) == ((), (), ())
