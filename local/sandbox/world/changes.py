"""How the world changes while it is watched: one commit, one rename, one deletion at a time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from local.sandbox.world.catalogue import by_key, catalogue, normal
from local.sandbox.world.needs import DIRECT, Need, Project, need_of
from local.sandbox.world.owners import Owner
from local.sandbox.world.repositories import WorldRepository

Key = tuple[str, str]  # ecosystem, and a package's name in its one form
DEFAULT_STYLES = {"npm": "npm", "pypi": "requirements", "maven": "pom.xml", "rubygems": "Gemfile", "nuget": "csproj"}


class BadChangeError(Exception):
    """The description of a change makes no sense; the text says why."""


@dataclass(slots=True, kw_only=True)
class Changed:
    """What differs of one repository from the time when the world began."""

    revision: int = 0
    pushed_at: float | None = None
    archived: bool | None = None
    stars: int | None = None
    name: str | None = None
    owner: int | None = None  # its number
    former_names: list[str] = field(default_factory=list)
    gone: bool | None = None
    dropped: set[Key] = field(default_factory=set)
    added: dict[Key, Need] = field(default_factory=dict)

    def commit(self, now: float) -> None:
        """Push a commit."""
        self.revision += 1
        self.pushed_at = now


def change_one(
    changed: Changed, change: Mapping[str, Any], repository: WorldRepository, owners: Sequence[Owner], now: float
) -> None:
    """Write one change down; raises BadChangeError."""
    action = change.get("action")
    if action in {"add_dependency", "drop_dependency", "touch"}:
        if action == "add_dependency":
            add(changed, change, repository.index)
        elif action == "drop_dependency":
            drop(changed, change)
        changed.commit(now)
    elif action in {"archive", "unarchive"}:
        changed.archived = action == "archive"
    elif action in {"delete", "undelete"}:
        changed.gone = action == "delete"
    elif action in {"rename", "transfer"}:
        move(changed, change, repository, owners)
    elif action == "star" and isinstance(change.get("stars"), int):
        changed.stars = change["stars"]
    else:
        raise BadChangeError(
            "action is add_dependency, drop_dependency, touch, archive, unarchive, delete, undelete, "
            "rename, transfer, star (with a number of stars) or churn"
        )


def move(changed: Changed, change: Mapping[str, Any], repository: WorldRepository, owners: Sequence[Owner]) -> None:
    """Rename a repository or give it to somebody else; its former address still leads to it."""
    to = str(change.get("to", ""))
    if not re.fullmatch(r"[A-Za-z0-9._-]+", to):
        raise BadChangeError("to is the new name, or the login of the new owner")
    if change["action"] == "rename":
        changed.name = to
    else:
        owner = next((owner for owner in owners if owner.login.lower() == to.lower()), None)
        if owner is None:
            raise BadChangeError(f"there is no owner {to!r}")
        changed.owner = owner.index
    changed.former_names.append(repository.full_name)


def package_of(change: Mapping[str, Any]) -> Key:
    """Return which package a change is about; raises BadChangeError."""
    ecosystem = str(change.get("ecosystem", ""))
    key = (ecosystem, normal(ecosystem, str(change.get("name", ""))))
    if key not in by_key():
        raise BadChangeError(f"there is no package {key[1]!r} of {ecosystem!r} in this world")
    return key


def add(changed: Changed, change: Mapping[str, Any], repository: int) -> None:
    """Let a repository need a package, directly."""
    key = package_of(change)
    need = need_of(repository, by_key()[key], kind=DIRECT)
    if change.get("requirement") is not None:
        need = replace(need, requirement=str(change["requirement"]))
    changed.dropped.discard(key)
    changed.added[key] = need


def drop(changed: Changed, change: Mapping[str, Any]) -> None:
    """Let a repository need a package nowhere any more."""
    key = package_of(change)
    changed.added.pop(key, None)
    changed.dropped.add(key)


def apply(projects: Sequence[Project], changed: Changed) -> list[Project]:
    """Return the projects of a repository with what has been added to them and dropped."""
    kept = [_without(project, {*changed.dropped, *changed.added}) for project in projects]
    for ecosystem in sorted({key[0] for key in changed.added}):
        needs = [need for key, need in sorted(changed.added.items()) if key[0] == ecosystem]
        place = next((place for place, project in enumerate(kept) if project.ecosystem == ecosystem), None)
        if place is None:
            kept.append(_extra(ecosystem, needs))
        else:
            together = sorted((*kept[place].needs, *needs), key=lambda need: need.package.name)
            kept[place] = replace(kept[place], needs=tuple(together))
    return kept


def _without(project: Project, keys: set[Key]) -> Project:
    return replace(
        project,
        needs=tuple(need for need in project.needs if need.key not in keys),
        carries=tuple(need for need in project.carries if need.key not in keys),
        members=tuple(_without(member, keys) for member in project.members),
    )


def _extra(ecosystem: str, needs: Sequence[Need]) -> Project:
    style = DEFAULT_STYLES.get(ecosystem, "")
    return Project(ecosystem=ecosystem, folder=f"extra/{ecosystem}", style=style, name="extra", needs=tuple(needs))


def share_of(change: Mapping[str, Any]) -> float:
    """Return which part of the repositories a wave of commits reaches; raises BadChangeError."""
    share = change.get("share")
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise BadChangeError("share is a number above 0, at most 1")
    return float(share)


def churn(number: int, share: float, repositories: int) -> Iterator[int]:
    """Yield the numbers of the repositories that a wave of commits reaches: evenly spread, each wave another set."""
    count = round(share * repositories)
    for place in range(count):
        yield (place * repositories // count + number * 101) % repositories


def wave(place: int, keys: Sequence[Key], repository: WorldRepository) -> dict[str, Any]:
    """Return what the n-th commit of a wave does: drop a package, need a new one, or nothing to the manifests."""
    change = {"repository": repository.full_name, "action": "touch"}
    declared = [key for key in keys if not by_key()[key].carried]
    if place % 3 == 0 and declared:
        ecosystem, name = declared[place % len(declared)]
        return {**change, "action": "drop_dependency", "ecosystem": ecosystem, "name": name}
    if place % 3 == 1:
        new = [p for p in catalogue()[repository.ecosystem] if (p.ecosystem, p.key) not in declared]
        package = new[place % len(new)]
        return {**change, "action": "add_dependency", "ecosystem": package.ecosystem, "name": package.name}
    return change
