"""A world in memory for one message: a browser, batches in several states, a preset."""

from dataclasses import replace

from curator.identity.roles.actions import Actions
from curator.realtime.packages.numbers import CLIENT
from curator.realtime.protocol import SOURCE_NAMES
from curator.realtime.router import Router
from curator.sources.registry import SOURCES
from curator.uploads.lifecycle import SETTLE
from curator.uploads.models import UploadStatus
from functions.websocket.handlers import HANDLERS
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.functions.socket_world import ALICE, BOB, Browser, SocketWorld

PRESET = {"handler": "mapillary", "title": "Streets", "title_template": "{{title}}"}
CONTEXT = {SOURCE_NAMES: tuple(SOURCES)}


def inhabited_world() -> tuple[SocketWorld, Browser]:
    """Return a world and the browser of Alice, who may send everything.

    Of the batches 1 to 5, the fourth is somebody else's; preset 1 is hers.
    """
    clock = VirtualClock()
    tables = {name: MemoryTable(clock, name=name) for name in ("uploads", "identity", "realtime")}
    world = SocketWorld(clock, **tables)
    world.router = Router(HANDLERS, context=CONTEXT, actions=Actions(packages=dict.fromkeys(CLIENT.values(), ())))
    browser = world.connect(ALICE)
    browser.create_batch(["1", "2"])
    failed, paused = browser.create_batch(["3", "4"]), browser.create_batch(["6"])
    browser.send("PAUSE_BATCH", paused)
    first, second = world.services.uploads.list_uploads(failed)
    world.complete(second)
    error = {"type": "error", "message": "gone"}
    world.upload_store.transition(
        world.begin(first),
        SETTLE,
        becomes=replace(first, status=UploadStatus.FAILED, fence=first.fence + 1, error=error),
    )
    world.connect(BOB).create_batch(["5"])
    assert browser.create_batch() == 5
    browser.send("SAVE_PRESET", PRESET)
    return world, browser
