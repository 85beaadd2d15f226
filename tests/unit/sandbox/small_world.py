"""A sandbox with a small world, in which one of every oddity is found, and clients of its services."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from local.sandbox.in_process import SandboxTransport
from local.sandbox.settings import SANDBOX_GITHUB_TOKEN, SANDBOX_LIBRARIES_IO_KEY, SandboxSettings
from local.sandbox.world import World, WorldRepository
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock

SMALL = {"world_seed": 6, "world_organizations": 30, "world_repositories": 300}
AUTHORISED = {"authorization": f"Bearer {SANDBOX_GITHUB_TOKEN}"}


@dataclass
class Services:
    """A sandbox in this process, asked as its clients ask."""

    transport: SandboxTransport
    http: httpx.Client
    clock: ManualClock

    @property
    def world(self) -> World:
        return self.transport.world

    def github(self, path: str, *, headers: dict[str, str] | None = None, **query: Any) -> httpx.Response:
        return self.http.get(f"{ORIGIN}/github{path}", params=query or None, headers={**AUTHORISED, **(headers or {})})

    def graphql(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> httpx.Response:
        body = {"query": query, "variables": variables}
        return self.http.post(f"{ORIGIN}/github/graphql", json=body, headers=AUTHORISED if headers is None else headers)

    def repos(self, path: str, **query: Any) -> httpx.Response:
        return self.http.get(f"{ORIGIN}/ecosystems/repos/api/v1{path}", params=query or None)

    def packages(self, path: str, **query: Any) -> httpx.Response:
        return self.http.get(f"{ORIGIN}/ecosystems/packages/api/v1{path}", params=query or None)

    def libraries_io(self, path: str, **query: Any) -> httpx.Response:
        asked = {"api_key": SANDBOX_LIBRARIES_IO_KEY, **query}
        return self.http.get(f"{ORIGIN}/libraries-io/api{path}", params=asked)

    def deps_dev(self, path: str) -> httpx.Response:
        return self.http.get(f"{ORIGIN}/deps-dev/v3{path}")

    def change(self, **description: Any) -> httpx.Response:
        return self.http.post(f"{ORIGIN}/sandbox/world/changes", json=description)

    def fault(self, **description: Any) -> None:
        self.transport.sandbox.faults.add(description)

    def odd(self, oddity: str) -> WorldRepository:
        """Return the first repository with this oddity."""
        return next(each for each in self.world.repositories if each.oddity == oddity)

    def plain(self) -> WorldRepository:
        """Return a repository with a manifest and nothing odd."""
        return next(
            each
            for each in self.world.repositories
            if not each.oddity and not each.fork and not each.archived and self.world.uses(each)
        )


@contextmanager
def services(state_dir: Path, clock: ManualClock) -> Iterator[Services]:
    settings = SandboxSettings(state_dir=state_dir, **SMALL)  # type: ignore[arg-type]
    transport = SandboxTransport(state_dir, clock, settings=settings)
    with httpx.Client(transport=transport) as http:
        yield Services(transport, http, clock)
