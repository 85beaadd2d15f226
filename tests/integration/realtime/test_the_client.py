"""`curator.client` on the running system: both envelopes, every proof, and a socket that is lost in between."""

import asyncio
from typing import Any

import pytest

from benchmarks.realtime.stored_batches import StoredBatches
from curator.client import Bearer, Client, ConnectError, Proof, RefusedError, Ticket
from curator.client.proofs import TICKETS
from local.bearer import bearer_token
from local.demo.client import CuratorClient
from local.stack import LocalStack

READ_SECONDS = 90.0


async def read_until(changes: Any, rows: dict[str, str], done: Any) -> None:
    """Take in messages about a batch until its rows are as wished."""
    async with asyncio.timeout(READ_SECONDS):
        while not done(rows):
            message = await anext(changes)
            if message["type"] == "UPLOADS_UPDATE":
                rows |= {row["key"]: row["status"] for row in message["data"]}
            if message["type"] == "UPLOADS_COMPLETE":
                rows["the batch"] = "complete"


@pytest.mark.parametrize("by", [pytest.param("SUBSCRIBE_BATCH", id="by type"), pytest.param(201, id="by package")])
def test_a_client_goes_on_with_its_batch_after_the_network_was_gone(stack: LocalStack, by: str | int) -> None:
    stored = StoredBatches(stack)
    batch = stored.create(3)
    first, second, third = stored.uploads(batch)
    wish = batch.id if isinstance(by, str) else {"batch_id": batch.id}
    rows: dict[str, str] = {}

    async def run() -> None:
        async with CuratorClient(stack.url) as person:
            await person.log_in("Robot")
            async with Client(person.socket_address, person.session) as client, client.subscribe(by, wish) as changes:
                await read_until(changes, rows, lambda rows: len(rows) == 3)
                stored.claim(first)
                await read_until(changes, rows, lambda rows: rows["0"] == "in_progress")
                (await client.connected()).abort()
                stored.complete(second)
                await read_until(changes, rows, lambda rows: rows["1"] == "completed")
                stored.complete(third)
                stored.complete(next(one for one in stored.uploads(batch) if one.key == "0"))
                await read_until(changes, rows, lambda rows: "the batch" in rows)
                assert {rows[key] for key in "012"} == {"completed"}

    asyncio.run(run())


def test_packages_are_answered_beside_types_on_one_socket(stack: LocalStack) -> None:
    async def run() -> None:
        async with CuratorClient(stack.url) as person:
            await person.log_in("Robot")
            async with Client(person.socket_address, person.session) as client:
                created, by_type = await asyncio.gather(client.call(101), client.call("CREATE_BATCH"))
                assert created.data["batch_id"] != by_type.data
                listed = await client.call(104, {"page": 1, "limit": 1})
                assert len(listed.data["items"]) == 1
                assert listed.meta is not None
                assert listed.meta["total"] >= 2
                with pytest.raises(RefusedError) as refused:
                    await client.call(201, {"batch_id": "seven"})
                assert refused.value.status_code == 2
                assert [problem["path"] for problem in refused.value.errors] == ["batch_id"]
                with pytest.raises(RefusedError) as refused:
                    await client.call(603, {"text": "Hear, hear"})
                assert refused.value.status_code == 3

    asyncio.run(run())


@pytest.mark.parametrize("as_subprotocol", [False, True])
def test_a_token_opens_a_socket(stack: LocalStack, as_subprotocol: bool) -> None:
    assert served(stack, Bearer(bearer_token("alice"), as_subprotocol=as_subprotocol))


def test_a_ticket_opens_one_socket(stack: LocalStack) -> None:
    async def run() -> None:
        async with CuratorClient(stack.url) as person:
            await person.log_in("Robot")

            async def fetch() -> str:
                reply = await person.http.post(TICKETS, headers={"Origin": stack.url})
                ticket: str = reply.raise_for_status().json()["ticket"]
                return ticket

            used = await fetch()

            async def again() -> str:
                return used

            async with Client(person.socket_address, Ticket(again)) as client:
                assert (await client.call("PING")).message["type"] == "PONG"
            with pytest.raises(ConnectError) as refused:
                async with Client(person.socket_address, Ticket(again)):
                    pass
            assert refused.value.status == 401

    asyncio.run(run())


def test_a_token_that_is_none_opens_nothing(stack: LocalStack) -> None:
    with pytest.raises(ConnectError) as refused:
        served(stack, Bearer("abc"))
    assert refused.value.status == 401


def served(stack: LocalStack, proof: Proof) -> bool:
    """Whether a socket with this proof is served."""

    async def run() -> bool:
        async with Client(stack.url.replace("http", "ws", 1) + "/ws", proof) as client:
            return bool((await client.call(10)).message["status_code"] == 0)

    return asyncio.run(run())
