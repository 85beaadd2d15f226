"""Reads one manifest, within its bounds."""

from collections.abc import Iterable
from dataclasses import dataclass

from curator.usage.limits import MAX_RECORDS
from curator.usage.manifests.parser import Files, Found, Manifest, Note, Parser
from curator.usage.manifests.registry import parsers_of
from curator.usage.models import PRECEDENCE, Declared, Origin

Identity = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one manifest says."""

    declared: tuple[Declared, ...]
    notes: tuple[str, ...]


def parse(path: str, content: bytes) -> list[Declared]:
    """Return what a manifest declares, read by itself; nothing for a file of no known format, or a lock file.

    Raises:
        ParseError: it cannot be read.
    """
    manifest = Manifest(path, content, Files({path: content}))
    return [one for parser in parsers_of(path) for one in read(manifest, parser).declared]


def read(manifest: Manifest, parser: Parser) -> Reading:
    """Return what a manifest says to this parser; raises ParseError."""
    try:
        found = _bounded(manifest, parser(manifest))
    except RecursionError:
        raise manifest.problem("nested too deeply") from None
    return Reading(
        declared=strongest(one for one in found if isinstance(one, Declared)),
        notes=tuple(dict.fromkeys(one.text for one in found if isinstance(one, Note))),
    )


def strongest(declared: Iterable[Declared]) -> tuple[Declared, ...]:
    """Return each package of each file once: as what it is needed most for, and directly if at all.

    A package that a file wants from a registry and from the repository itself is one of the registry's.
    """
    best: dict[Identity, Declared] = {}
    for one in declared:
        identity = (one.manifest_path, one.ecosystem, one.name)
        if identity not in best or _rank(one) < _rank(best[identity]):
            best[identity] = one
    return tuple(best.values())


def _rank(one: Declared) -> tuple[bool, bool, int]:
    return one.origin in {Origin.PATH, Origin.WORKSPACE}, one.indirect, PRECEDENCE.index(one.type)


def _bounded(manifest: Manifest, found: Iterable[Found]) -> list[Found]:
    kept = []
    for one in found:
        kept.append(one)
        if len(kept) > MAX_RECORDS:
            raise manifest.problem(f"more than {MAX_RECORDS} dependencies")
    return kept
