"""The limits, from the environment of a function."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.identity.limits.connections import ConnectionLimit, SocketCount
from curator.identity.limits.failing import FailOpen, FailOpenConnections
from curator.identity.limits.limiter import RateLimiter
from curator.identity.limits.seconds.store import SecondsStore
from curator.identity.limits.settings import LimitSettings
from curator.identity.limits.store import CallStore, ConnectionCountStore
from curator.identity.limits.table import TableLimiter


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    identity_table: str


@cache
def limit_settings() -> LimitSettings:
    """Return the limits; raises SettingsError for a bad deploy."""
    return read_settings(LimitSettings)


@cache
def rate_limiter(limit_type: str) -> RateLimiter:
    """Return what counts calls of this type (`http`, `ws_message`) in the identity table; it always answers."""
    clock = SystemClock()
    limiter = TableLimiter(CallStore(_table()), clock)
    return FailOpen(limiter, limit_type=limit_type, clock=clock, is_open=limit_settings().fails_open)


@cache
def key_limiter() -> RateLimiter:
    """Return what counts calls with API keys in the identity table, by the second; it always answers."""
    clock = SystemClock()
    limiter = TableLimiter(SecondsStore(_table()), clock)
    return FailOpen(limiter, limit_type="api_key", clock=clock, is_open=limit_settings().fails_open)


def connection_limit(is_open: Callable[[str], bool]) -> SocketCount:
    """Return what counts sockets in the identity table; it always answers.

    Args:
        is_open: whether a socket is known to those who talk to it.
    """
    settings, clock = limit_settings(), SystemClock()
    counted = ConnectionCountStore(_table())
    limit = ConnectionLimit(counted, limit=settings.ws_max_connections_per_user, clock=clock, is_open=is_open)
    return FailOpenConnections(limit, clock=clock, is_open=settings.fails_open)


@cache
def _table() -> Table:
    return Table(aws.impatient_dynamodb, read_settings(_Settings).identity_table, SystemClock())
