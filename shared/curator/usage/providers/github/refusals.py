"""How GitHub says no (https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api, …/rate-limits).

403 or 429 with `retry-after`, or with nothing remaining, or a document about rate limits → asked too much
200 with an error of type RATE_LIMITED, or with such a document (GraphQL)                 → the same
403 with `block`                                         → the repository is closed to everybody: it is not there
409 at a repository                                      → there is no commit in it yet
"""

import json

import httpx

from curator.usage.providers.calls import Call, Reply
from curator.usage.providers.errors import ProviderDataError, ProviderError, ProviderNotFoundError
from curator.usage.providers.fields import Raw, raw_object, raw_objects
from curator.usage.providers.rules import UsualRules

RATE_LIMITED = "RATE_LIMITED"  # type of a GraphQL error
ABOUT_LIMITS = "rate-limit"  # in the address of the page that a refusal points to


class EmptyRepositoryError(ProviderDataError):
    """A repository without any commit: `{"message": "Git Repository is empty.", …}`."""


class GithubRules(UsualRules):
    """What GitHub means by its replies."""

    def is_limited(self, call: Call, reply: Reply) -> bool:
        """Return whether the reply is a refusal for asking too much."""
        if reply.status == httpx.codes.TOO_MANY_REQUESTS:
            return True
        if reply.status == httpx.codes.FORBIDDEN:
            has_none_left = reply.headers.get("x-ratelimit-remaining") == "0"
            return has_none_left or "retry-after" in reply.headers or _is_about_limits(_document(reply))
        return reply.is_success and call.payload is not None and _is_limited_query(reply)

    def refusal(self, call: Call, reply: Reply) -> ProviderError | None:
        """Return what else is wrong, or None for an answer."""
        if reply.status == httpx.codes.CONFLICT:
            return EmptyRepositoryError("answered 409")
        if reply.status == httpx.codes.FORBIDDEN and "block" in _document(reply):
            return ProviderNotFoundError("blocked")
        return super().refusal(call, reply)


def _is_limited_query(reply: Reply) -> bool:
    """Return whether a GraphQL query was refused; most replies need not be read to know that they were not."""
    if f'"{RATE_LIMITED}"'.encode() not in reply.body and b'"data"' in reply.body:
        return False
    document = _document(reply)
    return _is_about_limits(document) or any(
        error.get("type") == RATE_LIMITED for error in raw_objects(document.get("errors"))
    )


def _is_about_limits(document: Raw) -> bool:
    return ABOUT_LIMITS in str(document.get("documentation_url", ""))


def _document(reply: Reply) -> Raw:
    try:
        return raw_object(json.loads(reply.body))
    except (ValueError, RecursionError):
        return {}
