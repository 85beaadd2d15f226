"""What is said on Curator's WebSocket, from the client's side."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from curator.client import CuratorClientError, Message, RefusedError, SilenceError, Socket

__all__ = ["Collection", "Conversation", "CuratorClientError", "Message", "RefusedError", "SilenceError"]

ANSWER_SECONDS = 30.0
COLLECTION_SECONDS = 60.0  # a whole sequence, with the place of every photograph
ITEMS_PER_SLICE = 18

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The photographs of one sequence."""

    sequence_id: str
    images: tuple[Row, ...]  # `MediaImage` each, in order


class Conversation:
    """What the web client says on one open socket, in the order in which it says it."""

    def __init__(self, socket: Socket) -> None:
        """Speak on an open socket."""
        self.socket = socket

    async def send(self, kind: str, data: Any = None, **fields: Any) -> None:
        """Send one message; `data` is left out when it is None. Raises ConnectionLostError."""
        await self.socket.send(kind, data, **fields)

    async def expect(self, *kinds: str, within: float = ANSWER_SECONDS) -> Message:
        """Return the next message of one of these kinds; raises RefusedError, SilenceError, ConnectionLostError."""
        return await self.socket.expect(*kinds, within=within)

    async def fetch_images(self, text: str, *, handler: str = "mapillary") -> Collection:
        """Return the photographs of a sequence, whether they come in one message or in parts."""
        await self.send("FETCH_IMAGES", text, handler=handler)
        message = await self.expect("COLLECTION_IMAGES", "COLLECTION_IMAGE_IDS", within=COLLECTION_SECONDS)
        if message["type"] == "COLLECTION_IMAGES":
            data = message["data"]
            return Collection(sequence_id=data["sequence_id"], images=tuple(data["images"].values()))
        return await self._collect(message["data"])

    async def create_batch(self) -> int:
        """Begin a batch and return its id."""
        return int((await self.socket.call("CREATE_BATCH")).data)

    async def upload(self, batch_id: int, items: Sequence[Row], *, handler: str = "mapillary") -> None:
        """Hand over the items (`UploadItem` each) in slices; each goes out when the one before is acknowledged."""
        for number, start in enumerate(range(0, len(items), ITEMS_PER_SLICE)):
            part = list(items[start : start + ITEMS_PER_SLICE])
            await self.send("UPLOAD_SLICE", {"batchid": batch_id, "sliceid": number, "handler": handler, "items": part})
            await self._acknowledgement(number)

    async def follow(self, batch_id: int, *, within: float) -> AsyncIterator[Message]:
        """Yield every message about a batch until its UPLOADS_COMPLETE, which is the last.

        Args:
            batch_id: the batch.
            within: seconds the whole batch may take.

        Raises:
            SilenceError: the batch did not end in time.
        """
        ends_at = asyncio.get_running_loop().time() + within
        await self.send("SUBSCRIBE_BATCH", batch_id)
        await self.expect("SUBSCRIBED")
        while True:
            left = max(0.0, ends_at - asyncio.get_running_loop().time())
            message = await self.expect("UPLOADS_UPDATE", "BATCH_PROGRESS", "UPLOADS_COMPLETE", within=left)
            yield message
            if message["type"] == "UPLOADS_COMPLETE" and message["data"] == batch_id:
                return

    async def fetch_batch_uploads(self, batch_id: int) -> Message:
        """Return a batch and its uploads: `{batch, uploads}`."""
        await self.send("FETCH_BATCH_UPLOADS", batch_id)
        data: Message = (await self.expect("BATCH_UPLOADS_LIST"))["data"]
        return data

    async def _collect(self, ids: Sequence[str]) -> Collection:
        found: dict[str, Row] = {}
        sequence_id = ""
        while not found.keys() >= set(ids):
            data = (await self.expect("PARTIAL_COLLECTION_IMAGES", within=COLLECTION_SECONDS))["data"]
            sequence_id = data["collection"]
            found |= {image["id"]: image for image in data["images"]}
        return Collection(sequence_id=sequence_id, images=tuple(found[image_id] for image_id in ids))

    async def more_images(self, announced: int) -> list[Row]:
        """Return the images of a collection that come after those announced, which `fetch_images` returned."""
        more: list[Row] = []
        while True:
            data = (await self.expect("MORE_COLLECTION_IMAGES", within=COLLECTION_SECONDS))["data"]
            more += data["images"]
            if announced + len(more) >= data["total"]:
                return more

    async def _acknowledgement(self, slice_number: int) -> None:
        while (await self.expect("UPLOAD_SLICE_ACK"))["sliceid"] != slice_number:
            continue
