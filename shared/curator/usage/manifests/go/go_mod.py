"""go.mod, as the Go Modules Reference describes it (https://go.dev/ref/mod#go-mod-file).

Only `require` declares dependencies. `replace` says where they come from; `exclude`, `retract`, `tool` and the others
declare nothing, and directives that are not known are left alone, as Go itself leaves them in other modules.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.declaring import declare
from curator.usage.manifests.parser import Found, Manifest
from curator.usage.models import Origin

WORD = re.compile(r'"[^"\n]*+"|`[^`\n]*+`|=>|[()]|[^\s()"`]++|["`]')
LOCAL = re.compile(r"\.{1,2}(?:[/\\]|\Z)|/|[A-Za-z]:\\")
INDIRECT = re.compile(r"\s*indirect(?:\s*\Z|;)")


@dataclass(frozen=True, slots=True)
class _Directive:
    verb: str
    words: list[str]
    comment: str
    line: int


def parse(manifest: Manifest) -> Iterator[Found]:
    """Yield the modules that a go.mod requires; raises ParseError."""
    directives = list(_directives(manifest))
    replaced = dict(_replacement(manifest, one) for one in directives if one.verb == "replace")
    for one in directives:
        if one.verb == "require":
            yield _required(manifest, one, replaced)


def _required(manifest: Manifest, one: _Directive, replaced: dict[tuple[str, str | None], list[str]]) -> Found:
    if len(one.words) != 2:
        raise manifest.problem(f"line {one.line} requires no module at a version")
    name, version = one.words
    instead = replaced.get((name, version)) or replaced.get((name, None))
    is_local = instead is not None and LOCAL.match(instead[0]) is not None
    return declare(
        manifest,
        Ecosystem.GO,
        name,
        version,
        line=one.line,
        indirect=INDIRECT.match(one.comment) is not None,
        origin=Origin.PATH if is_local else Origin.REGISTRY,
        notes=(f"replaced by {' '.join(instead)[:200]}",) if instead else (),
    )


def _replacement(manifest: Manifest, one: _Directive) -> tuple[tuple[str, str | None], list[str]]:
    """Return what is replaced, a module at one version or (None) at any, and by what."""
    if "=>" not in one.words[1:3] or one.words[-1] == "=>":
        raise manifest.problem(f"line {one.line} replaces no module by another")
    arrow = one.words.index("=>")
    return (one.words[0], one.words[1] if arrow == 2 else None), one.words[arrow + 1 :]


def _directives(manifest: Manifest) -> Iterator[_Directive]:
    """Yield each directive; those in a block have the block's verb."""
    block: str | None = None
    for number, text in enumerate(manifest.text.split("\n"), start=1):
        code, _, comment = text.partition("//")
        words = [word.strip('"`') for word in WORD.findall(code)]
        if not words:
            continue
        if block is not None:
            if words == [")"]:
                block = None
            else:
                yield _Directive(block, words, comment, number)
        elif words[1:] == ["("]:
            block = words[0]
        elif words[1:] != ["(", ")"]:
            yield _Directive(words[0], words[1:], comment, number)
    if block is not None:
        raise manifest.problem(f"a block of {block[:20]!r} without an end")
