"""What the outside service said, remembered for a while: in the table for all instances, and here for a moment.

An answer is kept the shorter the more harm a stale one does: permissions to read longest, those to delete or administer
shortest. A table that does not answer costs time, never an answer: what cannot be read is asked again, and what cannot
be written is not remembered.
"""

import logging
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.identity.authorisation.questions import Question
from curator.identity.errors import StoreUnreachableError

READ_VERBS = frozenset({"read", "list", "view", "get"})
ADMIN_VERBS = frozenset({"admin", "delete", "purge"})

CACHE = "permissions"  # as metrics name it
HERE_SECONDS = 5.0  # how long another instance's `invalidate_user` may go unnoticed
HERE_ANSWERS = 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long answers are kept, in seconds."""

    read: int = 300
    write: int = 60
    admin: int = 30
    denied: int = 120

    def of(self, question: Question, *, allowed: bool) -> int:
        """Return how long this answer is kept."""
        if not allowed:
            return self.denied
        if question.verb in READ_VERBS:
            return self.read
        return self.admin if question.verb in ADMIN_VERBS else self.write


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """An answer, and until when it counts."""

    allowed: bool
    expires_at: float


class PermissionRows(Protocol):
    """Where answers are kept; `store` keeps them in DynamoDB. Each method raises StoreUnreachableError."""

    def get(self, question: Question) -> Remembered | None:
        """Return what was said, unless its time is over."""

    def put(self, question: Question, remembered: Remembered) -> None:
        """Keep what was said."""

    def delete(self, question: Question) -> None:
        """Forget one answer."""

    def delete_all(self, org_id: str, user_id: str) -> int:
        """Forget every answer about a user; returns how many there were."""


class PermissionCache:
    """Remembers answers."""

    def __init__(self, rows: PermissionRows, clock: Clock, lifetimes: Lifetimes) -> None:
        """Keep answers in `rows`, for the `lifetimes`."""
        self._rows = rows
        self._clock = clock
        self._lifetimes = lifetimes
        self._here: OrderedDict[Question, Remembered] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Question) -> bool | None:
        """Return what was said, or None where that is not known (any more)."""
        here = self._get_here(question)
        if here is not None:
            metrics.count("memory_cache_hits_total", cache=CACHE)
            return here
        metrics.count("memory_cache_misses_total", cache=CACHE)
        try:
            remembered = self._rows.get(question)
        except StoreUnreachableError as error:
            log.warning("a permission cannot be looked up: %s", error)
            return None
        if remembered is None:
            return None
        self._keep_here(question, remembered)
        return remembered.allowed

    def set(self, question: Question, *, allowed: bool, lifetime: int | None = None) -> None:
        """Remember what was said, for `lifetime` seconds where it is not the usual time."""
        seconds = self._lifetimes.of(question, allowed=allowed) if lifetime is None else lifetime
        remembered = Remembered(allowed=allowed, expires_at=int(self._clock.now()) + seconds)
        self._keep_here(question, remembered)
        try:
            self._rows.put(question, remembered)
        except StoreUnreachableError as error:
            log.warning("a permission cannot be remembered: %s", error)

    def delete_permission(self, question: Question) -> None:
        """Forget one answer; raises StoreUnreachableError, for then it still counts."""
        with self._lock:
            self._here.pop(question, None)
        self._rows.delete(question)

    def invalidate_user(self, org_id: str, user_id: str) -> int:
        """Forget every answer about a user and return how many there were.

        Raises:
            StoreUnreachableError: some of them still count.
        """
        with self._lock:
            for question in [known for known in self._here if known[:2] == (org_id, user_id)]:
                del self._here[question]
        return self._rows.delete_all(org_id, user_id)

    def _get_here(self, question: Question) -> bool | None:
        with self._lock:
            remembered = self._here.get(question)
            if remembered is None:
                return None
            if remembered.expires_at <= self._clock.now():
                del self._here[question]
                return None
            self._here.move_to_end(question)
            return remembered.allowed

    def _keep_here(self, question: Question, remembered: Remembered) -> None:
        until = min(remembered.expires_at, self._clock.now() + HERE_SECONDS)
        with self._lock:
            self._here[question] = Remembered(allowed=remembered.allowed, expires_at=until)
            self._here.move_to_end(question)
            if len(self._here) > HERE_ANSWERS:
                self._here.popitem(last=False)
