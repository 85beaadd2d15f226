"""The HTTP API over the whole images room in memory, with users who come with tokens."""

from pathlib import Path
from typing import Any

import httpx
import jwt
from mangum import Mangum

from curator.identity.authorisation.breaker import Breaker
from curator.identity.authorisation.permissions import Rules
from curator.identity.authorisation.store import BreakerStore
from curator.identity.bearer import BearerTokens, SharedSecret
from curator.identity.principals import ADMIN, Principal
from curator.images.specification import DEFAULT_SPECIFICATION
from functions.api.application import create_application
from functions.api.images.queues import Depth, QueueDepths
from functions.api.images.room import ImageFacts, ImagesRoom
from functions.api.store import TableFacts
from tests.fakes.http_api import browser_for
from tests.fakes.http_contract import check_response
from tests.fakes.memory_table import MemoryTable
from tests.unit.functions.api_site import SITE, Wiki, services_of_site
from tests.unit.images.world import ALICE, World, empty_world, jpeg

SECRET = "a secret of at least thirty-two characters"
CAROL = Principal(user_id="carol", username="Carol", org_id="acme", roles=frozenset({ADMIN}))

UPLOAD, UPLOADS = "/api/v1/images/upload", "/api/v1/images/uploads"
NOTHING_WAITS = Depth(waiting=0, in_flight=0, delayed=0)


class FakeDepths(QueueDepths):
    """Queues of a depth that tests set; `fault` is raised instead."""

    def __init__(self) -> None:
        self.depth = self.dead = NOTHING_WAITS
        self.fault: Exception | None = None

    def images(self) -> Depth:
        return self._answer(self.depth)

    def dead_letters(self) -> Depth:
        return self._answer(self.dead)

    def _answer(self, depth: Depth) -> Depth:
        if self.fault is not None:
            raise self.fault
        return depth


class FakeTableFacts(TableFacts):
    """A table of 3 MiB."""

    def __init__(self) -> None:
        self.name = "images"

    def size(self) -> int:
        return 3 * 1024 * 1024


def room_of(world: World, depths: QueueDepths) -> ImagesRoom:
    """Return what routes work with in this world."""
    return ImagesRoom(
        intake=world.intake,
        reader=world.reader,
        remover=world.remover,
        statistics=world.statistics,
        queue=depths,
        table=FakeTableFacts(),
    )


class ImagesSite:
    """A site in memory. Every response is held to the contract."""

    def __init__(
        self,
        *,
        world: World | None = None,
        rules: Rules | None = None,
        facts: ImageFacts | None = None,
        client_origins: tuple[str, ...] = (),
    ) -> None:
        self.world = world or empty_world()
        self.world.require = self._require  # type: ignore[method-assign]
        self.world.use(DEFAULT_SPECIFICATION)
        self.depths = FakeDepths()
        self.identity = MemoryTable(self.world.clock)
        states = BreakerStore(self.identity, self.world.clock)
        self.breaker = Breaker(states, self.world.clock, threshold=5, timeout=60.0, probe_seconds=15.0)
        self.services = services_of_site(
            self.identity,
            self.world.clock,
            Wiki(),
            Path(__file__).parent / "no client",
            tokens=BearerTokens(SharedSecret(SECRET), self.world.clock),
            rules=rules,
            client_origins=client_origins,
            images=room_of(self.world, self.depths),
            image_facts=facts,
        )
        self.application = create_application(self.services)
        self.client = browser_for(Mangum(self.application, lifespan="off"), SITE)
        self.client.event_hooks = {"response": [check_response]}

    def _require(self, principal: Principal, permission: str) -> None:
        self.services.permissions().require(principal, permission)

    def token(self, user: Principal, **changes: Any) -> str:
        """Return a token of this user's."""
        claims = {
            "sub": user.user_id,
            "org_id": user.org_id,
            "name": user.username,
            "roles": sorted(user.roles),
            "exp": self.world.clock.now() + 3600,
        }
        return jwt.encode({**claims, **changes}, SECRET, algorithm="HS256")

    def headers(self, user: Principal | None) -> dict[str, str]:
        """Return what a user's requests carry; nobody's carry nothing."""
        return {} if user is None else {"Authorization": f"Bearer {self.token(user)}"}

    def session_of(self, username: str) -> dict[str, str]:
        """Return the cookie of somebody who is logged in."""
        session_id, _ = self.services.sessions.start(user_id="1", username=username, encrypted_token="token")
        return {"Cookie": f"session={session_id}"}

    def get(self, path: str, user: Principal | None = None, **parameters: Any) -> httpx.Response:
        return self.client.get(path, params=parameters or None, headers=self.headers(user))

    def upload(
        self,
        user: Principal | None = ALICE,
        data: bytes | None = None,
        *,
        filename: str = "photo.jpg",
        content_type: str = "image/jpeg",
        headers: dict[str, str] | None = None,
        **fields: str,
    ) -> httpx.Response:
        """Send a photograph with the request."""
        return self.client.post(
            UPLOAD,
            data={"bucket": "test-uploads"} | fields,
            files={"file": (filename, jpeg() if data is None else data, content_type)},
            headers=self.headers(user) | (headers or {}),
        )

    def announce(self, user: Principal | None = ALICE, **changes: Any) -> httpx.Response:
        """Ask for a form."""
        body = {"bucket": "test-uploads", "filename": "photo.jpg", "content_type": "image/jpeg"} | changes
        return self.client.post(UPLOADS, json=body, headers=self.headers(user))

    def finished(self, user: Principal = ALICE, data: bytes | None = None, metadata: str = "{}") -> dict[str, str]:
        """Upload a photograph, have it worked on, and return what the upload answered."""
        response = self.upload(user, data, metadata=metadata)
        assert response.status_code == 202, response.text
        self.world.run()
        pointers: dict[str, str] = response.json()
        return pointers
