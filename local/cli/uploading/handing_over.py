"""Giving a selection to the server, slice by slice; the next one goes when the one before is acknowledged."""

from collections.abc import Callable, Sequence

from curator.client import Client
from curator.realtime.packages.numbers import CLIENT
from local.cli.uploading.items import Item, slices_of


async def hand_over(
    client: Client, source: str, items: Sequence[Item], *, sent: Callable[[int], None] = lambda _count: None
) -> int:
    """Make a batch of the items and return its id.

    A slice that a lost connection took along is sent again under its number, which the server stores once.

    Args:
        client: of somebody logged in at the wiki.
        source: where the photographs come from.
        items: at least one.
        sent: is called with how many have been acknowledged, after each slice.

    Raises:
        CuratorClientError: the server refused, or cannot be reached; a batch with what came before may exist.
    """
    batch_id = int((await client.call(CLIENT["CREATE_BATCH"])).data["batch_id"])
    done = 0
    for number, part in enumerate(slices_of(items)):
        data = {"batchid": batch_id, "sliceid": number, "handler": source, "items": part}
        await client.call(CLIENT["UPLOAD_SLICE"], data, again=True)
        done += len(part)
        sent(done)
    return batch_id
