"""Keeps ministack's state across kill -9.

ministack saves when it stops and only then. Here every acknowledged DynamoDB write, SQS send and announcement of an
object is journaled in the same step of the event loop that made it, and the whole state is written now and then, in one
step as well, so that a queue and a table never disagree after a restart. On a start the snapshot is loaded and the
journal is done again. Objects themselves are files, which ministack writes before it acknowledges them.

What a crash may undo, as AWS' at-least-once rules allow: the deletion of a message, a receive count.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import ministack.app as gateway
from ministack.core import persistence, responses
from ministack.services import cloudwatch_logs

from local.emulator import announcements
from local.emulator.snapshots import SnapshotStore

SHORTEST_INTERVAL_SECONDS = 1.0
INTERVAL_PER_SNAPSHOT_SECOND = 20  # a snapshot holds the emulator up, so it may take a twentieth of the time
LOG_STREAMS_KEPT = 200  # each call of a function makes a stream
JOURNALED = {
    "dynamodb": {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"},
    "sqs": {"SendMessage", "SendMessageBatch"},
}

Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[tuple[int, dict[str, Any], bytes]]]


class Durability:
    """Restores, journals and saves the state of ministack in this process."""

    def __init__(self, store: SnapshotStore) -> None:
        self._store = store
        self._handlers: dict[str, Handler] = {}
        self._saving = asyncio.Lock()
        self.changes = 0
        self._saved_changes = 0
        self._interval = SHORTEST_INTERVAL_SECONDS

    def install(self) -> None:
        """Take the place of ministack's own loading and saving, and journal its writes."""
        state = self._store.load(persistence._json_object_hook) or {}
        _release_what_died(state)
        gateway.load_state = state.get
        for service, operations in JOURNALED.items():
            self._handlers[service] = gateway.SERVICE_HANDLERS[service]
            gateway.SERVICE_HANDLERS[service] = self._journaling(service, operations)
        announcements.install(self._journal_message)

    def _journal_message(self, queue_url: str, body: str) -> None:
        request = json.dumps({"QueueUrl": queue_url, "MessageBody": body})
        self._journal("sqs", "AmazonSQS.SendMessage", request)

    def _journal(self, service: str, target: str, body: str) -> None:
        self._store.append(
            {
                "service": service,
                "target": target,
                "body": body,
                "account": responses.get_account_id(),
                "region": responses.get_region(),
            }
        )

    def _journaling(self, service: str, operations: set[str]) -> Handler:
        handle = self._handlers[service]

        async def handler(
            method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
        ) -> tuple[int, dict[str, Any], bytes]:
            answer = await handle(method, path, headers, body, query)
            target = headers.get("x-amz-target", "")
            if target.rpartition(".")[2] in operations and answer[0] < 300:
                self._journal(service, target, body.decode())
            return answer

        return handler

    async def replay(self) -> None:
        """Do the journaled writes again, on top of the loaded snapshot."""
        for write in self._store.journaled():
            responses._request_account_id.set(write["account"])
            responses.set_request_region(write["region"])
            headers = {"x-amz-target": write["target"], "content-type": "application/x-amz-json-1.0"}
            await self._handlers[write["service"]]("POST", "/", headers, write["body"].encode(), {})
        await self.save()

    async def save_regularly(self) -> None:
        """Save after changes, at most a twentieth of the time, until cancelled."""
        while True:
            await asyncio.sleep(self._interval)
            if self.changes != self._saved_changes:
                await self.save()

    async def save(self) -> None:
        """Write a snapshot of everything."""
        async with self._saving:
            started = time.monotonic()
            self._saved_changes = self.changes
            generation, state = self._store.begin(), _collect()
            text = await asyncio.to_thread(json.dumps, state, default=persistence._json_default)
            await asyncio.to_thread(self._store.commit, generation, text)
            self._interval = max(SHORTEST_INTERVAL_SECONDS, INTERVAL_PER_SNAPSHOT_SECOND * (time.monotonic() - started))


def _collect() -> dict[str, Any]:
    for group in cloudwatch_logs._log_groups._data.values():
        streams = group["streams"]
        for name in list(streams)[:-LOG_STREAMS_KEPT]:
            del streams[name]
    while True:
        try:
            states = {name: get_state() for name, get_state in gateway._build_persistence_save_dict().items()}
        except RuntimeError:  # a poller's thread changed a dictionary while it was copied
            continue
        return {name: state for name, state in states.items() if state is not None}


def _release_what_died(state: dict[str, Any]) -> None:
    """Undo what belonged to the last process: its stream records and its functions' hold on messages.

    ministack keeps the position in a stream but not the records before it, so that the first records after a start
    would be skipped. And messages in the hands of a function that died with the emulator would stay hidden for the
    queue's whole visibility timeout.
    """
    positions = state.get("lambda", {}).get("dynamodb_stream_positions")
    if positions is not None:
        positions._data = dict.fromkeys(positions._data, 0)
    queues = state.get("sqs", {}).get("queues")
    for queue in queues._data.values() if queues is not None else ():
        for message in queue["messages"]:
            if message.get("receive_count"):
                message["visible_at"] = min(message["visible_at"], time.time())
