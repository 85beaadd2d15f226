"""The line that is given as proof is the one that says it."""

import pytest

from curator.usage.manifests import parse_repository
from curator.usage.manifests.lines import Lines
from curator.usage.manifests.parser import Files
from curator.usage.manifests.toml_documents import read_toml
from curator.usage.manifests.yaml_documents import read_all_yaml
from tests.unit.usage.manifests.golden import archives, repository

EVERY_WAY = b"""\
top = 1 # [not.a.header]
a.b."c d".'e' = 2
text = '''
[nor.this]
x = 1'''
"quoted \\u0061" = [
  "one", # 1
  "two",

  {three = 3, four = [
    4,
  ]},
]
[table]
key = "value \\" = 1"
inline = {one = 1, two.three = {four = ["]", '}']}}
[[many]]
name = "first"
[[many]]
name = "second"
[many.inner]
[[many.inner.deep]]
key = 1
[[many.inner.deep]]
key = 2
"""


def toml(content: bytes) -> dict[str, object]:
    [file] = Files({"a.toml": content})
    return read_toml(file)


@pytest.mark.parametrize("name", [name for name in archives() if name.startswith(("npm", "pypi"))])
def test_the_line_of_a_dependency_names_it(name: str) -> None:
    files = repository(name)
    for one in parse_repository(files).declared:
        line = files[one.manifest_path].decode().split("\n")[(one.line or 0) - 1]
        assert one.raw_name in line


def test_every_way_to_write_a_key_of_toml_has_its_line() -> None:
    [file] = Files({"a.toml": EVERY_WAY})
    document = read_toml(file)
    assert {key: document.line(key) for key in document} == {
        "top": 1, "a": 2, "text": 3, "quoted a": 6, "table": 14, "many": 17,
    }  # fmt: skip
    assert document.section("a", "b", "c d").line("e") == 2
    assert document.items_of("quoted a").lines == [7, 8, 10]
    assert document.items_of("quoted a")[2].lines == {"three": 10, "four": 10}
    assert document.items_of("quoted a")[2].items_of("four").lines == [11]
    assert document.section("table").lines == {"key": 15, "inline": 16}
    assert document.section("table", "inline", "two", "three").items_of("four").lines == [16, 16]
    assert document.items_of("many").lines == [17, 19]
    assert [one.line("name") for one in document.items_of("many")] == [18, 20]
    second = document.items_of("many")[1]
    assert (second.line("inner"), second.section("inner").items_of("deep").lines) == (21, [22, 24])
    assert [one.line("key") for one in second.section("inner").items_of("deep")] == [23, 25]


def test_an_alias_of_yaml_has_what_it_stands_for_and_its_own_line() -> None:
    [file] = Files(
        {"a.yaml": b"---\na: &x\n  b: 1.10\n  c: [~, null, 'null', y]\nd: *x\n? [no, text]\n: e\n---\nf: !!int 2\n"}
    )
    first, second = read_all_yaml(file)
    assert first == {
        "a": {"b": "1.10", "c": [None, None, "null", "y"]},
        "d": {"b": "1.10", "c": [None, None, "null", "y"]},
    }
    assert (first.lines, first.section("d").lines) == ({"a": 2, "d": 5}, {"b": 3, "c": 4})
    assert second == {"f": "2"}


def test_a_position_is_on_the_line_whose_end_comes_after_it() -> None:
    lines = Lines("a\n\nb")
    assert [lines.at(position) for position in range(4)] == [1, 1, 2, 3]
