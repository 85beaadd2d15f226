"""How the providers are put together from the environment of a function."""

import json
import random
from functools import cache

import httpx

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.secrets import read_secret
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.identity.authorisation.breaker import Breaker
from curator.usage.providers.assembly import Credentials, ProviderSettings, assembled, breaker_of, credentials_in
from curator.usage.providers.client import Tools
from curator.usage.providers.models import RateReport
from curator.usage.providers.provider import Budget
from curator.usage.providers.registry import Registry
from curator.usage.providers.store import BreakerStore, StoredReplies

CLOCK = SystemClock()


def registry(budget: Budget, *, token: int = 0) -> Registry:
    """Return the providers that this deployment may ask.

    Args:
        budget: is asked before each request.
        token: which of GitHub's tokens to use, from 0; their limits are counted apart.
    """
    return assembled(_settings(), _credentials(), lambda service: _tools(service, budget, token), token=token)


def github_tokens() -> int:
    """Return how many of GitHub's tokens there are; 0 where it is asked without any."""
    return len(_credentials().github)


@cache
def _settings() -> ProviderSettings:
    return read_settings(ProviderSettings)


@cache
def _credentials() -> Credentials:
    secret_id = _settings().providers_secret_id
    return credentials_in(json.loads(read_secret(secret_id))) if secret_id else Credentials()


@cache
def _http() -> httpx.Client:
    return httpx.Client(trust_env=False)


@cache
def _table() -> Table:
    return Table(aws.dynamodb, _settings().usage_table, CLOCK)


@cache
def _breaker(service: str) -> Breaker:
    """Return a service's breaker, which remembers for this instance what the table says of it."""
    return breaker_of(BreakerStore(_table(), CLOCK, service), CLOCK, service)


@cache
def _heard(_service: str, _token: int) -> dict[str, RateReport]:
    """Return what this instance was last told of a service's limits, by whichever task asked."""
    return {}


def _tools(service: str, budget: Budget, token: int) -> Tools:
    return Tools(
        http=_http(),
        clock=CLOCK,
        budget=budget,
        breaker=_breaker(service),
        memory=StoredReplies(_table(), CLOCK),
        random=random.random,
        user_agent=_settings().user_agent,
        heard=_heard(service, token),
    )
