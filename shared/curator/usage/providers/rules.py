"""What a reply's status and headers mean; most services agree, and those that do not have rules of their own."""

from collections.abc import Mapping
from typing import Protocol

import httpx

from curator.foundation.retry_after import retry_after_seconds
from curator.usage.providers.calls import Call, Reply
from curator.usage.providers.errors import (
    ProviderDataError,
    ProviderError,
    ProviderNotFoundError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from curator.usage.providers.limits import MAX_WAIT_SECONDS, SECONDARY_LIMIT_SECONDS
from curator.usage.providers.models import RateReport

GONE = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE, httpx.codes.UNAVAILABLE_FOR_LEGAL_REASONS})
FORBIDDEN = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN})
LONGEST_NUMBER = 15  # digits
SMALLEST_EPOCH = 1_000_000_000  # `X-RateLimit-Reset`: GitHub gives a moment, Libraries.io the seconds that are left


class Rules(Protocol):
    """How an API speaks."""

    def is_limited(self, call: Call, reply: Reply) -> bool:
        """Return whether the reply is a refusal for asking too much."""

    def refusal(self, call: Call, reply: Reply) -> ProviderError | None:
        """Return what else is wrong, or None for an answer."""


class UsualRules:
    """By the status alone (RFC 9110, RFC 6585)."""

    def is_limited(self, _call: Call, reply: Reply) -> bool:
        """Return whether the reply is a refusal for asking too much."""
        return reply.status == httpx.codes.TOO_MANY_REQUESTS

    def refusal(self, _call: Call, reply: Reply) -> ProviderError | None:
        """Return what else is wrong, or None for an answer."""
        answered = f"answered {reply.status}"
        if reply.is_success:
            return None
        if reply.status in GONE:
            return ProviderNotFoundError(answered)
        if reply.status in FORBIDDEN:
            return ProviderRefusedError(answered)
        if httpx.codes.is_server_error(reply.status):
            return ProviderUnavailableError(answered)
        return ProviderDataError(answered)


def rate_report(headers: Mapping[str, str], *, is_limited: bool, now: float) -> RateReport:
    """Return what a reply says of the limit it counted against.

    Args:
        headers: a mapping that ignores case.
        is_limited: whether this is a refusal; one without a time, or with one that is over by our clock, stands for a
            minute, as GitHub asks for.
        now: seconds since the epoch.
    """
    remaining = _number(headers.get("x-ratelimit-remaining"))
    reset_at = _moment(headers.get("x-ratelimit-reset"), now)
    named = retry_after_seconds(headers, now=now)
    retry_after = None if named is None else min(named, MAX_WAIT_SECONDS)
    has_reset = remaining == 0 and reset_at is not None and reset_at > now
    has_no_time = is_limited and retry_after is None and not has_reset
    return RateReport(
        limit=_number(headers.get("x-ratelimit-limit")),
        remaining=remaining,
        reset_at=reset_at,
        retry_after=SECONDARY_LIMIT_SECONDS if has_no_time else retry_after,
        growing=has_no_time,
    )


def limited_until(report: RateReport, now: float) -> RateLimitedError:
    """Return the error of a refusal for asking too much."""
    if report.retry_after is not None:
        return RateLimitedError("asked too much", retry_at=now + report.retry_after)
    return RateLimitedError("the limit is used up", retry_at=report.reset_at)


def _number(text: str | None) -> int | None:
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if text is not None and is_number else None


def _moment(text: str | None, now: float) -> float | None:
    number = _number(text)
    if number is None:
        return None
    moment = float(number) if number >= SMALLEST_EPOCH else now + number
    return min(moment, now + MAX_WAIT_SECONDS)
