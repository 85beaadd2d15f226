"""Tables as they are on a bad day, and in a crowd."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, RLock
from typing import Any

from botocore.exceptions import EndpointConnectionError

from curator.foundation.clock import Clock
from curator.foundation.table import Delete, Item, Key, Put
from tests.fakes.memory_table import MemoryTable


class TroubledTable(MemoryTable):
    """A table in memory that many threads may use, and that stops answering when told to."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.reads, self.writes = True, True
        self.before_put: Callable[[], None] = lambda: None
        self._one_at_a_time = RLock()

    def break_down(self) -> None:
        self.reads = self.writes = False

    def get(self, key: Key) -> Item | None:
        self._answer(self.reads)
        with self._one_at_a_time:
            return super().get(key)

    def query(self, condition: str, values: Mapping[str, Any], **more: Any) -> Iterator[Item]:
        self._answer(self.reads)
        with self._one_at_a_time:
            return super().query(condition, values, **more)

    def put(self, write: Put) -> None:
        interrupt, self.before_put = self.before_put, lambda: None
        interrupt()
        self._answer(self.writes)
        with self._one_at_a_time:
            super().put(write)

    def delete(self, write: Delete) -> None:
        self._answer(self.writes)
        with self._one_at_a_time:
            super().delete(write)

    def _answer(self, answers: bool) -> None:
        if not answers:
            raise EndpointConnectionError(endpoint_url="https://dynamodb.example")


def in_threads(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Do something in as many threads at once; return what came of it."""
    start = Barrier(count)

    def begin(number: int) -> Any:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))
