"""Takes records in, and writes them at the end of the invocation.

Lambda stops an instance between two invocations, so nothing can be written behind their backs: each invocation writes
its records itself before it ends, after its answer is made. What a table that is down leaves behind stays in the
instance for the invocations that follow. None of it is worth a request: whatever fails here is counted and logged, and
nobody who asked for something notices but by a delay of two seconds at most, once in `PAUSE_SECONDS`.
"""

import logging
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.foundation.tracing import correlation_id
from curator.identity.principals import Principal
from curator.operations.audit.records import AuditRecord, Outcome, record_id, timestamp_of
from curator.operations.audit.redaction import as_text, clipped
from curator.operations.audit.store import AuditStore

CAPACITY = 1000  # records that wait; one has a few KB at most
BATCH = 100  # so many are not left waiting for the invocation's end
FLUSH_SECONDS = 1.0  # what writing may take of one invocation; the record begun by then is finished
PAUSE_SECONDS = 10.0  # without a try, after one that failed
MAX_TRIES = 3  # for one record: it may be the record's fault
MAX_FIELD = 255  # characters

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Where a request or a message came from; empty is what nobody knows.

    Attributes:
        ip_address: of the client, as the gateway saw it.
        user_agent: what the client calls itself.
        request_id: of this one message; without, the correlation id of what is being done stands for it.
    """

    ip_address: str = ""
    user_agent: str = ""
    request_id: str = ""


UNKNOWN_SENDER = Sender()


@dataclass(slots=True)
class _Waiting:
    record: AuditRecord
    tries: int = 0


class Auditor:
    """Keeps the audit log. Its methods never raise."""

    def __init__(
        self,
        store: AuditStore,
        clock: Clock,
        *,
        chance: Callable[[int], str] = secrets.token_hex,
        capacity: int = CAPACITY,
        batch: int = BATCH,
    ) -> None:
        """Write to the store; `chance` returns so many bytes of randomness as text."""
        self._store = store
        self._clock = clock
        self._chance = chance
        self._capacity = capacity
        self._batch = batch
        self._waiting: deque[_Waiting] = deque()
        self._not_before = 0.0

    @property
    def waiting(self) -> int:
        """How many records are not written yet."""
        return len(self._waiting)

    def record(
        self,
        *,
        principal: Principal | None,
        action: str,
        resource: str,
        outcome: Outcome,
        began: float,
        status: int | None = None,
        data: Any = None,
        error: str = "",
        sender: Sender = UNKNOWN_SENDER,
    ) -> None:
        """Take in what somebody did; nobody's doings are not recorded.

        Args:
            principal: who; None for somebody who is not logged in.
            action: the HTTP method, or `WS:` and the message's type.
            resource: the path, or what the message was about.
            outcome: how it ended.
            began: when, in epoch seconds.
            status: the HTTP status, or the package's status code.
            data: what was asked; its secrets are taken out here.
            error: what the client was told.
            sender: where it came from.
        """
        if principal is None:
            return
        try:
            now = self._clock.now()
            record = AuditRecord(
                id=record_id(began, self._chance),
                timestamp=timestamp_of(began),
                user_id=principal.user_id,
                username=clipped(principal.username, MAX_FIELD),
                user_roles=sorted(principal.roles),
                action_type=clipped(action, MAX_FIELD),
                resource=clipped(resource, MAX_FIELD),
                outcome=outcome,
                ip_address=sender.ip_address,
                user_agent=clipped(sender.user_agent, MAX_FIELD),
                request_id=clipped(sender.request_id or correlation_id() or "", MAX_FIELD),
                request_data=as_text(data),
                response_status=status,
                error_message=clipped(error, MAX_FIELD),
                duration_ms=round((now - began) * 1000, 1),
            )
            metrics.count("audit_logs_total", outcome=outcome.value)
            self._keep(record)
            metrics.observe("audit_log_creation_duration_seconds", self._clock.now() - now)
        except Exception as problem:
            self._failed("no audit record could be made", problem)

    def flush(self) -> None:
        """Write what waits, the oldest first, for as long as an invocation may take for it."""
        now = self._clock.now()
        if now < self._not_before:
            return
        until = now + FLUSH_SECONDS
        while self._waiting and self._clock.now() < until:
            waiting = self._waiting[0]
            try:
                self._store.put(waiting.record)
            except Exception as problem:
                self._failed("an audit record could not be stored", problem)
                self._try_later(waiting)
                return
            self._waiting.popleft()
            metrics.count("audit_logs_written_total")

    def _keep(self, record: AuditRecord) -> None:
        if len(self._waiting) >= self._batch:
            self.flush()
        if len(self._waiting) >= self._capacity:
            self._drop(record)
        else:
            self._waiting.append(_Waiting(record))

    def _try_later(self, waiting: _Waiting) -> None:
        self._not_before = self._clock.now() + PAUSE_SECONDS
        waiting.tries += 1
        if waiting.tries == MAX_TRIES:
            self._waiting.popleft()
            self._drop(waiting.record)

    def _drop(self, record: AuditRecord) -> None:
        metrics.count("audit_logs_dropped_total")
        log.error("an audit record is given up", extra={"audit": asdict(record)})  # the log still has it

    def _failed(self, what: str, problem: Exception) -> None:
        metrics.count("audit_log_errors_total", error_type=type(problem).__name__)
        log.error(what, exc_info=problem)
