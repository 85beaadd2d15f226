"""pom.xml."""

import pytest

from curator.usage.errors import ParseError
from curator.usage.limits import MAX_DEPTH
from curator.usage.manifests import parse, parse_repository
from tests.unit.usage.manifests.golden import expected, repository, row, rows

DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE project [
 <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<project><dependencies><dependency><groupId>&c;</groupId><artifactId>a</artifactId></dependency></dependencies></project>
"""
OUTSIDE = b"""<!DOCTYPE project SYSTEM "file:///etc/passwd"><project/>"""


def pom(*dependencies: tuple[str, str, str], properties: str = "", head: str = "") -> bytes:
    entries = "".join(DEPENDENCY.format(*one) for one in dependencies)
    return (
        f"<project>{head}<properties>{properties}</properties><dependencies>{entries}</dependencies></project>".encode()
    )


# scenario usage-103
def test_the_modules_of_a_project_declare_what_their_archive_says() -> None:
    assert rows(parse_repository(repository("maven-modules"))) == expected("maven-modules")


# scenario usage-103
@pytest.mark.parametrize("content", [BOMB, OUTSIDE], ids=["entities of entities", "a file of the machine"])
def test_a_document_type_is_refused_before_it_can_mean_anything(content: bytes) -> None:
    with pytest.raises(ParseError, match="it declares a document type"):
        parse("pom.xml", content)


# scenario usage-103
def test_properties_are_put_in_also_into_each_other() -> None:
    content = pom(("a", "b", "${v}"), properties="<v>${major}.${minor}</v><major>1</major><minor>2</minor>")
    assert [one.requirement for one in parse("pom.xml", content)] == ["1.2"]


# scenario usage-103
@pytest.mark.parametrize(
    ("properties", "kept"),
    [
        ("<v>${v}</v>", "${v}"),
        ("<v>${w}</v><w>${v}</w>", "${v}"),
        ("<v>${w}${w}</v><w>${v}${v}</w>", None),
        ("", "${v}"),
    ],
    ids=["of itself", "in a circle", "growing", "unknown"],
)
def test_properties_that_lead_nowhere_are_left_in_bounded_time(properties: str, kept: str | None) -> None:
    [one] = parse("pom.xml", pom(("a", "b", "${v}"), properties=properties))
    assert one.requirement is not None
    assert one.requirement == kept or (kept is None and len(one.requirement) <= 255)


@pytest.mark.parametrize("missing", ["<groupId>a</groupId>", "<artifactId>b</artifactId>"])
def test_a_dependency_without_its_whole_name_is_a_note(missing: str) -> None:
    content = pom(("a", "b", "1"), ("c", "d", "1")).replace(missing.encode(), b"")
    found = parse_repository({"pom.xml": content})
    assert [one.name for one in found.declared] == ["c:d"]
    assert found.notes == ("pom.xml:1: a dependency whose name is not in the repository",)


def test_a_childs_properties_win_over_its_parents() -> None:
    parent = "<parent><groupId>g</groupId><artifactId>p</artifactId><version>7</version></parent>"
    files = {
        "pom.xml": pom(properties="<v>1</v><w>2</w>", head="<groupId>g</groupId><artifactId>p</artifactId>"),
        "web/pom.xml": pom(
            ("a", "b", "${v}-${w}"), ("a", "c", "${project.version}"), properties="<v>9</v>", head=parent
        ),
    }
    assert [one.requirement for one in parse_repository(files).declared] == ["9-2", "7"]


def test_a_parent_that_is_its_own_parent_is_not_followed_forever() -> None:
    head = "<parent><relativePath>pom.xml</relativePath></parent><artifactId>a</artifactId>"
    [one] = parse_repository({"pom.xml": pom(("a", "b", "${v}"), head=head)}).declared
    assert one.requirement == "${v}"


def test_a_parent_that_is_malformed_leaves_the_child_to_itself() -> None:
    files = {"pom.xml": b"<project>", "web/pom.xml": pom(("a", "b", "1"), head="<parent></parent>")}
    found = parse_repository(files)
    assert [one.name for one in found.declared] == ["a:b"]
    assert [problem.path for problem in found.problems] == ["pom.xml"]


def test_a_prefix_for_the_namespace_changes_nothing() -> None:
    content = pom(("a", "b", "1")).replace(b"<", b"<m:").replace(b"<m:/", b"</m:")
    content = content.replace(b"<m:project>", b"<m:project xmlns:m='http://maven.apache.org/POM/4.0.0'>")
    assert [row(one) for one in parse("pom.xml", content)] == ["pom.xml:1 | direct a:b | 1"]


def test_the_document_says_its_encoding_itself() -> None:
    text = '<?xml version="1.0" encoding="{}"?>' + pom(("ä", "b", "1"), ("c", "d", "ü")).decode()
    for encoding in ("iso-8859-1", "utf-16", "windows-1252"):
        found = parse_repository({"pom.xml": text.format(encoding).encode(encoding)})
        assert [one.requirement for one in found.declared] == ["ü"]
        assert found.notes == ("pom.xml:1: a dependency whose name is not in the repository",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not XML: no element found"),
        (b"<project><dependencies></project>", "not XML: mismatched tag in line 1"),
        (b"<settings/>", "not a <project>"),
        (b"<project>" + b"<a>" * MAX_DEPTH, "nested too deeply"),
        (b"<project>" + b"<a/>" * 100_001, "too many elements"),
        (b"<?xml version='1.0' encoding='klingon'?><project/>", "not XML in any known encoding|unknown encoding"),
        (b"<project>&nbsp;</project>", "undefined entity"),
    ],
    ids=["empty", "mismatched", "another document", "deep", "wide", "unknown encoding", "undefined entity"],
)
def test_a_pom_that_is_malformed_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        parse("pom.xml", content)
