"""Files that are made to cost: each is a quarter of a mebibyte of what is worst for one step of its reading.

All take well under a second of the processor; what costs time with the square of the length takes minutes.
"""

import time

import pytest

from curator.usage.manifests import parse_repository

SIZE = 256 * 1024  # bytes
ENOUGH = 6.0  # seconds of the processor, on a machine that is busy


def filled(piece: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    return before + piece * (SIZE // len(piece)) + after


def laughing() -> bytes:
    """Return nine aliases of nine aliases of nine aliases …"""
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n"]
    lines += [b"a%d: &a%d [%s]\n" % (level, level, b", ".join([b"*a%d" % (level - 1)] * 9)) for level in range(1, 12)]
    return b"".join(lines)


def sharing() -> bytes:
    """Return thousands of packages of a workspace that share the thousands of dependencies of the first."""
    shared = b", ".join(b"a%d: 1.0.0" % number for number in range(2000))
    members = b"".join(b"  m%d: {dependencies: *shared}\n" % number for number in range(5000))
    return b"shared: &shared {" + shared + b"}\nimporters:\n" + members


HOSTILE = {
    "a key of many parts": ("pyproject.toml", filled(b"a.", after=b"a = 1")),
    "a key of many parts that never ends": ("pyproject.toml", filled(b"a.")),
    "a header of many parts": ("pyproject.toml", filled(b"a.", before=b"[", after=b"a]")),
    "arrays in arrays": ("Pipfile", filled(b"[", before=b"a = ")),
    "tables in tables": ("uv.lock", filled(b"{a = ", before=b"a = ")),
    "quotes without an end": ("pyproject.toml", filled(b'"""\n\\')),
    "escaped quotes": ("pyproject.toml", filled(b'\\"', before=b'a = "')),
    "a number of too many digits": ("pyproject.toml", filled(b"1", before=b"a = ")),
    "objects in objects": ("package.json", filled(b'{"a":')),
    "lists in lists": ("package-lock.json", filled(b"[")),
    "a number without end": ("package.json", filled(b"1", before=b'{"a":', after=b"}")),
    "a range of slashes": ("package.json", filled(b"a/", before=b'{"dependencies":{"a":"', after=b'"}}')),
    "a name of scopes": ("package.json", filled(b"@a/", before=b'{"dependencies":{"', after=b'":"1"}}')),
    "a billion laughs": ("pnpm-lock.yaml", laughing()),
    "aliases in thousands": ("pnpm-lock.yaml", sharing()),
    "an alias of itself": ("environment.yml", b"dependencies: &a [*a]"),
    "sequences in sequences": ("environment.yml", filled(b"- ")),
    "flow in flow": ("pnpm-lock.yaml", filled(b"{a: ")),
    "lines of no meaning": ("setup.cfg", filled(b"a\n", before=b"[options]\n")),
    "brackets": ("setup.py", filled(b"(")),
    "operators": ("setup.py", filled(b"-", after=b"1")),
    "a chain of attributes": ("setup.py", filled(b".a", before=b"a", after=b"\n")),
    "conditions": ("setup.py", filled(b"a if a else ", after=b"a")),
    "a line that goes on": ("requirements.txt", filled(b"\\\n")),
    "markers in brackets": ("requirements.txt", filled(b"a; " + b"(" * 3900 + b"\n")),
    "spaces": ("requirements.txt", filled(b"a" + b" " * 3900 + b"!\n")),
    "comments": ("requirements.txt", filled(b"# pip-compile ")),
    "ranges of one header": ("yarn.lock", filled(b"a@1, ", after=b":\n  version 1\n")),
}


@pytest.mark.parametrize(("path", "content"), HOSTILE.values(), ids=HOSTILE)
def test_no_file_costs_more_than_its_length_is_worth(path: str, content: bytes) -> None:
    begun = time.process_time()
    found = parse_repository({path: content, "web/package.json": b'{"dependencies": {"react": "1"}}'})
    assert time.process_time() - begun < ENOUGH
    assert [one.name for one in found.declared if one.manifest_path == "web/package.json"] == ["react"]
