"""A snapshot and the journal of what was written after it: together, everything acknowledged.

    snapshot.json       {"generation": 7, "state": …}, replaced in one rename
    journal-7.jsonl     writes made since snapshot 7 was taken
    journal-8.jsonl     appears when snapshot 8 is being written; 7's journal goes once snapshot 8 is in place

A reader takes the snapshot, then every journal of its generation or later, in order.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


class SnapshotStore:
    """Owns one directory of snapshot and journal files."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._snapshot = directory / "snapshot.json"
        self._journal: int | None = None
        self.generation = 0

    def load(self, object_hook: Callable[[dict[str, Any]], Any] | None = None) -> Any:
        """Return the state of the last snapshot, or None at the first start."""
        if not self._snapshot.exists():
            return None
        document = json.loads(self._snapshot.read_text(), object_hook=object_hook)
        self.generation = document["generation"]
        return document["state"]

    def journaled(self) -> Iterator[dict[str, Any]]:
        """Yield the writes made after the loaded snapshot. A last line cut short was never acknowledged."""
        for path in self._journals():
            if self._generation_of(path) < self.generation:
                continue
            for line in path.read_bytes().splitlines(keepends=True):
                if line.endswith(b"\n"):
                    yield json.loads(line)

    def append(self, entry: dict[str, Any]) -> None:
        """Add one write to the journal. It survives the death of this process, not that of the machine."""
        if self._journal is None:
            self.begin()
        os.write(self._journal, json.dumps(entry).encode() + b"\n")  # type: ignore[arg-type]  # begin() opened it

    def begin(self) -> int:
        """Start a generation: call this together with collecting the state. Return its number for `commit`."""
        if self._journal is not None:
            os.close(self._journal)
        numbers = [self._generation_of(path) for path in self._journals()]
        generation = max([self.generation, *numbers]) + 1
        path = self._directory / f"journal-{generation}.jsonl"
        self._journal = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return generation

    def commit(self, generation: int, state: str) -> None:
        """Make `state` (JSON text) the snapshot, then drop the journals it replaces."""
        unfinished = self._snapshot.with_suffix(".tmp")
        unfinished.write_text(f'{{"generation": {generation}, "state": {state}}}')
        unfinished.replace(self._snapshot)
        self.generation = generation
        for path in self._journals():
            if self._generation_of(path) < generation:
                path.unlink()

    def _journals(self) -> list[Path]:
        return sorted(self._directory.glob("journal-*.jsonl"), key=self._generation_of)

    @staticmethod
    def _generation_of(path: Path) -> int:
        return int(path.stem.removeprefix("journal-"))
