"""A batch on show: a bar and a line of counts on a terminal, lines that only change where something did elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from local.cli.deployment.telling import print_json
from local.cli.moments import finish_words
from local.cli.watching.watched import Row, WatchedBatch


class Display(Protocol):
    """Shows a batch."""

    def show(self, batch: WatchedBatch, failed: list[Row], now: datetime) -> None:
        """Show how far it is, and the uploads that have failed since."""


class Lines:
    """Plain lines, for files and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = ""

    def show(self, batch: WatchedBatch, failed: list[Row], now: datetime) -> None:
        """Print what is new; nothing where nothing is."""
        for row in failed:
            self._console.print(escape(failure(batch, row)), highlight=False, soft_wrap=True)
        if not batch.stats:
            return
        held = batch.holds(now)
        line = batch.summary() + (f" (waits: {held})" if held else "")
        if line != self._last:
            finish = "" if held or batch.ended else finish_words(batch.finish_at, now)
            self._console.print(escape(line + (f", {finish}" if finish else "")), highlight=False, soft_wrap=True)
            self._last = line


class Json:
    """A line of JSON for each change."""

    def __init__(self) -> None:
        self._last: Row = {}

    def show(self, batch: WatchedBatch, failed: list[Row], _now: datetime) -> None:
        """Print what is new."""
        for row in failed:
            print_json({"batch_id": batch.id, "failed": row})
        told = {"batch_id": batch.id, "stats": batch.stats, "finish_at": batch.finish_at, "paused": batch.paused}
        if batch.stats and told != self._last:
            print_json({**told, "ended": batch.ended})
            self._last = told


class Bar:
    """A bar that moves, on a terminal."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def show(self, batch: WatchedBatch, failed: list[Row], now: datetime) -> None:
        """Move the bar, and print failures above it."""
        for row in failed:
            self._progress.console.print(f"[red]✗[/red] {escape(failure(batch, row))}", highlight=False)
        held = batch.holds(now)
        told = f"[yellow]waits: {escape(held)}[/yellow]" if held else escape(finish_words(batch.finish_at, now))
        self._progress.update(
            self._task,
            description=escape(batch.summary()),
            total=batch.total or None,
            completed=batch.total - batch.open,
            finish="" if batch.ended else told,
        )


@contextmanager
def display_for(batch: WatchedBatch, console: Console, *, as_json: bool) -> Iterator[Display]:
    """Give what shows a batch here."""
    if as_json:
        yield Json()
    elif not console.is_terminal:
        yield Lines(console)
    else:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[finish]}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console) as progress:
            yield Bar(progress, progress.add_task(f"batch {batch.id}", total=None, finish=""))


def failure(batch: WatchedBatch, row: Row) -> str:
    """Return why an upload failed, in a line."""
    return f"failed: {batch.name_of(row)} - {row.get('error', {}).get('message', 'no reason is known')}"
