"""Counting errors that nobody foresaw."""

from collections.abc import Iterator
from contextlib import contextmanager

from curator.foundation.errors import CuratorError
from curator.foundation.metrics.recorder import Metrics


class ErrorCounting:
    """Tells the metrics of errors that are no room's own."""

    def __init__(self, metrics: Metrics) -> None:
        """Tell these metrics."""
        self._metrics = metrics

    @contextmanager
    def __call__(self, handler: str) -> Iterator[None]:
        """Count an error that leaves here as the handler's, unless it is one of Curator's own; it goes on."""
        try:
            yield
        except CuratorError:
            raise
        except Exception as error:
            self._metrics.count("app_errors_total", error_type=type(error).__name__, handler=handler)
            raise
