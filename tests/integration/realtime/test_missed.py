"""What a client missed is replayed, and what somebody announces reaches rooms and everybody: on the running system."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from benchmarks.realtime.stored_batches import StoredBatches
from curator.client import Bearer, open_socket
from curator.foundation.clock import SystemClock
from curator.foundation.table import Table
from curator.realtime.connections import batch_topic
from curator.realtime.streams.store import StreamStore
from curator.realtime.streams.stream import Stream
from local.bearer import bearer_token
from local.demo.client import CuratorClient
from local.demo.conversation import Conversation
from local.stack import LocalStack
from tests.integration.main_job.people import eventually
from tests.integration.realtime.test_reconnecting import lose


async def rows_until(talk: Conversation, status: str) -> list[int]:
    """Take in pushes until one says that an upload has this status; return their numbers."""
    numbers: list[int] = []
    while True:
        message = await talk.expect("UPLOADS_UPDATE", "BATCH_PROGRESS")
        if "sequence" not in message:
            continue  # what is shown at the beginning
        numbers.append(message["sequence"])
        if message["type"] == "UPLOADS_UPDATE" and status in [row["status"] for row in message["data"]]:
            return numbers


def pushed_beyond(stack: LocalStack, batch_id: int, number: int) -> Callable[[], Awaitable[bool]]:
    """Return what looks whether a batch's stream has pushed more than this many messages."""
    clock = SystemClock()
    table = Table(lambda: stack.client("dynamodb"), stack.outputs["RealtimeTableName"], clock)
    streams, stream = StreamStore(table, clock), Stream(topic=batch_topic(batch_id))

    async def look() -> bool:
        return streams.place(stream).number > number

    return look


@pytest.mark.parametrize("how", ["closed", "torn"])
def test_what_was_pushed_while_a_socket_was_lost_is_replayed(stack: LocalStack, how: str) -> None:
    stored = StoredBatches(stack)
    batch = stored.create(2)
    first, second = stored.uploads(batch)

    async def run() -> None:
        async with CuratorClient(stack.url) as client:
            await client.log_in("Robot")
            async with client.open_socket() as talk:
                await talk.send("SUBSCRIBE_BATCH", batch.id)
                token = (await talk.expect("SUBSCRIBED"))["token"]
                stored.claim(first)
                read = max(await rows_until(talk, "in_progress"))
                await lose(talk, how)
            stored.complete(second)
            last = read + 1  # a BATCH_PROGRESS of the push before may have been missed, too
            await eventually(pushed_beyond(stack, batch.id, last), within=90, what="a push to nobody")
            async with client.open_socket() as talk:
                await talk.send("RESUME", {"token": token, "sequence": read})
                resumed = await talk.expect("RESUMED")
                assert resumed["data"]["replayed"]
                assert resumed["data"]["missed"] >= 1
                numbers = await rows_until(talk, "completed")
                assert numbers[0] in {last, last + 1}

    asyncio.run(run())


def test_an_announcement_reaches_a_room_and_everybody(stack: LocalStack) -> None:
    announcer = Bearer(bearer_token("olga", roles=["announcer"], preferred_username="Olga"))

    async def told(talk: Conversation) -> Any:
        return (await talk.expect("ANNOUNCEMENT"))["data"]

    async def run() -> None:
        async with CuratorClient(stack.url) as member:
            await member.log_in("Patroller")
            async with (
                member.open_socket() as listening,
                await open_socket(member.socket_address, announcer) as socket,
            ):
                speaking = Conversation(socket)
                await listening.send("JOIN_ROOM", "lobby")
                assert (await listening.expect("ROOM_JOINED"))["data"] == "lobby"
                await speaking.send("ANNOUNCE", {"text": "To the room", "room": "lobby"})
                in_the_room = await told(listening)
                assert (in_the_room["text"], in_the_room["room"]) == ("To the room", "lobby")
                await speaking.send("ANNOUNCE", {"text": "To everybody"})
                assert (await told(listening))["text"] == (await told(speaking))["text"] == "To everybody"

    asyncio.run(run())
