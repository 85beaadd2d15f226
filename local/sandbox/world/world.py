"""A world of organisations and repositories, the same for everybody who names the same seed.

Nothing is made before somebody asks for it, and files never stay for long: what remains in memory is what is said of
each repository, and who uses which package.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import count
from typing import Any

from local.sandbox.world import changes
from local.sandbox.world.catalogue import Package, by_key, normal
from local.sandbox.world.chance import chance
from local.sandbox.world.changes import BadChangeError, Changed
from local.sandbox.world.files import Snapshot, snapshot_of
from local.sandbox.world.needs import Project
from local.sandbox.world.owners import Owner, make_owner
from local.sandbox.world.present import present
from local.sandbox.world.projects import projects_of
from local.sandbox.world.repositories import WorldRepository, distinct, make_repository, stars_of_all
from local.sandbox.world.truth import Use, uses_of
from local.sandbox.world.users import Users, keys_of, perhaps_keys_of

SNAPSHOTS_KEPT = 300
PACKAGES_KEPT = 8  # whose first users are remembered, for somebody who reads page after page of them
SKEW = 1.6  # some owners have many more repositories than others


class World:
    """Owners, their repositories and the packages these use; it changes only through `change`."""

    def __init__(self, seed: int = 7, *, organizations: int = 200, repositories: int = 5_000) -> None:
        """Name a world; nothing is made yet. There are at least as many repositories as organisations."""
        self.seed = seed
        self.organizations = organizations
        self.size = repositories
        self._lock = threading.RLock()
        self._waves = count()
        self._changed: dict[int, Changed] = {}
        self._snapshots: OrderedDict[int, Snapshot] = OrderedDict()
        self._first_uses: OrderedDict[changes.Key, list[tuple[WorldRepository, Use]]] = OrderedDict()

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """Everybody who has repositories."""
        return tuple(make_owner(self.seed, index) for index in range(self.organizations))

    @cached_property
    def original(self) -> tuple[WorldRepository, ...]:
        """The repositories as they were when the world began, gone ones too."""
        made = [self._first_form(index, stars) for index, stars in enumerate(stars_of_all(self.seed, self.size))]
        names = distinct(made)
        return tuple(present(each, Changed(name=name), self.owners) for each, name in zip(made, names, strict=True))

    @property
    def packages(self) -> Sequence[Package]:
        """Every package there is."""
        return tuple(by_key().values())

    @property
    def repositories(self) -> Sequence[WorldRepository]:
        """Every repository as it is now, those that are gone too; the n-th has the index n."""
        with self._lock:
            return tuple(self._now)

    def repository(self, owner: str, name: str) -> WorldRepository | None:
        """Return the repository at this address or a former one, in any case; None where there never was one."""
        with self._lock:
            index = self._addresses.get(f"{owner}/{name}".lower())
            return None if index is None else self._now[index]

    def numbered(self, repository_id: int) -> WorldRepository | None:
        """Return the repository with this id of GitHub's."""
        return next((each for each in self.repositories if each.id == repository_id), None)

    def owner(self, login: str) -> Owner | None:
        """Return the owner with this login, in any case."""
        return next((owner for owner in self.owners if owner.login.lower() == login.lower()), None)

    def repositories_of(self, owner: Owner) -> list[WorldRepository]:
        """Return what an owner has now."""
        return [each for each in self.repositories if each.owner is owner and not each.gone]

    def projects(self, repository: WorldRepository) -> list[Project]:
        """Return the projects of a repository as it is now."""
        first = self._first_projects(repository)
        with self._lock:
            changed = self._changed.get(repository.index)
            return first if changed is None else changes.apply(first, changed)

    def snapshot(self, repository: WorldRepository) -> Snapshot:
        """Return the last commit of a repository."""
        with self._lock:
            found = self._snapshots.get(repository.index)
            if found is None or found.commit != repository.commit:
                found = snapshot_of(repository, self.projects(repository))
                self._snapshots[repository.index] = found
            self._snapshots.move_to_end(repository.index)
            if len(self._snapshots) > SNAPSHOTS_KEPT:
                self._snapshots.popitem(last=False)
            return found

    def uses(self, repository: WorldRepository) -> tuple[Use, ...]:
        """Return what the files of a repository declare now; nothing where GitHub shows none."""
        if repository.gone or repository.is_empty or repository.oddity == "blocked":
            return ()
        unlisted = self.snapshot(repository).unlisted if repository.oddity == "truncated" else frozenset()
        return tuple(uses_of(repository, self.projects(repository), unlisted))

    def users_of(self, ecosystem: str, name: str) -> tuple[Use, ...]:
        """Return every line that declares a package now, however its name is written."""
        key = (ecosystem, normal(ecosystem, name))
        with self._lock:
            users = [self._now[index] for index in self._users.now(key)]
        return tuple(use for each in users for use in self.uses(each) if (use.ecosystem, use.name) == key)

    def first_users_of(self, ecosystem: str, name: str) -> list[tuple[WorldRepository, Use]]:
        """Return who used a package when the world began, as others who looked then still tell it."""
        key = (ecosystem, normal(ecosystem, name))
        with self._lock:
            if key not in self._first_uses:
                users = [self.original[index] for index in self._users.at_first(key)]
                found = ((each, use) for each in users for use in uses_of(each, self._first_projects(each)))
                self._first_uses[key] = [(each, use) for each, use in found if (use.ecosystem, use.name) == key]
            if len(self._first_uses) > PACKAGES_KEPT:
                self._first_uses.popitem(last=False)
            return self._first_uses[key]

    def change(self, description: Any, now: float) -> list[str]:
        """Change the world, and return the full names of the repositories that have changed.

        Args:
            description: an object with `action` and what that needs; see `local.sandbox.world_control`.
            now: when it happens, in seconds since the epoch.

        Raises:
            BadChangeError: it makes no sense.
        """
        if not isinstance(description, Mapping):
            raise BadChangeError("a change is a JSON object")
        with self._lock:
            if description.get("action") == "churn":
                return self._churn(description, now)
            repository = self._named(description)
            self._check_address(repository, description)
            return [self._apply(repository, description, now)]

    def restore(self) -> None:
        """Undo every change."""
        with self._lock:
            self._changed.clear()
            self._snapshots.clear()
            self._waves = count()
            self._users.restore()
            for name in ("_now", "_addresses"):
                self.__dict__.pop(name, None)

    @cached_property
    def _now(self) -> list[WorldRepository]:
        return list(self.original)

    @cached_property
    def _addresses(self) -> dict[str, int]:
        former = {name.lower(): each.index for each in self.original for name in each.former_names}
        return {**former, **{each.full_name.lower(): each.index for each in self.original}}

    @cached_property
    def _users(self) -> Users:
        return Users(self.original, self._first_projects)

    def _first_form(self, index: int, stars: int) -> WorldRepository:
        chosen = int(self.organizations * chance(self.seed, "owner of", index).random() ** SKEW)
        owner = self.owners[index if index < self.organizations else chosen]  # everybody has one
        second = index - self.organizations
        is_profile = 0 <= second < self.organizations and bool(self.owners[second].funding)
        return make_repository(
            self.seed, index, self.owners[second] if is_profile else owner, stars, is_profile=is_profile
        )

    def _first_projects(self, repository: WorldRepository) -> list[Project]:
        return projects_of(self.seed, self.original[repository.index])

    def _named(self, description: Mapping[str, Any]) -> WorldRepository:
        owner, _, name = str(description.get("repository", "")).partition("/")
        repository = self.repository(owner, name)
        if repository is None:
            raise BadChangeError("repository names one of the world's, as owner/name")
        return repository

    def _check_address(self, repository: WorldRepository, description: Mapping[str, Any]) -> None:
        to = str(description.get("to", ""))
        owner, name = (to, repository.name) if description.get("action") == "transfer" else (repository.owner.login, to)
        there = self.repository(owner, name)
        is_current = there is not None and there.full_name.lower() == f"{owner}/{name}".lower()
        if there is not None and is_current and there.index != repository.index:
            raise BadChangeError(f"{owner}/{name} is taken")

    def _apply(self, repository: WorldRepository, description: Mapping[str, Any], now: float) -> str:
        index = repository.index
        before = perhaps_keys_of(self.projects(repository))
        changed = self._changed.get(index, Changed())
        changes.change_one(changed, description, repository, self.owners, now)
        after = present(self.original[index], changed, self.owners)
        self._changed[index], self._now[index] = changed, after
        self._addresses[after.full_name.lower()] = index
        self._users.move(index, before, perhaps_keys_of(self.projects(after)))
        return after.full_name

    def _churn(self, description: Mapping[str, Any], now: float) -> list[str]:
        wave = changes.churn(next(self._waves), changes.share_of(description), self.size)
        return [self._apply(self._now[index], self._commit(place, index), now) for place, index in enumerate(wave)]

    def _commit(self, place: int, index: int) -> dict[str, Any]:
        repository = self._now[index]
        return changes.wave(place, sorted(keys_of(self.projects(repository))), repository)
