"""Asking one provider after the other: the first that answers is believed.

Whoever is asked …

    answers, or says 404             → that is the answer; nobody else is asked
    has no answer to such questions  → the next one, silently
    has little of its budget left    → the next one; this one if all others fail
    fails otherwise                  → the next one, and the answer says who is missing
"""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from curator.foundation.metrics import metrics
from curator.usage.providers.errors import (
    AggregateProviderError,
    NotSupportedError,
    ProviderError,
    ProviderNotFoundError,
    ProviderRefusedError,
)
from curator.usage.providers.limits import LOW_SHARE
from curator.usage.providers.models import Answer, RateReport
from curator.usage.providers.provider import Provider

log = logging.getLogger(__name__)

T = TypeVar("T")


def fetch_with_fallback(primary: Provider, fallbacks: Sequence[Provider], ask: Callable[[Provider], T]) -> Answer[T]:
    """Return the first answer, with its source.

    Raises:
        ProviderNotFoundError: whoever answered is certain that there is no such thing.
        AggregateProviderError: nobody answered.
    """
    causes: list[tuple[str, ProviderError]] = []
    for provider in _spending_the_plentiful_first([primary, *fallbacks]):
        try:
            result = ask(provider)
        except NotSupportedError:
            continue
        except ProviderNotFoundError:
            raise
        except ProviderError as error:
            _note(provider, error)
            causes.append((provider.name, error))
            continue
        missing = tuple((name, type(error).__name__) for name, error in causes)
        return Answer(result=result, source=provider.name, missing=missing)
    raise AggregateProviderError(causes)


def _spending_the_plentiful_first(providers: Sequence[Provider]) -> list[Provider]:
    """Return the providers in order, but last those that have little left to spend."""
    return sorted(providers, key=_is_low)


def _is_low(provider: Provider) -> bool:
    """Return whether little is left of all budgets whose state is known; a search alone may be used up for a minute."""
    reports = list(provider.get_rate_limit_status().values())
    return bool(reports) and all(_little_is_left(report) for report in reports)


def _little_is_left(report: RateReport) -> bool:
    return bool(report.limit) and report.remaining is not None and report.remaining < LOW_SHARE * (report.limit or 0)


def _note(provider: Provider, error: ProviderError) -> None:
    if isinstance(error, ProviderRefusedError):
        log.error("%s does not take our credentials: %s", provider.name, error)
    else:
        log.warning("%s failed: %s: %s", provider.name, type(error).__name__, error)
    metrics.count("provider_fallbacks_total", provider=provider.name, reason=type(error).__name__)
