"""How asking the outside service goes, in the form of `GET /api/v1/health/auth`.

Its names are those that monitors of the image API know: what `redis_…` tells of is the identity table, which keeps both
the cache and the breaker. Everybody may read it, so it holds no credentials and no text of an exception.
"""

from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from curator.identity.authorisation.breaker import Record, State, described
from curator.identity.authorisation.settings import AuthorisationSettings
from curator.identity.errors import StoreUnreachableError


class States(Protocol):
    """Where the breaker's state is read; `store` reads it from DynamoDB."""

    def load(self) -> Record:
        """Return the state; raises StoreUnreachableError."""


def report(settings: AuthorisationSettings, states: States) -> dict[str, Any]:
    """Return the report. Healthy is: the table answers, and the service is not left alone."""
    record, error = Record(), ""
    try:
        record = states.load()
    except StoreUnreachableError as problem:
        error = type(problem.__cause__ or problem).__name__
    healthy = not error and record.state is not State.OPEN
    return {
        "status": "healthy" if healthy else "degraded",
        "auth_api": {
            "url": _public(settings.auth_api_url) or None,
            "timeout_seconds": settings.auth_api_timeout,
            "circuit_breaker": {
                **described(record),
                "threshold": settings.circuit_breaker_threshold,
                "timeout_seconds": settings.circuit_breaker_timeout,
            },
        },
        "cache": {
            "enabled": settings.auth_cache_enabled,
            "redis_connection": "down" if error else "healthy",
            "redis_error": error or None,
            "ttl_config": {
                "read_seconds": settings.auth_cache_ttl_read,
                "write_seconds": settings.auth_cache_ttl_write,
                "admin_seconds": settings.auth_cache_ttl_admin,
                "denied_seconds": settings.auth_cache_ttl_denied,
            },
        },
        "config": {"fail_open": settings.auth_fail_open},
    }


def _public(url: str) -> str:
    """Return an address without user, password and query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
