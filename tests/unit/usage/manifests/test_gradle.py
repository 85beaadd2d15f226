"""build.gradle, build.gradle.kts, version catalogues and gradle.lockfile."""

import pytest

from curator.usage.errors import ParseError
from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import expected, repository, row, rows


# scenario usage-104
@pytest.mark.parametrize("name", ["gradle-groovy", "gradle-kotlin"])
def test_build_scripts_declare_what_their_archive_says(name: str) -> None:
    assert rows(parse_repository(repository(name))) == expected(name)


# scenario usage-104
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("implementation 'a.b:c:1'", "direct a.b:c | 1"),
        ('implementation("a.b:c:1:sources@jar")', "direct a.b:c | 1"),
        ("implementation('a.b:c')", "direct a.b:c"),
        ("compileOnlyApi 'a.b:c:[1,2)'", "direct a.b:c | [1,2)"),
        ("implementation name: 'c', version: '1', group: 'a.b'", "direct a.b:c | 1"),
        ("testFixturesApi 'a.b:c:1'", "dev a.b:c | 1"),
        ("kapt 'a.b:c:1'", "dev a.b:c | 1 |  | kapt"),
        ("implementation('a.b:c') { version { strictly '1' } }", "direct a.b:c"),
        ('implementation "a.b:c:$v"', "direct a.b:c | $v |  | not evaluated"),
        ("implementation(kotlin('reflect'))", "direct org.jetbrains.kotlin:kotlin-reflect"),
        ("implementation(kotlin(module))", None),
        ("implementation(scala('reflect'))", None),
        ("implementation dependencies.create('a.b:c:1')", None),
        ("implementation project(path: ':a:b:c')", None),
        ("implementation platform('a.b:c:1')", None),
        ("implementation 'not coordinates'", None),
        ("println 'a.b:c:1'", None),
        ("def text = 'a.b:c:1'", None),
        ("// implementation 'a.b:c:1'", None),
        ("/* implementation 'a.b:c:1' */", None),
        ("exclude group: 'a.b', module: 'c'", None),
    ],
)
def test_a_statement_declares(statement: str, found: str | None) -> None:
    rows_found = [row(one) for one in parse("build.gradle", f"dependencies {{\n{statement}\n}}\n".encode())]
    assert rows_found == ([] if found is None else [f"build.gradle:2 | {found}"])


def test_nothing_outside_a_dependencies_block_is_declared() -> None:
    content = b"implementation 'a:b:1'\nconfigurations { implementation 'a:b:1' }\nplugins { id 'a:b:1' }\n"
    assert parse("build.gradle", content) == []


def test_a_block_in_one_line_ends_there() -> None:
    content = (
        b"dependencies { implementation 'a:b:1'; testImplementation 'c:d:1' }\nother {\n  implementation 'e:f:1'\n}\n"
    )
    assert [(one.name, one.type) for one in parse("build.gradle", content)] == [("a:b", "direct"), ("c:d", "dev")]


def test_a_version_catalogue_by_itself_declares_all_it_has() -> None:
    content = repository("gradle-kotlin")["gradle/libs.versions.toml"]
    assert len(parse("gradle/libs.versions.toml", content)) == 7


def test_a_catalogue_that_is_malformed_leaves_the_scripts_to_themselves() -> None:
    files = {
        "gradle/libs.versions.toml": b"[libraries",
        "build.gradle": b"dependencies {\nimplementation libs.ktor\nimplementation 'a:b:1'\n}",
    }
    found = parse_repository(files)
    assert [one.name for one in found.declared] == ["a:b"]
    assert [problem.path for problem in found.problems] == ["gradle/libs.versions.toml"]


def test_a_catalogue_can_have_another_name() -> None:
    files = {
        "gradle/tools.versions.toml": b"[libraries]\nlint = 'a:lint:1'\n",
        "app/build.gradle": b"dependencies {\nimplementation tools.lint\n}",
    }
    assert rows(parse_repository(files)) == ["app/build.gradle:2 | direct a:lint | 1"]


def test_blocks_within_blocks_without_end_are_refused() -> None:
    with pytest.raises(ParseError, match="nested too deeply"):
        parse("build.gradle", b"dependencies {\nif (a) {\n" + b"{" * 100)


@pytest.mark.parametrize("content", [b"", b"}}}}", b"dependencies {", b"dependencies { implementation(", b"'", b"/*"])
def test_a_script_that_ends_too_early_declares_nothing(content: bytes) -> None:
    assert parse("build.gradle", content) == []
