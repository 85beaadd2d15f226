"""How permissions are decided, from the environment of a function."""

from functools import cache, partial

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.identity.authorisation.breaker import Breaker, State
from curator.identity.authorisation.cache import PermissionCache
from curator.identity.authorisation.permissions import OwnRules, Permissions, Rules
from curator.identity.authorisation.settings import AuthorisationSettings
from curator.identity.authorisation.status import report
from curator.identity.authorisation.store import BreakerStore, PermissionStore
from curator.identity.roles.loading import load_actions

PROBE_GRACE_SECONDS = 10  # beyond the service's own time, for a probe's two writes

CLOCK = SystemClock()


@cache
def settings() -> AuthorisationSettings:
    """Return the settings; raises SettingsError for a bad deploy."""
    return read_settings(AuthorisationSettings)


@cache
def permissions() -> Permissions:
    """Return what decides: the outside service where one is configured, else our own rules."""
    config = settings()
    rules = _service() if config.auth_api_url else OwnRules(load_actions())
    return Permissions(rules, partial(report, config, BreakerStore(_table(), CLOCK)))


@cache
def permission_cache() -> PermissionCache:
    """Return what remembers the service's answers, to make it forget some."""
    return PermissionCache(PermissionStore(_table()), CLOCK, settings().lifetimes)


def _service() -> Rules:
    import httpx  # 60 ms, for those who have a service to ask

    from curator.identity.authorisation.checker import Checker
    from curator.identity.authorisation.client import AuthorisationClient

    config = settings()
    return Checker(
        cache=permission_cache() if config.auth_cache_enabled else None,
        breaker=Breaker(
            BreakerStore(_table(), CLOCK),
            CLOCK,
            threshold=config.circuit_breaker_threshold,
            timeout=config.circuit_breaker_timeout,
            probe_seconds=config.auth_api_timeout + PROBE_GRACE_SECONDS,
        ),
        client=AuthorisationClient(
            httpx.Client(trust_env=False), CLOCK, url=config.check_url, timeout=config.auth_api_timeout
        ),
        fail_open=config.auth_fail_open,
    )


def _table() -> Table:
    return Table(aws.dynamodb, settings().identity_table, CLOCK)


def breaker_level() -> float:
    """Return how far the service is left alone: 0 not at all, 1 but for a probe, 2 altogether.

    Raises StoreUnreachableError.
    """
    return float((State.CLOSED, State.HALF_OPEN, State.OPEN).index(BreakerStore(_table(), CLOCK).load().state))
