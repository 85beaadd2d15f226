"""What the tests of the functions share."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curator.foundation.table import Table
from tests.fakes.clock import VirtualClock
from tests.fakes.event_loop import current_loop, loop
from tests.fakes.plain_tables import plain_table
from tests.unit.functions.api_site import Wiki, browser_of_site
from tests.unit.functions.images_site import ImagesSite
from tests.unit.functions.socket_world import SocketWorld, socket_world, socket_world_on_moto

__all__ = ["current_loop", "loop"]  # fixtures


ON_MOTO = {
    "test_broadcaster",
    "test_many_sockets",
    "test_missed_messages",
    "test_rooms",
    "test_websocket_slices",
    "test_websocket_subscriptions",
    "test_websocket_cancelling",
    "test_websocket_presets",
}


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[SocketWorld]:
    """Give a world in which nobody is connected; on moto's tables where every kind of write is tried."""
    if request.module.__name__.rpartition(".")[2] in ON_MOTO:
        with socket_world_on_moto() as world:
            yield world
    else:
        yield socket_world()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def identity(clock: VirtualClock) -> Iterator[Table]:
    """Give an empty identity table."""
    with plain_table("identity", clock) as table:
        yield table


@pytest.fixture
def wiki() -> Wiki:
    return Wiki()


@pytest.fixture
def first_page(tmp_path: Path) -> Path:
    """Give a folder with a client of one page."""
    (tmp_path / "index.html").write_text("<!doctype html>")
    return tmp_path


@pytest.fixture
def browser(identity: Table, clock: VirtualClock, wiki: Wiki, first_page: Path) -> Iterator[httpx.Client]:
    """Give a browser that has the site open."""
    with browser_of_site(identity, clock, wiki, first_page) as browser:
        yield browser


@pytest.fixture
def site() -> ImagesSite:
    """Give a site over an images room in which nothing has happened."""
    return ImagesSite()
