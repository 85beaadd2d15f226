"""Where code says what happened. Saying so costs microseconds; nothing is sent (see `invocations`).

Each event is kept twice: for the line that the invocation writes at its end, and for the table that all instances add
to, which is asked less often.
"""

import logging
import threading

from curator.foundation.metrics.catalogue import CATALOGUE, Kind, Truth
from curator.foundation.metrics.tallies import Series, Tallies

log = logging.getLogger(__name__)


class UndeclaredMetricError(Exception):
    """A metric, or its labels, are not those of the catalogue."""


class Metrics:
    """What this instance has counted. All methods may be called from several threads at once."""

    def __init__(self, *, strict: bool = False) -> None:
        """Count nothing yet; where `strict`, a mistake in a metric raises instead of being logged."""
        self.strict = strict
        self._lock = threading.Lock()
        self._said = Tallies()
        self._owed = Tallies()
        self._now: dict[Series, float] = {}

    def count(self, name: str, /, value: int = 1, **labels: str) -> None:
        """Add to a counter.

        Raises:
            UndeclaredMetricError: where strict; else the mistake is logged and nothing is counted.
        """
        series = self._series(name, Kind.COUNTER, labels)
        if series:
            with self._lock:
                for tallies in (self._said, self._owed):
                    tallies.of(series).value += value

    def observe(self, name: str, seconds: float, /, **labels: str) -> None:
        """Add one observation to a histogram, in the histogram's unit; raises as `count` does."""
        series = self._series(name, Kind.HISTOGRAM, labels)
        if series:
            bounds = series.metric.buckets
            with self._lock:
                for tallies in (self._said, self._owed):
                    tallies.of(series).observe(seconds, bounds)

    def gauge(self, name: str, value: float, /, **labels: str) -> None:
        """Say what a gauge of this instance stands at now; raises as `count` does."""
        series = self._gauge(name, labels)
        if series:
            with self._lock:
                self._now[series] = self._said.of(series).value = value

    def step(self, name: str, by: int, /, **labels: str) -> None:
        """Move a gauge of this instance up or down; raises as `count` does."""
        series = self._gauge(name, labels)
        if series:
            with self._lock:
                self._now[series] = value = self._now.get(series, 0) + by
                said = self._said.of(series)
                said.value = max(said.value, value)  # the most at once: at an invocation's end there is nothing

    def now(self) -> dict[Series, float]:
        """Return what the gauges of this instance stand at."""
        with self._lock:
            return dict(self._now)

    def take_said(self) -> Tallies:
        """Return what was counted since this was asked last."""
        with self._lock:
            said, self._said = self._said, Tallies()
        return said

    def take_owed(self) -> Tallies:
        """Return what the table has yet to be told; whoever cannot tell it gives it back with `owe`."""
        with self._lock:
            owed, self._owed = self._owed, Tallies()
        return owed

    def owe(self, earlier: Tallies) -> None:
        """Take back what could not be told to the table."""
        with self._lock:
            self._owed.merge(earlier)

    def _gauge(self, name: str, labels: dict[str, str]) -> Series | None:
        series = self._series(name, Kind.GAUGE, labels)
        if series is None or series.metric.truth is Truth.INSTANCE:
            return series
        self._mistake(f"nobody keeps {name}: it is looked up when somebody asks")
        return None

    def _series(self, name: str, kind: Kind, labels: dict[str, str]) -> Series | None:
        metric = CATALOGUE.get(name)
        if metric is not None and metric.kind is kind and labels.keys() == set(metric.labels):
            return Series(name, tuple(str(labels[label]) for label in metric.labels))
        self._mistake(f"no {kind} {name} with the labels {sorted(labels)} is declared")
        return None

    def _mistake(self, what: str) -> None:
        if self.strict:
            raise UndeclaredMetricError(what)
        log.error("%s", what)
