"""The client and the functions that answer it in a deployment understand each other, in both envelopes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from curator.client import Client, RefusedError
from curator.realtime.packages.numbers import CLIENT
from tests.unit.functions.socket_world import SocketWorld, item, slice_of, socket_world

from .server import run


@asynccontextmanager
async def connected(world: SocketWorld) -> AsyncIterator[Client]:
    """Open a client's connection to the world."""

    async def relay(socket: ServerConnection) -> None:
        browser = world.connect()
        async for text in socket:
            for message in browser.send_text(str(text)):
                await socket.send(json.dumps(message))

    async with serve(relay, "127.0.0.1", 0) as listening:
        host, port = next(iter(listening.sockets)).getsockname()[:2]
        async with Client(f"ws://{host}:{port}") as client:
            yield client


def converse(talk: Callable[[Client], Awaitable[None]]) -> None:
    async def test() -> None:
        async with connected(socket_world()) as client:
            await talk(client)

    run(test)


def test_the_same_is_asked_and_answered_by_type_and_by_package() -> None:
    async def talk(client: Client) -> None:
        by_type = (await client.call("CREATE_BATCH")).data
        by_package = (await client.call(CLIENT["CREATE_BATCH"])).data["batch_id"]
        acknowledged = await client.call("UPLOAD_SLICE", slice_of(by_type, ["a"]))
        assert acknowledged.data == [{"id": "a", "status": "queued"}]
        acknowledged = await client.call(CLIENT["UPLOAD_SLICE"], slice_of(by_package, ["b"], 4))
        assert acknowledged.data == {"uploads": [{"id": "b", "status": "queued"}], "sliceid": 4}

    converse(talk)


def test_a_page_comes_with_which_page_it_is() -> None:
    async def talk(client: Client) -> None:
        for _ in range(3):
            await client.call("CREATE_BATCH")
        listed = await client.call(CLIENT["FETCH_BATCHES"], {"page": 2, "limit": 2})
        assert [row["id"] for row in listed.data["items"]] == [1]
        assert listed.meta is not None
        assert {name: listed.meta[name] for name in ("page", "per_page", "total", "pages")} == {
            "page": 2,
            "per_page": 2,
            "total": 3,
            "pages": 2,
        }

    converse(talk)


@pytest.mark.parametrize(
    ("name", "data", "status_code", "paths"),
    [
        pytest.param("SUBSCRIBE_BATCH", {"batch_id": "seven"}, 2, ["batch_id"], id="a wrong field"),
        pytest.param(
            "UPLOAD_SLICE", slice_of(1, []) | {"items": [item("a", title="")]}, 2, ["items.0.title"], id="deep"
        ),
        pytest.param("ANNOUNCE", {"text": "Hear, hear"}, 3, [], id="not permitted"),
        pytest.param("SUBSCRIBE_BATCH", {"batch_id": 99}, 1, [], id="nothing there"),
    ],
)
def test_a_refused_package_tells_why_and_the_socket_goes_on(
    name: str, data: object, status_code: int, paths: list[str]
) -> None:
    async def talk(client: Client) -> None:
        with pytest.raises(RefusedError) as refused:
            await client.call(CLIENT[name], data)
        assert refused.value.status_code == status_code
        assert [error["path"] for error in refused.value.errors] == paths
        assert str(refused.value)
        assert (await client.call("PING")).message["type"] == "PONG"

    converse(talk)


@pytest.mark.parametrize("by", ["type", "package"])
def test_a_batch_is_shown_to_who_watches_it(by: str) -> None:
    async def talk(client: Client) -> None:
        batch = (await client.call("CREATE_BATCH")).data
        await client.call("UPLOAD_SLICE", slice_of(batch, ["a", "b"]))
        wish = ("SUBSCRIBE_BATCH", batch) if by == "type" else (CLIENT["SUBSCRIBE_BATCH"], {"batch_id": batch})
        async with client.subscribe(*wish) as changes, asyncio.timeout(5):
            subscribed, shown, progress = [await anext(changes) for _ in range(3)]
        assert (subscribed["type"], subscribed["data"]) == ("SUBSCRIBED", batch)
        assert [row["key"] for row in shown["data"]] == ["a", "b"]
        assert progress["data"]["id"] == batch

    converse(talk)
