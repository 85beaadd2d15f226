"""What Python's packaging tools read."""

import pytest

from curator.usage.errors import ParseError
from curator.usage.manifests import parse, parse_repository
from curator.usage.manifests.pypi.requirement import is_for_developing
from curator.usage.models import DependencyType, Origin
from tests.unit.usage.manifests.golden import expected, repository, row, rows

BOTH_WAYS = """
[dependency-groups]
a = ["pytest", {include-group = "b"}]
b = ["ruff", {include-group = "a"}]
c = [{include-group = "c"}]
"""


# scenario usage-93
# a `-r` that leads back, to the file itself or beyond the repository, is among them
@pytest.mark.parametrize("name", ["pypi-requirements", "pypi-compiled"])
def test_requirements_are_read_as_pip_reads_them(name: str) -> None:
    assert rows(parse_repository(repository(name))) == expected(name)


# scenario usage-93
def test_files_that_include_each_other_are_read_once() -> None:
    files = {"requirements.txt": b"-r a.in\n", "a.in": b"-r b.in\none\n", "b.in": b"-r a.in\n-r b.in\ntwo\n"}
    found = parse_repository(files)
    assert [row(one) for one in found.declared] == ["b.in:3 | direct two", "a.in:2 | direct one"]


def test_an_included_file_has_the_use_of_what_includes_it() -> None:
    files = {"requirements-test.txt": b"-r common.in\n", "common.in": b"one\n"}
    assert [one.type for one in parse_repository(files).declared] == [DependencyType.DEV]


def test_an_included_file_is_needed_for_the_most_that_any_file_needs_it_for() -> None:
    files = {"a/requirements-test.txt": b"-r ../common.in", "requirements.txt": b"-r common.in", "common.in": b"one"}
    assert [one.type for one in parse_repository(files).declared] == [DependencyType.DIRECT]


@pytest.mark.parametrize(
    ("name", "expected_answer"),
    [
        ("requirements-dev.txt", True),
        ("test_requirements.txt", True),
        ("docs", True),
        ("lint.txt", True),
        ("latest.txt", False),
        ("requirements.txt", False),
        ("devices.txt", False),
    ],
)
def test_only_whole_words_say_that_something_is_for_developing(name: str, expected_answer: bool) -> None:
    assert is_for_developing(name) is expected_answer


def test_a_requirement_that_is_longer_than_any_is_not_looked_at() -> None:
    found = parse_repository({"requirements.txt": b"django>=" + b"1" * 4000})
    assert found.declared == ()
    assert [note[:50] for note in found.notes] == ["requirements.txt:1: names no package that can be t"]


def test_only_the_files_of_the_folder_requirements_are_read_and_not_those_below_it() -> None:
    files = {"requirements/base.txt": b"one", "requirements/old/base.txt": b"two", "requirements-dev/a.txt": b"three"}
    assert [one.name for one in parse_repository(files).declared] == ["one"]


# scenario usage-94
@pytest.mark.parametrize("name", ["pypi-pyproject", "pypi-poetry"])
def test_a_pyproject_is_read_as_the_standard_and_its_tools_read_it(name: str) -> None:
    assert rows(parse_repository(repository(name))) == expected(name)


# scenario usage-94
def test_groups_that_include_each_other_are_read_once() -> None:
    found = parse("pyproject.toml", BOTH_WAYS.encode())
    assert [row(one) for one in found] == ["pyproject.toml:3 | dev pytest", "pyproject.toml:4 | dev ruff"]


# scenario usage-95
def test_a_pipfile_has_packages_and_those_for_developing_and_its_lock_has_their_versions() -> None:
    assert rows(parse_repository(repository("pypi-pipfile"))) == expected("pypi-pipfile")


# scenario usage-96
def test_a_setup_cfg_is_read_as_setuptools_reads_it() -> None:
    assert rows(parse_repository(repository("pypi-setup-cfg"))) == expected("pypi-setup-cfg")


def test_a_setup_cfg_without_a_section_is_refused() -> None:
    with pytest.raises(ParseError, match="before the first section"):
        parse("setup.cfg", b"install_requires = django\n")


# scenario usage-97
def test_a_setup_py_tells_its_literal_lists_and_notes_the_others() -> None:
    assert rows(parse_repository(repository("pypi-setup-py"))) == expected("pypi-setup-py")


# scenario usage-97
def test_a_setup_py_is_never_run() -> None:
    content = b"raise SystemExit\nfrom setuptools import setup\nsetup(install_requires=['django'])\n"
    assert [one.name for one in parse("setup.py", content)] == ["django"]


def test_a_variable_that_is_assigned_twice_or_in_a_function_is_not_followed() -> None:
    content = b"a = ['one']\na = ['two']\ndef f():\n    b = ['three']\nsetup(install_requires=a, tests_require=b)\n"
    assert parse("setup.py", content) == []


def test_a_setup_py_of_python_2_is_refused() -> None:
    with pytest.raises(ParseError, match="not Python 3"):
        parse("setup.py", b"print 'hello'\n")


def test_a_setup_py_with_an_escape_that_python_warns_of_is_read() -> None:
    assert [one.name for one in parse("setup.py", b"x = '\\d'\nsetup(install_requires=['django'])")] == ["django"]


def test_a_setup_py_that_is_longer_than_any_is_refused() -> None:
    with pytest.raises(ParseError, match="longer than 262144 bytes"):
        parse("setup.py", b"#" * 262145)


# scenario usage-98
def test_of_an_environment_only_what_pip_installs_counts() -> None:
    assert rows(parse_repository(repository("pypi-environment"))) == expected("pypi-environment")


def test_a_package_whose_folder_uv_names_is_the_repositorys_own() -> None:
    found = parse("pyproject.toml", repository("pypi-pyproject")["pyproject.toml"])
    origins = {one.name: one.origin for one in found}
    assert (origins["acme-core"], origins["acme-path"]) == (Origin.WORKSPACE, Origin.PATH)


def test_a_member_of_a_uv_workspace_has_the_versions_of_its_root_and_its_neighbour_has_not() -> None:
    lock = b'[[package]]\nname = "a"\nsource = { editable = "packages/a" }\n'
    lock += b'[[package]]\nname = "six"\nversion = "1.16.0"\n'
    project = b'[project]\nname = "a"\ndependencies = ["six"]\n'
    found = parse_repository({"uv.lock": lock, "packages/a/pyproject.toml": project, "b/pyproject.toml": project})
    assert [(one.manifest_path, one.resolved) for one in found.declared] == [
        ("b/pyproject.toml", None),
        ("packages/a/pyproject.toml", "1.16.0"),
    ]
