"""Metrics, made from the environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, TypeVar

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.metrics import metrics, unforeseen
from curator.foundation.metrics.tallies import Series
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.foundation.tracing import trace_id, traced_message
from curator.operations.dead_letters.failures.noting import note_failure
from curator.operations.dead_letters.failures.store import FailureStore
from curator.operations.metrics.flushing import DEFAULT_INTERVAL_SECONDS, Flusher
from curator.operations.metrics.invocations import Invocations
from curator.operations.metrics.reading import Look, MetricReader, app_info
from curator.operations.metrics.store import MetricStore

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSettings:
    """Where counts go; without a table only CloudWatch has them."""

    operations_table: str = ""
    stage: str = ""
    metrics_flush_seconds: float = DEFAULT_INTERVAL_SECONDS


@cache
def metric_settings() -> MetricSettings:
    """Return the settings; raises SettingsError for a bad deploy."""
    return read_settings(MetricSettings)


@cache
def metric_store() -> MetricStore:
    """Return the aggregates. Their table is not waited for: no invocation is worth less than its count."""
    return MetricStore(Table(aws.impatient_dynamodb, metric_settings().operations_table, SystemClock()))


@cache
def failure_store() -> FailureStore | None:
    """Return where failed messages are noted, if anywhere; like the aggregates, not waited for."""
    if not metric_settings().operations_table:
        return None
    clock = SystemClock()
    return FailureStore(Table(aws.impatient_dynamodb, metric_settings().operations_table, clock), clock)


@cache
def flusher(function: str) -> Flusher | None:
    """Return what tells the table of this function's counts, if there is one."""
    config = metric_settings()
    if not config.operations_table:
        return None
    return Flusher(metrics, metric_store(), SystemClock(), function=function, interval=config.metrics_flush_seconds)


def receiving(function: str) -> Callable[[Handler], Handler]:
    """Make a function work on each message of its queue under the message's ids, with its errors counted and noted."""

    def decorate(work: Handler) -> Handler:
        @wraps(work)
        def received(record: Mapping[str, Any], *arguments: Any, **named: Any) -> Any:
            with traced_message(record), unforeseen(function):
                try:
                    return work(record, *arguments, **named)
                except Exception as error:
                    note_failure(failure_store, record, error, function=function)
                    raise

        return received  # type: ignore[return-value]

    return decorate


def invoked(function: str) -> Callable[[Handler], Handler]:
    """Make a handler that Lambda calls by itself, for nobody who waits, note why an invocation failed, by its id."""

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def noted(*arguments: Any, **named: Any) -> Any:
            try:
                return handler(*arguments, **named)
            except Exception as error:
                note_failure(failure_store, {"messageId": trace_id()}, error, function=function)
                raise

        return noted  # type: ignore[return-value]

    return decorate


def metric_reader(function: str, looks: Mapping[Series, Look]) -> MetricReader:
    """Return what collects the metrics for this function's clients; `looks` tell what nobody keeps."""
    known = {app_info(metric_settings().stage): lambda: 1.0, **looks}
    return MetricReader(metrics, flusher=lambda: flusher(function), store=metric_store, looks=known)


def measured(function: str) -> Callable[[Handler], Handler]:
    """Make a function's handler tell what it counted, at the end of each invocation."""
    return Invocations(
        metrics, SystemClock(), function=function, stage=metric_settings().stage, flusher=lambda: flusher(function)
    )
