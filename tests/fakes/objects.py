"""A bucket in memory: what `curator.foundation.objects.ObjectStore` does, with faults on order.

`tests/unit/foundation/test_memory_objects.py` holds it to the same answers as the real gateway on moto.
"""

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from curator.foundation.objects import (
    PIECE_BYTES,
    ObjectHead,
    ObjectNotFoundError,
    ObjectStore,
    ObjectStoreError,
    ObjectTooLargeError,
    PostForm,
)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object with what was said of it."""

    data: bytes
    content_type: str
    cache_control: str | None = None


class MemoryObjects(ObjectStore):
    """One bucket in memory.

    Attributes:
        objects: what lies in it, by key.
        faults: raised by the next calls, one each; None lets a call through.
        after: like `faults`, but the call is done first: only its answer is lost.
        created: called with the key of each new object, as S3 calls a queue.
        calls: requests by kind.
    """

    def __init__(self, bucket: str = "memory") -> None:
        super().__init__(_no_client, bucket)
        self.objects: dict[str, StoredObject] = {}
        self.faults: deque[BaseException | None] = deque()
        self.after: deque[BaseException | None] = deque()
        self.created: Callable[[str], None] = lambda _key: None
        self.calls: Counter[str] = Counter()

    def put(self, key: str, data: bytes, *, content_type: str, cache_control: str | None = None) -> None:
        self._begin("put")
        self.objects[key] = StoredObject(data, content_type, cache_control)
        self.created(key)
        self._end()

    def read(self, key: str, *, max_bytes: int) -> bytes:
        self._begin("read")
        data = self._object(key).data
        if len(data) > max_bytes:
            raise ObjectTooLargeError(key)
        self._end()
        return data

    def pieces(self, key: str, *, size: int = PIECE_BYTES) -> Iterator[bytes]:
        self._begin("pieces")
        data = self._object(key).data
        for start in range(0, len(data), size):
            yield data[start : start + size]
        self._end()

    def head(self, key: str) -> ObjectHead:
        self._begin("head")
        found = self._object(key)
        self._end()
        etag = hashlib.md5(found.data, usedforsecurity=False).hexdigest()
        return ObjectHead(size=len(found.data), content_type=found.content_type, etag=etag)

    def remove(self, key: str) -> None:
        self._begin("remove")
        self.objects.pop(key, None)
        self._end()

    def delete_many(self, keys: Sequence[str]) -> None:
        if not keys:
            return
        self._begin("delete_many")
        for key in keys:
            self.objects.pop(key, None)
        self._end()

    def presigned_get(self, key: str, seconds: int) -> str:
        return f"https://{self.bucket}.example/{key}?seconds={seconds}"

    def presigned_post(self, key: str, *, content_type: str, max_bytes: int, seconds: int) -> PostForm:
        fields = {"key": key, "Content-Type": content_type, "max": str(max_bytes), "seconds": str(seconds)}
        return PostForm(url=f"https://{self.bucket}.example/", fields=fields)

    def _object(self, key: str) -> StoredObject:
        if key not in self.objects:
            raise ObjectNotFoundError(key)
        return self.objects[key]

    def _begin(self, kind: str) -> None:
        self.calls[kind] += 1
        if self.faults and (fault := self.faults.popleft()) is not None:
            raise fault

    def _end(self) -> None:
        if self.after and (fault := self.after.popleft()) is not None:
            raise fault


def outage() -> ObjectStoreError:
    """Return what storage that has no time raises."""
    return ObjectStoreError("key", "SlowDown")


def _no_client() -> NoReturn:
    raise AssertionError("a bucket in memory has no client")
