"""An event loop for tests in which Mangum looks for one: fixtures for the `conftest` of such a folder."""

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Give the loop that Mangum finds; it would make one, and leave it open, where it finds none."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(autouse=True)
def current_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Make the loop the current one; `asyncio.run`, in another test or in a command, leaves none."""
    asyncio.set_event_loop(loop)
