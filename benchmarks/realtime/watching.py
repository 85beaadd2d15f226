"""One socket that watches one batch, and notes what it reads and when."""

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

Row = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Watcher:
    """What a subscriber has read."""

    batch: int
    arrived: dict[tuple[str, str], float] = field(default_factory=dict)  # by key and status
    rows: dict[str, Row] = field(default_factory=dict)
    frames: int = 0
    size: int = 0
    updates: int = 0  # rows
    kinds: Counter[str] = field(default_factory=Counter)
    gaps: int = 0
    last_number: int | None = None
    shown: asyncio.Event = field(default_factory=asyncio.Event)
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    problem: str = ""

    async def watch(self, socket: ClientConnection) -> None:
        """Subscribe, and read until the socket is closed."""
        await socket.send(json.dumps({"type": "SUBSCRIBE_BATCH", "data": self.batch}))
        try:
            async for text in socket:
                self._receive(text, time.perf_counter())
        except ConnectionClosed as problem:
            self.problem = str(problem)

    def forget_the_beginning(self) -> None:
        """Count from now on: the batch has been shown as it was."""
        self.frames = self.size = self.updates = 0
        self.kinds.clear()

    def _receive(self, text: str | bytes, now: float) -> None:
        message = json.loads(text)
        kind = message["type"]
        self.frames += 1
        self.size += len(text)
        self.kinds[kind] += 1
        if kind == "UPLOADS_UPDATE":
            self._take_rows(message["data"], now)
        elif kind == "BATCH_PROGRESS" and "sequence" not in message:
            self.shown.set()
        elif kind == "UPLOADS_COMPLETE":
            self.complete.set()
        elif kind == "ERROR":
            self.problem = message["data"]
        self._check_number(message.get("sequence"))

    def _take_rows(self, rows: list[Row], now: float) -> None:
        self.updates += len(rows)
        for row in rows:
            self.rows[row["key"]] = row
            self.arrived.setdefault((row["key"], row["status"]), now)

    def _check_number(self, number: int | None) -> None:
        if number is None:
            return
        if self.last_number is not None and number != self.last_number + 1:
            self.gaps += 1
        self.last_number = number
