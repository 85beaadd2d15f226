"""When an instance tells the table what it has counted.

At the end of an invocation, and at most every `interval` seconds. Lambda freezes an instance between invocations and
drops it without a word, so what was counted within the last `interval` of its life, after its last telling, is lost to
the table: the price of not writing with every request. CloudWatch has all of it, by the line of each invocation.
With an interval of 0 nothing is lost, for a write request per invocation.

A table that does not answer fails no invocation: what was counted is kept, and told at the next time.
"""

import logging
import threading

from curator.foundation.clock import Clock
from curator.foundation.metrics.recorder import Metrics
from curator.foundation.metrics.tallies import Tallies
from curator.operations.metrics.store import MetricStore, requests_for

DEFAULT_INTERVAL_SECONDS = 10.0

log = logging.getLogger(__name__)


class Flusher:
    """Tells the table what this instance of a function has counted."""

    def __init__(
        self,
        metrics: Metrics,
        store: MetricStore,
        clock: Clock,
        *,
        function: str,
        interval: float = DEFAULT_INTERVAL_SECONDS,
    ) -> None:
        """Tell what `metrics` counts under the function's name, at most every `interval` seconds."""
        self._metrics = metrics
        self._store = store
        self._clock = clock
        self._function = function
        self._interval = interval
        self._lock = threading.Lock()
        self._next = 0.0

    def flush_if_due(self) -> None:
        """Tell the table, unless it was told a moment ago; raises nothing."""
        with self._lock:
            now = self._clock.now()
            if now < self._next:
                return
            self._next = now + self._interval
        self.flush()

    def flush(self) -> None:
        """Tell the table; raises nothing."""
        left = requests_for(self._metrics.take_owed())
        try:
            while left:
                self._store.add(self._function, left[0])
                del left[0]
        except Exception:  # whatever keeps the table from answering, it is not this invocation's business
            log.warning("metrics could not be stored", exc_info=True, extra={"requests": len(left)})
            self._metrics.owe(Tallies({series: tally for entries in left for series, tally in entries}))
