"""What all instances have counted, together with what only somebody else knows."""

import logging
import platform
from collections.abc import Callable, Mapping

from curator import VERSION
from curator.foundation.metrics.recorder import Metrics
from curator.foundation.metrics.tallies import Series, Tallies, Tally
from curator.operations.metrics.flushing import Flusher
from curator.operations.metrics.store import MetricStore

Look = Callable[[], float]

log = logging.getLogger(__name__)


class MetricReader:
    """Collects the metrics for whoever asks."""

    def __init__(
        self,
        metrics: Metrics,
        *,
        flusher: Callable[[], Flusher | None],
        store: Callable[[], MetricStore],
        looks: Mapping[Series, Look],
    ) -> None:
        """Collect from the store, if there is one, from this instance, and by looking where nobody keeps count.

        Args:
            metrics: of this instance.
            flusher: tells the store of them, None where there is no store.
            store: holds what all instances have told.
            looks: by the series of which each tells the value.
        """
        self._metrics = metrics
        self._flusher = flusher
        self._store = store
        self._looks = looks

    def collect(self) -> Tallies:
        """Return the tallies of all instances together, after this one has told its own.

        Raises whatever keeps the store from answering. A look that fails leaves its metric out.
        """
        counted = Tallies({series: Tally(value=value) for series, value in self._metrics.now().items()})
        for series, look in self._looks.items():
            try:
                counted.of(series).value = look()
            except Exception:  # whatever keeps it from answering
                log.exception("a metric cannot be looked up", extra={"metric": series.name})
                counted.drop(series)
        flusher = self._flusher()
        if flusher is not None:
            flusher.flush()
            counted.merge(self._store().read())
        return counted


def app_info(stage: str) -> Series:
    """Return the series that says what is deployed; its value is always 1."""
    labels = {"version": VERSION, "python_version": platform.python_version(), "environment": stage or "none"}
    return Series.named("app_info", **labels)
