"""A repository as it is now: what it was when the world began, and what has changed."""

from collections.abc import Sequence
from dataclasses import replace

from local.sandbox.world.changes import Changed
from local.sandbox.world.owners import Owner
from local.sandbox.world.repositories import WorldRepository


def present(original: WorldRepository, changed: Changed, owners: Sequence[Owner]) -> WorldRepository:
    """Return the repository with its changes."""
    name = original.name if changed.name is None else changed.name
    former = tuple(each for each in (*original.former_names, *changed.former_names) if each)
    return replace(
        original,
        name=name,
        owner=original.owner if changed.owner is None else owners[changed.owner],
        archived=original.archived if changed.archived is None else changed.archived,
        stars=original.stars if changed.stars is None else changed.stars,
        gone=original.gone if changed.gone is None else changed.gone,
        pushed_at=original.pushed_at if changed.pushed_at is None else changed.pushed_at,
        revision=changed.revision,
        former_names=former,
    )
