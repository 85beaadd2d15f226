"""Files of the later ecosystems that are made to cost: see test_hostile."""

import time

import pytest

from curator.usage.manifests import parse_repository
from curator.usage.manifests.tokens import MAX_TOKENS
from tests.unit.usage.manifests.test_hostile import ENOUGH, SIZE, filled

LIST = b"<project><dependencies>"
PROPERTIES = b"".join(b"<p%d>%s</p%d>" % (number, b"${p%d}" % (number + 1) * 30, number) for number in range(900))
HOSTILE = {
    "words": ("Gemfile", filled(b"aa ")),
    "blocks in blocks": ("Gemfile", filled(b"group :a do ")),
    "lists without an end": ("Gemfile", filled(b"%w[")),
    "quotes without an end": ("Gemfile", filled(b'\\"', before=b'gem "')),
    "values without an end": ("Gemfile", filled(b"a: [ ", before=b"gem 'a', ")),
    "a comment without an end": ("Gemfile", filled(b"=begin\n")),
    "one call without an end": ("a.gemspec", filled(b"'a', ", before=b"s.add_dependency(")),
    "comments without an end": ("build.gradle", filled(b"/*/ ")),
    "a chain of names": ("build.gradle", filled(b"a.", before=b"dependencies {\nimplementation ")),
    "brackets": ("build.gradle", filled(b"(", before=b"dependencies {\nimplementation ")),
    "maps in maps": ("build.gradle.kts", filled(b"name: 'a', ", before=b"dependencies {\nimplementation ")),
    "long texts": ("build.gradle.kts", filled(b'"""" ')),
    "tuples in tuples": ("mix.exs", filled(b"{:a, ", before=b"defp deps do [")),
    "lists in lists": ("mix.exs", filled(b"deps: [")),
    "spaces": ("mix.lock", filled(b" ", before=b'%{\n"a": ')),
    "names without an end": ("mix.lock", filled(b'"a', before=b"%{")),
    "blocks without an end": ("go.mod", filled(b"require (\n")),
    "words of one line": ("go.mod", filled(b'a "', before=b"require ")),
    "replacements": ("go.mod", filled(b"replace a => b\n")),
    "gems without an end": ("Gemfile.lock", filled(b"    a (1-", before=b"GEM\n")),
    "tables": ("Cargo.lock", filled(b"[[package]]\nname='a'\nsource='b'\nversion='1'\n")),
    "elements in elements": ("pom.xml", filled(b"<a>")),
    "elements after elements": ("pom.xml", filled(b"<a/>", before=b"<project>", after=b"</project>")),
    "attributes": ("a.csproj", b"<Project " + b"".join(b"a%d='' " % number for number in range(25_000)) + b"/>"),
    "names in one item": (
        "a.csproj",
        filled(b"a;", before=b"<Project><ItemGroup><PackageReference Include='", after=b"'/></ItemGroup></Project>"),
    ),
    "properties of properties": (
        "pom.xml",
        b"<project><properties>" + PROPERTIES + b"</properties><dependencies>"
        b"<dependency><groupId>a</groupId><artifactId>${p0}</artifactId></dependency></dependencies></project>",
    ),
    "entries without an end": ("gradle.lockfile", filled(b"a:")),
    "maps without an end": ("pubspec.yaml", filled(b"{a: ")),
    "lists without an end, again": ("composer.json", filled(b"[")),
}


@pytest.mark.parametrize(("path", "content"), HOSTILE.values(), ids=HOSTILE)
def test_no_file_costs_more_than_its_length_is_worth(path: str, content: bytes) -> None:
    begun = time.process_time()
    found = parse_repository({path: content, "web/package.json": b'{"dependencies": {"react": "1"}}'})
    assert time.process_time() - begun < ENOUGH
    assert [one.name for one in found.declared if one.manifest_path == "web/package.json"] == ["react"]


@pytest.mark.parametrize("path", ["Gemfile", "a.gemspec", "build.gradle", "build.gradle.kts", "mix.exs"])
def test_a_script_of_too_many_words_is_not_read(path: str) -> None:
    [problem] = parse_repository({path: b"a " * (MAX_TOKENS + 1)}).problems
    assert str(problem) == f"{path}: too many words"


def test_the_files_above_are_large() -> None:
    assert min(len(content) for path, content in HOSTILE.values() if path != "pom.xml") > SIZE * 0.9
