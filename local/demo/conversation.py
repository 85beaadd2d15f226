"""What is said on Curator's WebSocket, from the client's side."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

ANSWER_SECONDS = 30.0
COLLECTION_SECONDS = 60.0  # a whole sequence, with the place of every photograph
ITEMS_PER_SLICE = 18

Message = dict[str, Any]
Row = dict[str, Any]


class CuratorClientError(Exception):
    """The root of what can go wrong for a client; the tree is drawn in `client`."""


class RefusedError(CuratorClientError):
    """The server answered ERROR; the text is its sentence."""


class SilenceError(CuratorClientError):
    """An answer did not come in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The photographs of one sequence."""

    sequence_id: str
    images: tuple[Row, ...]  # `MediaImage` each, in order


class Conversation:
    """One open socket. Messages nobody waits for yet are kept, in order."""

    def __init__(self, socket: ClientConnection) -> None:
        """Speak on an open socket."""
        self._socket = socket
        self._kept: list[Message] = []

    async def send(self, kind: str, data: Any = None, **fields: Any) -> None:
        """Send one message; `data` is left out when it is None.

        Raises:
            SilenceError: the server closed the socket.
        """
        body = {"type": kind, **({} if data is None else {"data": data}), **fields}
        try:
            await self._socket.send(json.dumps(body, separators=(",", ":")))
        except ConnectionClosed as problem:
            raise SilenceError(f"the server closed the socket: {problem}") from problem

    async def expect(self, *kinds: str, within: float = ANSWER_SECONDS) -> Message:
        """Return the next message of one of these kinds.

        Args:
            kinds: message types.
            within: seconds to wait.

        Raises:
            RefusedError: an ERROR came first, and nobody expects it.
            SilenceError: nothing of the kind came in time, or the server closed the socket.
        """
        try:
            async with asyncio.timeout(within):
                return await self._next(kinds)
        except TimeoutError:
            raise SilenceError(f"no {' or '.join(kinds)} within {within:g} s") from None
        except ConnectionClosed as problem:
            raise SilenceError(f"the server closed the socket: {problem}") from problem

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
        await self.send("CREATE_BATCH")
        return int((await self.expect("BATCH_CREATED"))["data"])

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

    async def _next(self, kinds: tuple[str, ...]) -> Message:
        wanted = {*kinds, "ERROR"}
        for index, message in enumerate(self._kept):
            if message["type"] in wanted:
                return _checked(self._kept.pop(index), kinds)
        while True:
            message = json.loads(await self._socket.recv())
            if message["type"] in wanted:
                return _checked(message, kinds)
            self._kept.append(message)

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


def _checked(message: Message, kinds: tuple[str, ...]) -> Message:
    if message["type"] == "ERROR" and "ERROR" not in kinds:
        raise RefusedError(str(message["data"]))
    return message
