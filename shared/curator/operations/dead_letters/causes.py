"""From an exception to the cause that operators and the automatic replays go by.

By the names of its classes and by AWS' own codes, never by its text. By name and not by class, since whoever fails must
not import httpx, or the wiki's client, only to say that it was not these.
"""

from collections.abc import Mapping
from typing import Any

from curator.foundation.errors import CuratorError, QueueAction
from curator.operations.dead_letters.models import Cause

# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html, and each service's list of errors
AWS_CODES: Mapping[str, Cause] = {
    **dict.fromkeys(
        (
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequestsException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "LimitExceededException",
            "SlowDown",
            "PriorRequestNotComplete",
            "TransactionInProgressException",
        ),
        Cause.THROTTLED,
    ),
    **dict.fromkeys(("RequestTimeout", "RequestTimeoutException"), Cause.AWS_TIMEOUT),
    **dict.fromkeys(
        ("InternalServerError", "InternalFailure", "InternalError", "ServiceUnavailable", "500", "502", "503", "504"),
        Cause.AWS_UNAVAILABLE,
    ),
}

NAMES: Mapping[str, Cause] = {
    # botocore
    "ConnectTimeoutError": Cause.AWS_TIMEOUT,
    "ReadTimeoutError": Cause.AWS_TIMEOUT,
    "ConnectionClosedError": Cause.AWS_TIMEOUT,
    "EndpointConnectionError": Cause.AWS_UNAVAILABLE,
    "QueueSendError": Cause.AWS_UNAVAILABLE,
    # the wiki
    "RateLimitedError": Cause.WIKI_UNAVAILABLE,
    "MaxlagError": Cause.WIKI_UNAVAILABLE,
    "ReadOnlyError": Cause.WIKI_UNAVAILABLE,
    "EgressBlockedError": Cause.WIKI_UNAVAILABLE,
    "StorageError": Cause.WIKI_UNAVAILABLE,
    "CommonsUnreachableError": Cause.WIKI_TIMEOUT,
    # httpx, whatever it asked
    "TimeoutException": Cause.OUTSIDE,
    "NetworkError": Cause.OUTSIDE,
    # ours
    "LaneBusyError": Cause.BUSY,
    "TransactionConflictError": Cause.BUSY,
    # Lambda, in the letters it sends itself: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-destinations.html
    "Sandbox.Timedout": Cause.LOST_WORKER,
    "Runtime.ExitError": Cause.LOST_WORKER,
    "Runtime.OutOfMemory": Cause.LOST_WORKER,
    # the message itself
    "JSONDecodeError": Cause.UNREADABLE,
}

PASSING = frozenset(
    {
        Cause.THROTTLED,
        Cause.AWS_TIMEOUT,
        Cause.AWS_UNAVAILABLE,
        Cause.WIKI_TIMEOUT,
        Cause.WIKI_UNAVAILABLE,
        Cause.OUTSIDE,
        Cause.BUSY,
        Cause.LOST_WORKER,
    }
)
"""Causes that are known to be over by themselves: only what died of these is replayed without an operator."""

LONGEST = 300  # characters of a sentence


def cause_of(error: BaseException) -> Cause:
    """Return why this ended an attempt; of several in a chain, the innermost that says something."""
    found = Cause.DEFECT
    one: BaseException | None = error
    while one is not None:
        found = _own_cause(one) or found
        one = one.__cause__
    return found


def cause_named(error_type: str) -> Cause:
    """Return the cause of an error of which only the type's name is known."""
    return NAMES.get(error_type.rpartition(":")[2], Cause.UNKNOWN)


def sentence_of(error: BaseException) -> str:
    """Return what operators read of an error: its kind, and what it would have told the public.

    Not its text, which may name paths, addresses or what somebody sent.
    """
    name, code = type(error).__name__, _aws_code(error)
    if code:
        return f"{name}: {code}"
    return f"{name}: {error.public_message}"[:LONGEST] if isinstance(error, CuratorError) else name


def _own_cause(error: BaseException) -> Cause | None:
    code = _aws_code(error)
    if code:
        return AWS_CODES.get(code)
    for kind in type(error).__mro__:
        if kind.__name__ in NAMES:
            return NAMES[kind.__name__]
    if isinstance(error, CuratorError) and error.queue_action in (QueueAction.RETRY, QueueAction.RETRY_LATER):
        return Cause.OUTSIDE
    return None


def _aws_code(error: BaseException) -> str:
    """Return the code of an error that AWS answered, "" where it is none."""
    reply: Any = getattr(error, "response", None)
    said = reply.get("Error") if isinstance(reply, Mapping) else None
    return str(said.get("Code", "")) if isinstance(said, Mapping) else ""
