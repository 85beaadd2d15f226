"""People who use the running stack: they log in at the wiki, talk on sockets, and look at the wiki itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from local.demo.client import CuratorClient
from local.demo.conversation import Conversation
from local.demo.following import FollowedBatch
from local.demo.selection import upload_item
from local.stack import LocalStack

BATCH_SECONDS = 150.0
ENDED = {"completed", "failed", "cancelled", "duplicate", "duplicated_sdc_updated", "duplicated_sdc_not_updated"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody logged in, with a socket open."""

    name: str
    user_id: str
    client: CuratorClient
    talk: Conversation

    async def photographs(self, sequence: str) -> list[Row]:
        """Return what the sequence's photographs become as `UploadItem`s."""
        collection = await self.talk.fetch_images(sequence)
        return [upload_item(image, sequence_id=collection.sequence_id) for image in collection.images]

    async def hand_over(self, items: list[Row], *, handler: str = "mapillary") -> FollowedBatch:
        """Create a batch of these items, which come from one source."""
        batch = FollowedBatch(id=await self.talk.create_batch(), total=len(items))
        await self.talk.upload(batch.id, items, handler=handler)
        return batch

    async def watch(self, batch: FollowedBatch) -> FollowedBatch:
        """Follow a batch to its end."""
        async for message in self.talk.follow(batch.id, within=BATCH_SECONDS):
            batch.receive(message)
        return batch

    async def watch_until(self, batch: FollowedBatch, ended: int) -> None:
        """Follow a batch until this many of its uploads have ended."""
        async for message in self.talk.follow(batch.id, within=BATCH_SECONDS):
            batch.receive(message)
            if batch.ended >= ended:
                return


@asynccontextmanager
async def person(stack: LocalStack, name: str) -> AsyncIterator[Person]:
    """Log somebody in and open their socket."""
    async with CuratorClient(stack.url) as client:
        account = await client.log_in(name)
        async with client.open_socket() as talk:
            yield Person(name, account.user_id, client, talk)


def wiki_state(stack: LocalStack) -> Row:
    """Return what has happened on the sandbox's wiki."""
    state: Row = httpx.get(f"{stack.sandbox_url}/sandbox/state").raise_for_status().json()
    return state


def forget_wiki(stack: LocalStack) -> None:
    """Empty the sandbox's wiki, and forget which photographs were on their way to it.

    A photograph stays locked for a minute after it was published, and the next test may publish the same one.
    """
    httpx.post(f"{stack.sandbox_url}/sandbox/reset").raise_for_status()
    table, uploads = stack.client("dynamodb"), stack.outputs["UploadsTableName"]
    pages = table.get_paginator("scan").paginate(
        TableName=uploads,
        ProjectionExpression="PK, SK",
        FilterExpression="begins_with(PK, :photograph)",
        ExpressionAttributeValues={":photograph": {"S": "SHA1#"}},
    )
    for page in pages:
        for key in page["Items"]:
            table.delete_item(TableName=uploads, Key=key)


def most_in_a_window(times: list[float], seconds: float) -> int:
    """Return the largest number of hits in any trailing window."""
    return max((sum(last - seconds < time <= last for time in times) for last in times), default=0)


def hit_times(state: Row, username: str, action: str) -> list[float]:
    """Return when the wiki counted this user's hits."""
    return [hit["at"] for hit in state["hits"].get(username, {}).get(action, [])]


async def eventually(check: Any, *, within: float, what: str) -> Any:
    """Return what `check` returns as soon as it is true; it is asked again and again."""
    deadline = asyncio.get_running_loop().time() + within
    while not (answer := await check()):
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"{what} did not happen within {within:g} s")
        await asyncio.sleep(0.5)
    return answer
