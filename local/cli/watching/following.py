"""Following a batch to its end, over as many sockets as it takes."""

from collections.abc import Callable
from datetime import datetime

from curator.client import Client
from curator.realtime.packages.numbers import CLIENT
from local.cli.moments import utc_now
from local.cli.watching.display import Display
from local.cli.watching.watched import WatchedBatch

WATCH, READ = "SUBSCRIBE_BATCH", CLIENT["FETCH_BATCH_UPLOADS"]


async def follow(
    client: Client, batch: WatchedBatch, display: Display, *, now: Callable[[], datetime] = utc_now
) -> None:
    """Show a batch until it has ended.

    Raises:
        CuratorClientError: it cannot be watched, or not any more.
    """
    async with client.subscribe(WATCH, batch.id) as changes:
        async for message in changes:
            failed = batch.receive(message)
            if batch.complete and not batch.ended:  # the last count may come behind the end
                await _count_again(client, batch)
            display.show(batch, failed, now())
            if batch.ended or batch.complete:
                return


async def _count_again(client: Client, batch: WatchedBatch) -> None:
    answer = await client.call(READ, {"batch_id": batch.id}, again=True)
    batch.take(answer.data["batch"])
