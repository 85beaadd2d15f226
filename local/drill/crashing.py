"""Runs a batch through its kills: hand over; wait for a moment, kill, start again; wait for the end, ask Commons."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from local.demo.client import CuratorClient
from local.demo.selection import Row
from local.drill.commons import Commons, Published
from local.drill.judging import Kill, Ledger
from local.drill.ledger import BatchOnTheTable
from local.drill.moments import Moment
from local.parameters import StackUrls, curator_parameters
from local.stack import CURATOR, LocalStack

USER = "Demo"  # whose limit, ten uploads in six seconds, makes the batch last long enough to be killed
LEASE_SECONDS = "10"  # a deployment has 120: as long as an upload waits for a worker that died
POLL_SECONDS = 0.25
JANITOR_SECONDS = 10.0
PATIENCE_SECONDS = 120.0  # without a new file on Commons

Say = Callable[[str], None]


class DrillFailedError(Exception):
    """The batch stands still; the message says where."""


def drill_stack(directory: Path) -> LocalStack:
    """Return a local stack whose workers count as lost sooner than a deployment's."""

    def parameters(urls: StackUrls) -> dict[str, str]:
        return {**curator_parameters(os.environ, urls), "UploadLeaseSeconds": LEASE_SECONDS}

    return LocalStack(directory, plan=replace(CURATOR, parameters=parameters))


class Drill:
    """One batch and its kills."""

    def __init__(self, stack: LocalStack, items: Sequence[Row], say: Say) -> None:
        """Take a stack that runs, and what is to be uploaded."""
        self._stack = stack
        self._items = items
        self._say = say
        self._commons = Commons(stack.sandbox_url)
        self._batch_id = 0
        self._janitor_at = 0.0
        self.kills: list[Kill] = []

    def run(self, moments: Sequence[Moment]) -> tuple[Ledger, Published]:
        """Run it; the stack is running when this returns.

        Raises:
            DrillFailedError: the batch stands still.
            StackError: the stack did not start again.
        """
        self._batch_id = asyncio.run(self._hand_over())
        self._say(f"batch {self._batch_id}: {len(self._items)} photographs handed over")
        for moment in moments:
            self._wait(partial(self._has_published, moment.published))
            time.sleep(moment.seconds)
            self._kill()
        self._wait(BatchOnTheTable(self._stack, self._batch_id).has_ended)
        filenames = [str(item["title"]) for item in self._items]
        return BatchOnTheTable(self._stack, self._batch_id).read(filenames), self._commons.published()

    async def _hand_over(self) -> int:
        async with CuratorClient(self._stack.url) as client:
            await client.log_in(USER)
            async with client.open_socket() as talk:
                batch_id = await talk.create_batch()
                await talk.upload(batch_id, self._items)
                return batch_id

    def _kill(self) -> None:
        published, in_progress = self._on_commons(), BatchOnTheTable(self._stack, self._batch_id).in_progress()
        self._stack.kill()
        began = time.monotonic()
        self._stack.start()
        kill = Kill(published=published, in_progress=in_progress, seconds_to_start=round(time.monotonic() - began, 1))
        self.kills.append(kill)
        self._say(
            f"kill {len(self.kills)}: {published} of {len(self._items)} published, {in_progress} in progress; "
            f"runs again after {kill.seconds_to_start} s"
        )

    def _has_published(self, wanted: int) -> bool:
        return self._on_commons() >= wanted

    def _on_commons(self) -> int:
        return len(self._commons.published().titles)

    def _wait(self, arrived: Callable[[], bool]) -> None:
        """Return when it has arrived, as long as the batch gets on."""
        best, since = -1, time.monotonic()
        while not arrived():
            self._call_the_janitor()
            published = self._on_commons()
            if published > best:
                best, since = published, time.monotonic()
            if time.monotonic() - since > PATIENCE_SECONDS:
                raise DrillFailedError(f"nothing was published for {PATIENCE_SECONDS:g} s; {published} are")
            time.sleep(POLL_SECONDS)

    def _call_the_janitor(self) -> None:
        """Call the janitor as EventBridge does once a minute: from one kill to the next is less than that here."""
        if time.monotonic() - self._janitor_at > JANITOR_SECONDS:
            self._janitor_at = time.monotonic()
            self._stack.client("lambda").invoke(FunctionName="curator-janitor", InvocationType="Event")
