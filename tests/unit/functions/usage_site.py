"""The HTTP API over a usage table that holds the seed, for somebody with an API key."""

from pathlib import Path
from typing import Any

import httpx
from mangum import Mangum

from curator.usage.seed.seeding import Room, seed
from functions.api.application import create_application
from tests.fakes.clock import VirtualClock
from tests.fakes.http_api import browser_for
from tests.fakes.http_contract import check_response
from tests.fakes.memory_table import MemoryTable
from tests.unit.functions.api_site import SITE, Wiki, key_headers, services_of_site
from tests.unit.usage.answers.world import UsageWorld

API = "/api/v1"


class UsageSite:
    """A site in memory. Every response is held to the contract."""

    def __init__(self, *, seeded: bool = True) -> None:
        self.world = UsageWorld(clock=VirtualClock())
        if seeded:
            seed(stores_of(self.world), now=self.world.clock.now())
        self.services = services_of_site(
            MemoryTable(self.world.clock),
            self.world.clock,
            Wiki(),
            Path(__file__).parent / "no client",
            usage=self.world.table,
        )
        self.client = browser_for(Mangum(create_application(self.services), lifespan="off"), SITE)
        self.client.event_hooks = {"response": [check_response]}
        self.client.headers.update(key_headers(self.services))

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self.client.get(f"{API}{path}", params=parameters or None)

    def get_unless(self, tag: str, path: str) -> httpx.Response:
        """Ask as somebody who has the answer with this tag."""
        return self.client.get(f"{API}{path}", headers={"If-None-Match": tag})

    def read(self, path: str, **parameters: Any) -> dict[str, Any]:
        """Return what a question that is answered is answered with."""
        response = self.get(path, **parameters)
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        return reply


def stores_of(world: UsageWorld) -> Room:
    """Return where a seed goes in this world."""
    return Room(
        organizations=world.organizations,
        repositories=world.repositories,
        packages=world.packages,
        dependencies=world.dependencies,
    )
