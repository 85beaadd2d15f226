"""What the demo shows: a live progress bar on a terminal, plain lines anywhere else."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from local.demo.following import FollowedBatch

PLAIN_LINE_WIDTH = 240  # a table in a log file is not folded at 80 columns

Row = dict[str, Any]


class Report:
    """Everything the demo says on standard output."""

    def __init__(self, console: Console | None = None) -> None:
        """Speak to this console; to standard output unless told."""
        self._console = console or _standard_output()
        self._began = time.monotonic()

    def step(self, text: str) -> None:
        """Say that something has been done, and when."""
        self._console.print(f"[dim]{time.monotonic() - self._began:6.1f} s[/dim]  {escape(text)}", highlight=False)

    def line(self, text: str) -> None:
        """Say one line as it is."""
        self._console.print(escape(text), highlight=False, soft_wrap=True)

    @contextmanager
    def following(self, batch: FollowedBatch) -> Iterator["Following"]:
        """Show a batch while it runs."""
        if not self._console.is_terminal:
            yield Following(self, batch, None)
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console, transient=True) as bar:
            yield Following(self, batch, bar)

    def results(self, rows: Sequence[Row], sha1_of: dict[str, str]) -> None:
        """Show every upload: file, page, SHA-1 as the wiki has it, seconds waited and worked."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("file and page",) if self._console.is_terminal else ("file", "page"):
            table.add_column(name, overflow="fold")
        for name in ("SHA-1", "waited", "worked"):
            table.add_column(name, no_wrap=True, justify="left" if name == "SHA-1" else "right")
        for row in rows:
            file = str(row.get("filename", row["key"]))
            page = str(row.get("success") or row.get("error", {}).get("message") or row["status"])
            names = [Text(f"{file}\n").append(page, "dim")] if self._console.is_terminal else [Text(file), Text(page)]
            sha1 = Text(sha1_of.get(file, "-"))
            table.add_row(*names, sha1, _seconds(row.get("waited")), _seconds(row.get("worked")))
        self._console.print(table, highlight=False)


class Following:
    """A batch on show."""

    def __init__(self, report: Report, batch: FollowedBatch, bar: Progress | None) -> None:
        """Show `batch` on `bar`, or as lines."""
        self._report = report
        self._batch = batch
        self._bar = bar
        self._task = bar.add_task("", total=batch.total) if bar else None

    def show(self, ended: Sequence[Row], names: dict[str, str]) -> None:
        """Show how far the batch is.

        Args:
            ended: uploads that have just ended.
            names: file names by the photograph's id.
        """
        now = datetime.now(UTC)
        for row in ended:
            reason = f" - {row['error']['message']}" if "error" in row else ""
            name = names.get(row["key"], row["key"])
            so_far = "" if self._bar else f" ({self._batch.short_words(now)})"
            self._report.step(f"{row['status']}: {name}{reason}{so_far}")
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=self._batch.ended, description=escape(self._batch.words(now)))


def _standard_output() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=PLAIN_LINE_WIDTH)


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} s"
