"""Reads all manifests of one repository, and joins what belongs together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from curator.usage.errors import ParseError
from curator.usage.limits import MAX_MANIFEST_BYTES, MAX_REPOSITORY_BYTES
from curator.usage.manifests.locks import Locks
from curator.usage.manifests.parser import Files, bare
from curator.usage.manifests.reading import read, strongest
from curator.usage.manifests.registry import parsers_of
from curator.usage.models import Declared, Origin

MAX_NOTES = 100  # of one repository
OWN = frozenset({Origin.PATH, Origin.WORKSPACE})
ELSEWHERE = frozenset({Origin.GIT, Origin.URL})


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryManifests:
    """What a repository's manifests say together.

    Attributes:
        declared: a package once a manifest, with its exact version where a lock file gives one. What the repository
            has within itself, by a path or as a workspace's member, is left out.
        problems: the files that could not be read.
        notes: what could not be told, in sentences for people; the first hundred of them.
    """

    declared: tuple[Declared, ...]
    problems: tuple[ParseError, ...]
    notes: tuple[str, ...]


def parse_repository(files: Mapping[str, bytes]) -> RepositoryManifests:
    """Return what these files of a repository, by their paths, say together. Never raises."""
    repository, problems = _within_bounds(files)
    locks = Locks(repository)
    declared: list[Declared] = []
    notes: list[str] = []
    for file in repository:
        for parser in parsers_of(file.path):
            try:
                reading = read(file, parser)
            except ParseError as error:
                problems.append(bare(error))
            else:
                declared += reading.declared
                notes += reading.notes
    outside = [locks.resolved(_flagged(one)) for one in strongest(declared) if one.origin not in OWN]
    return RepositoryManifests(
        declared=tuple(outside),
        problems=tuple(problems + locks.problems),
        notes=tuple(dict.fromkeys(notes))[:MAX_NOTES],
    )


def _within_bounds(files: Mapping[str, bytes]) -> tuple[Files, list[ParseError]]:
    """Return the files, the shallowest first, that are not too long together; and what is wrong with the others."""
    kept: dict[str, bytes] = {}
    problems: list[ParseError] = []
    for file in Files(files):
        if len(file.content) > MAX_MANIFEST_BYTES:
            problems.append(file.problem(f"longer than {MAX_MANIFEST_BYTES} bytes"))
        elif sum(map(len, kept.values())) + len(file.content) > MAX_REPOSITORY_BYTES:
            problems.append(file.problem(f"with this file the manifests are longer than {MAX_REPOSITORY_BYTES} bytes"))
        else:
            kept[file.path] = file.content
    return Files(kept), problems


def _flagged(one: Declared) -> Declared:
    """Return the declaration with a note if it is not got from a registry."""
    return replace(one, notes=(*one.notes, one.origin.value)) if one.origin in ELSEWHERE else one
