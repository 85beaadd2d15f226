"""Finds the exact version that a repository's lock files give a declared dependency."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from curator.usage.ecosystems import Ecosystem
from curator.usage.errors import ParseError
from curator.usage.limits import MAX_VERSION
from curator.usage.manifests.parser import Covered, Files, Locked, LockParser, Manifest, bare, folder_of, folders_up
from curator.usage.manifests.registry import lock_parsers_of
from curator.usage.models import Declared


@dataclass(frozen=True, slots=True)
class _Lock:
    """One lock file: its entries by name, and the folders it covers; none named means all beside and below it."""

    entries: dict[str, list[Locked]] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)

    def take(self, one: Locked | Covered) -> None:
        if isinstance(one, Covered):
            self.covered.add(one.folder)
        elif len(one.version) <= MAX_VERSION:
            self.entries.setdefault(one.name, []).append(one)

    def covers(self, folder: str) -> bool:
        return not self.covered or folder in self.covered


class Locks:
    """All lock files of one repository."""

    def __init__(self, files: Files) -> None:
        """Read them; those that cannot be read are in `problems`."""
        self.problems: list[ParseError] = []
        self._locks: dict[tuple[Ecosystem, str], list[_Lock]] = {}
        for file in files:
            for ecosystem, parser in lock_parsers_of(file.path):
                try:
                    self._locks.setdefault((ecosystem, file.folder), []).append(_read(file, parser))
                except ParseError as error:
                    self.problems.append(bare(error))
                except RecursionError:
                    self.problems.append(file.problem("nested too deeply"))

    def resolved(self, declared: Declared) -> Declared:
        """Return the declaration with its exact version; as it is where no lock file gives a single one."""
        folder = folder_of(declared.manifest_path)
        if declared.resolved is not None:
            return declared
        for around in folders_up(folder):
            locks = [one for one in self._locks.get((declared.ecosystem, around), ()) if one.covers(folder)]
            if locks:
                entries = [entry for lock in locks for entry in lock.entries.get(declared.name, ())]
                return replace(declared, resolved=_single(entries, declared.requirement, folder))
        return declared


def _read(file: Manifest, parser: LockParser) -> _Lock:
    lock = _Lock()
    for one in parser(file):
        lock.take(one)
    return lock


def _single(entries: Iterable[Locked], requirement: str | None, folder: str) -> str | None:
    """Return the version of the most specific entry that answers; None if two say different things."""
    answering = [one for one in entries if _answers(one, requirement, folder)]
    most = max((_specific(one) for one in answering), default=0)
    versions = {one.version for one in answering if _specific(one) == most}
    return versions.pop() if len(versions) == 1 else None


def _answers(one: Locked, requirement: str | None, folder: str) -> bool:
    return one.requirement in {None, requirement} and one.folder in {None, folder}


def _specific(one: Locked) -> int:
    return (one.requirement is not None) + 2 * (one.folder is not None)
