"""Replies that are worth asking about again: whether they still hold costs GitHub's limit nothing (a 304)."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from curator.usage.providers.calls import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A reply as it is kept: what names its state, the link to the next page, and the body."""

    etag: str
    link: str
    body: bytes


class Memory(Protocol):
    """Where replies are kept; `store` keeps them in DynamoDB. It never fails a question."""

    def find(self, key: str) -> Remembered | None:
        """Return the reply to this question, unless it is forgotten."""

    def keep(self, key: str, reply: Remembered) -> None:
        """Keep a reply, if it is not too long for that."""


def memory_key(scope: str, call: Call) -> str:
    """Return the name of a question; `scope` tells credentials apart, for whom replies may differ."""
    params = "&".join(f"{name}={value}" for name, value in sorted(call.params.items()))
    return hashlib.sha256(f"{scope}\n{call.path}?{params}\n{call.accept}".encode()).hexdigest()
