"""Leaves the outside service alone while it is down, on all instances together.

    closed    ── as many failures as the threshold ──▶ open
    open      ── the timeout is over, one probe is let through ──▶ half_open
    half_open ── the probe succeeds ──▶ closed
              ── the probe fails ──▶ open, for the whole timeout again
              ── the probe is lost ──▶ half_open, with another probe
    all       ── nothing is stored for twice the timeout ──▶ closed

Only the present probe moves a half-open breaker, so that an answer which was long on its way says nothing about now. A
success resets the count of a closed breaker. Each transition is one conditional write; whoever loses that race looks
again. A table that does not answer stops nobody from asking the service: then there is no breaker.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from curator.foundation.clock import Clock, iso_timestamp
from curator.foundation.metrics import metrics
from curator.identity.errors import StoreUnreachableError

SERVICE = "authorisation"  # as metrics name it, where nobody says which service it is
CHANGE_ATTEMPTS = 10  # of a transition; whoever loses them all has been outvoted by as many newer results

log = logging.getLogger(__name__)


class State(StrEnum):
    """Whether the service is asked."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class LostRaceError(Exception):
    """Somebody else changed the state since it was loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The state as it is stored."""

    state: State = State.CLOSED
    failures: int = 0
    opened_at: float = 0.0  # 0 while closed
    probe: int = 0  # number of the latest probe
    probe_until: float = 0.0  # when the latest probe counts as lost
    version: int = 0  # 0: nothing is stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Leave to ask the service, to be handed back with the result."""

    probe: int | None = None  # its number, if this is one


class BreakerRows(Protocol):
    """Where the state is kept; `store` keeps it in DynamoDB. Each method raises StoreUnreachableError."""

    def load(self) -> Record:
        """Return the state; a closed one where there is none (any more)."""

    def save(self, record: Record, *, expires_at: float) -> None:
        """Replace the state that `record` was made from; raises LostRaceError if somebody else has."""


class Breaker:
    """Tells who may ask the service, from what became of those who did."""

    def __init__(
        self,
        rows: BreakerRows,
        clock: Clock,
        *,
        threshold: int,
        timeout: float,
        probe_seconds: float,
        service: str = SERVICE,
    ) -> None:
        """Open after `threshold` failures for `timeout` seconds; a probe is lost after `probe_seconds`."""
        self._rows = rows
        self._service = service
        self._clock = clock
        self.threshold = threshold
        self.timeout = timeout
        self._probe_seconds = probe_seconds

    def admit(self) -> Admission | None:
        """Return leave to ask the service, or None while it is left alone."""
        try:
            record = self._rows.load()
        except StoreUnreachableError as error:
            log.warning("the breaker cannot be read: %s", error)
            return Admission()
        if record.state is State.CLOSED:
            return Admission()
        return self._admit_probe(record) if self._may_probe(record) else None

    def succeeded(self, admission: Admission) -> None:
        """Take note that the service answered, whatever it said."""
        self._change(lambda record: _after_success(record, admission))

    def failed(self, admission: Admission) -> None:
        """Take note that the service did not answer, or not sensibly."""
        metrics.count("circuit_breaker_failures_total", service=self._service)
        self._change(lambda record: self._after_failure(record, admission))

    def status(self) -> dict[str, Any]:
        """Return the state as others see it; raises StoreUnreachableError."""
        return described(self._rows.load())

    def _may_probe(self, record: Record) -> bool:
        from_now = record.opened_at + self.timeout if record.state is State.OPEN else record.probe_until
        return from_now <= self._clock.now()

    def _admit_probe(self, record: Record) -> Admission | None:
        """Let one caller through; all others find a probe on its way, or have lost to it."""
        probe = record.probe + 1
        until = self._clock.now() + self._probe_seconds
        try:
            self._save(replace(record, state=State.HALF_OPEN, probe=probe, probe_until=until), before=record)
        except LostRaceError:
            return None
        except StoreUnreachableError as error:
            log.warning("a probe cannot be noted: %s", error)
            return None
        return Admission(probe=probe)

    def _after_failure(self, record: Record, admission: Admission) -> Record | None:
        if record.state is State.OPEN or not _counts(record, admission):
            return None
        failures = record.failures + 1
        if record.state is State.CLOSED and failures < self.threshold:
            return replace(record, failures=failures)
        log.error("the %s service is left alone for %g s", self._service, self.timeout, extra={"failures": failures})
        return replace(record, state=State.OPEN, failures=failures, opened_at=self._clock.now())

    def _change(self, change: Callable[[Record], Record | None]) -> None:
        """Store what `change` makes of the state, None for no change; a table that does not answer is left alone."""
        try:
            for _ in range(CHANGE_ATTEMPTS):
                record = self._rows.load()
                changed = change(record)
                if changed is None or self._is_saved(changed, before=record):
                    return
        except StoreUnreachableError as error:
            log.warning("the breaker cannot be changed: %s", error)

    def _is_saved(self, record: Record, *, before: Record) -> bool:
        try:
            self._save(record, before=before)
        except LostRaceError:
            return False
        return True

    def _save(self, record: Record, *, before: Record) -> None:
        self._rows.save(record, expires_at=self._clock.now() + 2 * self.timeout)
        if record.state is not before.state:
            metrics.count("circuit_breaker_state_changes_total", service=self._service, state=record.state.value)


def described(record: Record) -> dict[str, Any]:
    """Return a state as others see it."""
    opened_at = iso_timestamp(record.opened_at) if record.opened_at else None
    return {"state": record.state.value, "failures": record.failures, "opened_at": opened_at}


def _after_success(record: Record, admission: Admission) -> Record | None:
    if not _counts(record, admission) or record.state is State.OPEN:
        return None
    if record.state is State.CLOSED and not record.failures:
        return None
    return Record(probe=record.probe, version=record.version)


def _counts(record: Record, admission: Admission) -> bool:
    """Return whether a result says something about now: of a half-open state, only the present probe's."""
    return record.state is not State.HALF_OPEN or admission.probe == record.probe
