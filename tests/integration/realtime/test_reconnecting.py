"""A socket that is lost comes back, and the new one is told what the old one missed, without asking."""

import asyncio

import pytest

from benchmarks.realtime.stored_batches import StoredBatches
from local.demo.client import CuratorClient
from local.demo.conversation import Conversation
from local.stack import LocalStack


async def lose(talk: Conversation, how: str) -> None:
    """End a socket from the client's side."""
    if how == "closed":
        await talk.socket.close()
    else:
        talk.socket.abort()


@pytest.mark.parametrize("how", ["closed", "torn"])
def test_a_new_socket_of_the_same_session_goes_on_with_the_batch(stack: LocalStack, how: str) -> None:
    stored = StoredBatches(stack)
    batch = stored.create(3)
    first, second, third = stored.uploads(batch)

    async def run() -> None:
        async with CuratorClient(stack.url) as client:
            await client.log_in("Robot")
            async with client.open_socket() as talk:
                await talk.send("SUBSCRIBE_BATCH", batch.id)
                await talk.expect("BATCH_PROGRESS")
                stored.claim(first)
                while (await talk.expect("UPLOADS_UPDATE"))["data"][0]["status"] != "in_progress":
                    continue
                await lose(talk, how)
            stored.complete(second)
            async with client.open_socket() as talk:
                await talk.expect("SUBSCRIBED")
                rows = {row["key"]: row["status"] for row in (await talk.expect("UPLOADS_UPDATE"))["data"]}
                assert rows == {"0": "in_progress", "1": "completed", "2": "queued"}
                stored.complete(third)
                (started,) = (one for one in stored.uploads(batch) if one.key == "0")
                stored.complete(started)
                while (message := await talk.expect("UPLOADS_UPDATE", "UPLOADS_COMPLETE"))["type"] == "UPLOADS_UPDATE":
                    rows |= {row["key"]: row["status"] for row in message["data"]}
                assert rows == dict.fromkeys("012", "completed")
                assert message["data"] == batch.id

    asyncio.run(run())


def test_a_new_socket_goes_on_with_the_list_and_new_batches_appear_on_it(stack: LocalStack) -> None:
    stored = StoredBatches(stack)

    async def run() -> None:
        async with CuratorClient(stack.url) as client:
            await client.log_in("Patroller")
            async with client.open_socket() as talk:
                await talk.send("FETCH_BATCHES", {"page": 1, "limit": 5, "filter": "resumed"})
                assert not (await talk.expect("BATCHES_LIST"))["partial"]
                await lose(talk, "torn")
            missed = stored.create(1, user_id="77", username="Resumed")
            async with client.open_socket() as talk:
                shown = await talk.expect("BATCHES_LIST")
                assert (shown["partial"], [item["id"] for item in shown["data"]["items"]]) == (True, [missed.id])
                newest = stored.create(1, user_id="77", username="Resumed")
                pushed = await talk.expect("BATCHES_LIST")
                while newest.id not in [item["id"] for item in pushed["data"]["items"]]:
                    pushed = await talk.expect("BATCHES_LIST")
                assert (pushed["partial"], pushed["data"]["total"]) == (True, 2)

    asyncio.run(run())
