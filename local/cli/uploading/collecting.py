"""The photographs of a collection, however many messages they come in.

FETCH_IMAGES ─▶ COLLECTION_IMAGES                                              all in one message
             └▶ TRY_BATCH_RETRIEVAL ─▶ COLLECTION_IMAGE_IDS ─▶ PARTIAL_… until all ids have come
                                    └▶ a second TRY_…: there are more than one announcement holds ─▶ MORE_…

There is no end marker: photographs are counted against the ids, and behind those against the total.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from curator.client import Message, Socket
from functions.fetcher.parts import read_wish
from local.cli.uploading.pages import Image

ASK, TRY = "FETCH_IMAGES", "TRY_BATCH_RETRIEVAL"
WHOLE, IDS, PART, MORE = (
    "COLLECTION_IMAGES",
    "COLLECTION_IMAGE_IDS",
    "PARTIAL_COLLECTION_IMAGES",
    "MORE_COLLECTION_IMAGES",
)
PATIENCE_SECONDS = 120.0  # from one message to the next: sources take their time over a block

Arrived = Callable[[int], None]  # is told how many photographs have come


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A sequence, an album, or some of one's own files; `id` is what the source calls it."""

    id: str
    images: Sequence[Image]


async def collect(socket: Socket, source: str, wanted: str, arrived: Arrived = lambda _count: None) -> Collected:
    """Return the photographs of a collection, in order.

    Args:
        socket: of somebody who may see them.
        source: its name, such as `mapillary`.
        wanted: the collection's id or address.
        arrived: is called each time some have come.

    Raises:
        RefusedError: the source has no such collection, or cannot be asked.
        SilenceError: nothing came for two minutes.
        ConnectionLostError: the socket is closed.
    """
    await socket.send(ASK, wanted, handler=source)
    announcements = 0
    while (message := await _next(socket, TRY, WHOLE, IDS))["type"] == TRY:
        announcements += 1
    if message["type"] == WHOLE:
        images = list(message["data"]["images"].values())
        arrived(len(images))
        return Collected(id=message["data"]["sequence_id"], images=images)
    announced = await _announced(socket, message["data"], arrived)
    if announcements == 1 or read_wish(wanted).part is not None:
        return announced
    return await _rest(socket, announced, arrived)


async def _announced(socket: Socket, ids: Sequence[str], arrived: Arrived) -> Collected:
    found: dict[str, Image] = {}
    collection = ""
    while not found.keys() >= set(ids):
        data = (await _next(socket, PART))["data"]
        collection = data["collection"]
        found |= {image["id"]: image for image in data["images"]}
        arrived(len(found))
    return Collected(id=collection, images=[found[one] for one in ids])


async def _rest(socket: Socket, announced: Collected, arrived: Arrived) -> Collected:
    images = list(announced.images)
    while True:
        data = (await _next(socket, MORE))["data"]
        images += data["images"]
        arrived(len(images))
        if len(images) >= data["total"]:
            return Collected(id=announced.id, images=images)


async def _next(socket: Socket, *kinds: str) -> Message:
    return await socket.expect(*kinds, within=PATIENCE_SECONDS)
