"""Every metric there is: what it is called, what it counts, and by which labels.

The names are those of the service whose dashboards Curator takes over; `redis_…` there means what here is the table of
limits and caches, `db_…` every DynamoDB request, `keycloak_…` whatever OIDC issuer is configured. A name that is not
here cannot be emitted, and one that nothing emits may not stay here (`tests/unit/foundation/test_metrics_in_use.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

HTTP_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
MESSAGE_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
TABLE_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
CACHE_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5)


class Kind(StrEnum):
    """What a metric is, in Prometheus' words."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Truth(StrEnum):
    """Who knows a gauge's value; counters and histograms are added up over all instances, which gauges cannot be."""

    INSTANCE = "instance"  # each instance for itself; whoever asks one is told that one's
    ASKED = "asked"  # nobody keeps it: it is looked up when somebody asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric.

    Attributes:
        name: as Prometheus and CloudWatch know it.
        kind: what it is.
        text: what it tells, in one line.
        labels: what it is told apart by; each sample names them all.
        buckets: upper bounds of a histogram's buckets, in its unit, rising; there is one more, without a bound.
        truth: of a gauge.
        known_to_aws: whether CloudWatch has the same by itself, so that telling it again would be paid for twice.
        apart: label whose values are stored in items of their own, since there are many (see `operations.metrics`).
    """

    name: str
    kind: Kind
    text: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    truth: Truth = Truth.INSTANCE
    known_to_aws: bool = False
    apart: str = ""


def _counter(name: str, text: str, *labels: str, apart: str = "") -> Metric:
    return Metric(name=name, kind=Kind.COUNTER, text=text, labels=labels, apart=apart)


def _gauge(name: str, text: str, *labels: str, truth: Truth) -> Metric:
    return Metric(name=name, kind=Kind.GAUGE, text=text, labels=labels, truth=truth)


def _histogram(name: str, text: str, buckets: tuple[float, ...], *labels: str, apart: str = "") -> Metric:
    return Metric(name=name, kind=Kind.HISTOGRAM, text=text, labels=labels, buckets=buckets, apart=apart)


FUNCTION_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 29.0, 60.0, 120.0, 300.0, 900.0)
FUNCTIONS = (
    Metric(
        name="function_invocations_total",
        kind=Kind.COUNTER,
        text="Invocations by how they ended: ok, partly (some messages come again) or failed",
        labels=("handler", "outcome"),
        known_to_aws=True,
    ),
    Metric(
        name="function_duration_seconds",
        kind=Kind.HISTOGRAM,
        text="How long invocations took",
        labels=("handler",),
        buckets=FUNCTION_SECONDS,
        known_to_aws=True,
    ),
)

HTTP = (
    _counter("http_requests_total", "HTTP requests", "method", "endpoint", "status_code", apart="endpoint"),
    _histogram(
        "http_request_duration_seconds",
        "How long HTTP requests took",
        HTTP_SECONDS,
        "method",
        "endpoint",
        apart="endpoint",
    ),
    _gauge(
        "http_requests_in_progress",
        "HTTP requests that this instance is serving",
        "method",
        "endpoint",
        truth=Truth.INSTANCE,
    ),
)

SOCKETS = (
    _gauge("ws_connections_active", "Sockets that are open", truth=Truth.ASKED),
    _counter("ws_connections_total", "Sockets that somebody wanted to open, by what became of them", "status"),
    _counter("ws_messages_received_total", "Messages from clients"),
    _counter("ws_messages_sent_total", "Messages to clients"),
    _histogram(
        "ws_message_processing_duration_seconds",
        "How long serving a client's message took",
        MESSAGE_SECONDS,
        "pkg_id",
        apart="pkg_id",
    ),
    _counter("ws_broadcast_errors_total", "Messages that could not be delivered to one of many sockets"),
)

STORES = (
    _histogram("db_query_duration_seconds", "How long requests to tables took", TABLE_SECONDS, "operation"),
    _gauge("db_connections_active", "Requests to tables that this instance is waiting for", truth=Truth.INSTANCE),
    _counter("db_query_errors_total", "Requests to tables that failed", "operation", "error_type"),
    _counter("db_slow_queries_total", "Requests to tables that took longer than a second", "operation"),
    _counter("redis_operations_total", "Questions to stored limits and caches", "operation", "status"),
    _histogram(
        "redis_operation_duration_seconds",
        "How long questions to stored limits and caches took",
        CACHE_SECONDS,
        "operation",
    ),
    _counter("memory_cache_hits_total", "Answers that an instance remembered", "cache"),
    _counter("memory_cache_misses_total", "Answers that an instance had to look up", "cache"),
    _counter("usage_answers_total", "Answers about usage, by whether they were kept: hit, miss or broken", "cache"),
)

IDENTITY = (
    _counter("rate_limit_hits_total", "Requests, messages and sockets over a limit", "limit_type"),
    _counter("rate_limit_errors_total", "Limits that could not be looked up", "limit_type"),
    _counter("auth_attempts_total", "Who somebody is was to be told, at a login or with a request", "status"),
    _counter("auth_token_validations_total", "Bearer tokens that were checked", "status"),
    _counter("auth_api_key_validations_total", "API keys that were checked", "status"),
    _counter("keycloak_token_validation_total", "Tokens of the OIDC issuer that were checked", "status", "reason"),
    _histogram(
        "keycloak_operation_duration_seconds",
        "How long requests to the OIDC issuer took",
        HTTP_SECONDS,
        "operation",
    ),
    _counter("auth_backend_requests_total", "Requests to services that know about identity", "type", "outcome"),
    _counter("token_cache_hits_total", "Tokens whose key was known"),
    _counter("token_cache_misses_total", "Tokens whose key had to be fetched"),
    _gauge(
        "circuit_breaker_state",
        "0 closed, 1 half open, 2 open: the service is left alone",
        "service",
        truth=Truth.ASKED,
    ),
    _counter("circuit_breaker_state_changes_total", "How often a breaker changed its state", "service", "state"),
    _counter("circuit_breaker_failures_total", "Failures that a breaker counted", "service"),
)

OPERATIONS = (
    _counter("app_errors_total", "Errors nobody foresaw", "error_type", "handler"),
    _gauge("app_info", "What is deployed", "version", "python_version", "environment", truth=Truth.ASKED),
    _counter("audit_logs_total", "Audit records, by the outcome of what they tell of", "outcome"),
    _histogram("audit_log_creation_duration_seconds", "How long making an audit record took", TABLE_SECONDS),
    _counter("audit_log_errors_total", "Audit records that could not be made or stored", "error_type"),
    _counter("audit_logs_written_total", "Audit records that were stored"),
    _counter("audit_logs_dropped_total", "Audit records that were given up"),
    _counter("dead_letters_total", "Dead letters that were found", "queue", "cause"),
    _counter("replayed_letters_total", "Dead letters that were replayed, by what became of them", "queue", "outcome"),
)

USAGE = (
    _counter("provider_requests_total", "Requests to providers of usage data, each try", "provider", "outcome"),
    _counter("scan_turns_total", "Turns of tasks of scans, by what they came to", "kind", "outcome"),
    _counter("scan_jobs_total", "Jobs of scans that ended", "job_type", "status"),
    _counter("provider_fallbacks_total", "Providers of usage data that another one stood in for", "provider", "reason"),
)


def by_name(metrics: Iterable[Metric]) -> Mapping[str, Metric]:
    """Return the metrics by their names; raises ValueError for a name that two of them have."""
    found: dict[str, Metric] = {}
    for metric in metrics:
        if metric.name in found:
            raise ValueError(f"{metric.name} is declared twice")
        found[metric.name] = metric
    return found


CATALOGUE = by_name((*FUNCTIONS, *HTTP, *SOCKETS, *STORES, *IDENTITY, *OPERATIONS, *USAGE))
