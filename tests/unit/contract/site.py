"""A site in memory with something of everything, as three kinds of visitors find it."""

from functools import cache
from pathlib import Path

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from curator.identity.authorisation.permissions import OwnRules, Permissions
from curator.identity.principals import Principal
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.images.specification import DEFAULT_SPECIFICATION
from curator.operations.dead_letters.models import Cause
from curator.uploads.audit.store import AttemptStore
from curator.uploads.audit.trail import AuditTrail
from curator.uploads.models import Label
from curator.uploads.presets.models import PresetDraft
from curator.usage.seed.seeding import seed
from functions.api.application import create_application
from functions.api.images.room import ImagesRoom
from tests.fakes.clock import VirtualClock
from tests.unit.functions.api_site import Wiki, services_of_site
from tests.unit.functions.images_site import FakeDepths, room_of
from tests.unit.functions.usage_site import stores_of
from tests.unit.images.world import POISON, empty_world, jpeg
from tests.unit.operations.replays.letter_world import LetterWorld
from tests.unit.uploads.admin_world import AdminWorld, memory_world
from tests.unit.uploads.world import ALICE, BOB
from tests.unit.usage.answers.world import UsageWorld

PERMISSIONS = Permissions(OwnRules(), dict)
VISITORS = {"operator": ("9", "Operator"), "user": ("1", "Alice"), "anonymous": None}


class Site:
    """An ASGI application that is begun anew for a visitor who finds something changed."""

    def __init__(self) -> None:
        self._application: FastAPI | None = None
        self._cookies: dict[str, str] = {}
        self._visitor = ""

    def begin(self, visitor: str) -> dict[str, str]:
        """Return the visitor's cookies on a site as `inhabited_world` has it."""
        if visitor != self._visitor:
            self._visitor = visitor
            self._application, self._cookies = _begin(VISITORS[visitor])
        return self._cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        assert self._application is not None
        if scope["method"] != "GET" or scope["path"].startswith("/auth/"):
            self._visitor = ""  # whoever comes next finds a new site
        await self._application(scope, receive, send)


def _begin(who: tuple[str, str] | None) -> tuple[FastAPI, dict[str, str]]:
    world, letters = inhabited_world(), _letters()
    services = services_of_site(
        world.table,
        world.clock,
        Wiki(),
        Path(__file__).parent / "no client",
        room=world.room,
        audit=AuditTrail(world.uploads, AttemptStore(world.table)),
        images=_images(),
        usage=_usage().table,
        letters=letters.list,
        replays=letters.replays,
        incidents=letters.incidents,
    )
    cookies = {}
    if who is not None:
        user_id, username = who
        sessions = Sessions(SessionStore(world.table), world.clock, admin_names=("Operator",))
        cookies["session"], _ = sessions.start(user_id=user_id, username=username, encrypted_token="token")
    return create_application(services), cookies


def _images() -> ImagesRoom:
    """Return a room with a finished image of Alice's, one that failed, and one that waits."""
    world, owner = empty_world(), Principal(user_id="1", username="Alice")
    world.require = PERMISSIONS.require  # type: ignore[method-assign]
    world.use(DEFAULT_SPECIFICATION)
    world.upload(owner)
    world.upload(owner, jpeg(tail=POISON))
    world.run()
    world.upload(owner)
    return room_of(world, FakeDepths())


def _letters() -> LetterWorld:
    """Return queues with a letter that passes by itself and one that needs somebody."""
    letters = LetterWorld(VirtualClock())
    letters.die(1)
    letters.die(2, cause=Cause.DEFECT, error="KeyError")
    letters.collect()
    return letters


@cache
def _usage() -> UsageWorld:
    """Return a world that holds the seed; nobody changes it by asking."""
    world = UsageWorld()
    seed(stores_of(world), now=world.clock.now())
    return world


def inhabited_world() -> AdminWorld:
    """Return a world with uploads in every state, texts, attempts and presets."""
    world, _ = memory_world()
    world.add_batch(ALICE, ["1", "2"])
    world.run()
    failed = world.add_batch(BOB, ["3", "4"])
    world.room.uploads.fail(world.ids(failed))
    world.room.uploads.cancel(world.ids(world.add_batch(ALICE, ["5"])))
    world.add_batch(BOB, ["6", "7"])
    for user in (ALICE, BOB):
        world.presets.save(user.user_id, _PRESET)
    return world


_PRESET = PresetDraft(
    handler="mapillary",
    title="Streets",
    title_template="{{title}}",
    label=Label(language="en", value="A street"),
    categories="Streets",
)
