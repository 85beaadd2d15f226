"""YAML whose keys know their lines, and whose scalars stay what was written: `1.10` is not the number 1.1.

It is put together from libyaml's events, one after the other, so that neither depth nor aliases of aliases of aliases
("a billion laughs") cost more than is allowed. Tags mean nothing here, and nothing is constructed from them.
"""

from typing import Any

from curator.usage.limits import MAX_DEPTH
from curator.usage.manifests.lines import Items, Section
from curator.usage.manifests.parser import Manifest

MAX_NODES = 500_000  # of a file, each counted as often as an alias repeats it; 1 MiB has no more without aliases
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def read_yaml(manifest: Manifest) -> Section:
    """Return the first document that is a mapping; raises ParseError if it cannot be read or there is none.

    A file without any document is an empty one.
    """
    documents = read_all_yaml(manifest)
    return documents[0] if documents else Section()


def read_all_yaml(manifest: Manifest) -> list[Section]:
    """Return all documents of a file; raises ParseError if it cannot be read, or one of them is not a mapping."""
    documents = [one for one in _documents(manifest) if one is not None]
    if not all(isinstance(one, Section) for one in documents):
        raise manifest.problem("not a YAML mapping")
    return documents


def _documents(manifest: Manifest) -> list[Any]:
    import yaml  # noqa: PLC0415 - only who reads YAML pays for it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(manifest)
    try:
        for event in yaml.parse(manifest.text, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise manifest.problem(f"not YAML{where}") from None
    return builder.documents


class _Building:
    """A mapping or a list that is being read, and how many nodes it has so far."""

    __slots__ = ("anchor", "key", "line", "nodes", "whole")

    def __init__(self, whole: Section | Items, anchor: str | None) -> None:
        self.whole: Any = whole
        self.anchor = anchor
        self.key: Any = self  # no key yet: `None` is one
        self.line = 0
        self.nodes = 1

    def take(self, value: Any, line: int, nodes: int) -> None:
        """Take the next value; in a mapping, keys and values take turns."""
        self.nodes += nodes
        if isinstance(self.whole, Items):
            self.whole.append(value)
            self.whole.lines.append(line)
        elif self.key is self:
            self.key, self.line = value, line
        else:
            if isinstance(self.key, str):  # nothing that is read here has other keys
                self.whole[self.key], self.whole.lines[self.key] = value, self.line
            self.key = self


class _Builder:
    """Puts documents together from events."""

    def __init__(self, manifest: Manifest) -> None:
        self.documents: list[Any] = []
        self._manifest = manifest
        self._stack: list[_Building] = []
        self._anchors: dict[str, tuple[Any, int]] = {}

    def take(self, event: Any) -> None:
        """Take the next event."""
        line = event.start_mark.line + 1
        match type(event).__name__:
            case "DocumentStartEvent":
                self._anchors = {}
            case "MappingStartEvent":
                self._open(Section(), event.anchor, line)
            case "SequenceStartEvent":
                self._open(Items(), event.anchor, line)
            case "MappingEndEvent" | "SequenceEndEvent":
                self._close()
            case "ScalarEvent":
                self._scalar(event, line)
            case "AliasEvent":
                self._alias(event.anchor, line)

    def _open(self, whole: Section | Items, anchor: str | None, line: int) -> None:
        building = _Building(whole, anchor)
        building.line = line
        self._stack.append(building)
        if len(self._stack) > MAX_DEPTH:
            raise self._manifest.problem("nested too deeply")

    def _close(self) -> None:
        done = self._stack.pop()
        self._put(done.whole, done.line, done.nodes, done.anchor)

    def _scalar(self, event: Any, line: int) -> None:
        is_plain = event.implicit[0] and not event.style
        value = None if is_plain and event.value in NULLS else event.value
        self._put(value, line, 1, event.anchor)

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self._anchors:  # also what refers to itself
            raise self._manifest.problem(f"an alias of nothing in line {line}")
        value, nodes = self._anchors[anchor]
        self._put(value, line, nodes, None)

    def _put(self, value: Any, line: int, nodes: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = value, nodes
        if not self._stack:
            self.documents.append(value)
            return
        self._stack[-1].take(value, line, nodes)
        if self._stack[-1].nodes > MAX_NODES:
            raise self._manifest.problem("too many nodes")
