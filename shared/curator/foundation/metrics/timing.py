"""Timing what is asked of stores, for their metrics."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from curator.foundation.metrics.recorder import Metrics

SUCCESS, ERROR = "success", "error"
SLOW_SECONDS = 1.0


class StoreTiming:
    """Tells the metrics how stores do."""

    def __init__(self, metrics: Metrics, timer: Callable[[], float] = time.perf_counter) -> None:
        """Tell these metrics; `timer` returns seconds."""
        self._metrics = metrics
        self._timer = timer

    @contextmanager
    def cache(self, operation: str) -> Iterator[None]:
        """Time one question to a stored limit or cache, and count whether it was answered (`redis_…`)."""
        began = self._timer()
        status = ERROR
        try:
            yield
            status = SUCCESS
        finally:
            self._metrics.count("redis_operations_total", operation=operation, status=status)
            self._metrics.observe("redis_operation_duration_seconds", self._timer() - began, operation=operation)

    @contextmanager
    def table(self, operation: str, error_type: Callable[[Exception], str | None]) -> Iterator[None]:
        """Time one request to a table; `error_type` names what is wrong with an error, None for an expected one."""
        began = self._timer()
        self._metrics.step("db_connections_active", 1)
        try:
            yield
        except Exception as error:
            if (kind := error_type(error)) is not None:
                self._metrics.count("db_query_errors_total", operation=operation, error_type=kind)
            raise
        finally:
            self._metrics.step("db_connections_active", -1)
            took = self._timer() - began
            self._metrics.observe("db_query_duration_seconds", took, operation=operation)
            if took > SLOW_SECONDS:
                self._metrics.count("db_slow_queries_total", operation=operation)
