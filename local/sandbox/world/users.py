"""Which repositories need which package, so that nobody has to read all of them to answer."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from local.sandbox.world.changes import Key
from local.sandbox.world.files import manifests_of
from local.sandbox.world.needs import Project
from local.sandbox.world.repositories import WorldRepository


def keys_of(projects: Sequence[Project]) -> set[Key]:
    """Return what the manifests and lock files of the projects name."""
    return {line.need.key for each in manifests_of(projects) for line in each.lines if line.need}


def perhaps_keys_of(projects: Sequence[Project]) -> set[Key]:
    """Return what the projects need: at least what `keys_of` tells, in a fraction of its time."""
    together = (each for project in projects for each in (project, *project.members))
    return {need.key for each in together for need in (*each.needs, *each.carries)}


class Users:
    """Package → the numbers of the repositories that may use it: at the beginning, and now.

    Their files have the last word: a few of them write a need into no manifest.
    """

    def __init__(
        self, repositories: Iterable[WorldRepository], projects: Callable[[WorldRepository], list[Project]]
    ) -> None:
        """Read the repositories when somebody asks, not before."""
        self._repositories = repositories
        self._projects = projects

    @cached_property
    def _first(self) -> dict[Key, tuple[int, ...]]:
        found: dict[Key, list[int]] = {}
        for repository in self._repositories:
            for key in perhaps_keys_of(self._projects(repository)):
                found.setdefault(key, []).append(repository.index)
        return {key: tuple(numbers) for key, numbers in found.items()}

    @cached_property
    def _now(self) -> dict[Key, set[int]]:
        return {key: set(numbers) for key, numbers in self._first.items()}

    def at_first(self, key: Key) -> tuple[int, ...]:
        """Return who may have used a package when the world began."""
        return self._first.get(key, ())

    def now(self, key: Key) -> list[int]:
        """Return who may use a package now."""
        return sorted(self._now.get(key, ()))

    def move(self, number: int, before: set[Key], after: set[Key]) -> None:
        """Note what a repository needs no more, and what it needs now."""
        for key in before - after:
            self._now[key].discard(number)
        for key in after - before:
            self._now.setdefault(key, set()).add(number)

    def restore(self) -> None:
        """Be as at first again."""
        self.__dict__.pop("_now", None)
