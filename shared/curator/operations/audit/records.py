"""One record of the audit log.

Its id sorts by the moment of what it tells of: sixteen digits of microseconds since 1970, then chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from curator.foundation.clock import iso_timestamp

ID_DIGITS = 16
LONGEST_ID = 100  # characters; what is asked for may be of any length, and DynamoDB refuses a long key


class Outcome(StrEnum):
    """How it ended."""

    SUCCESS = "success"
    ERROR = "error"  # refused for what was asked, or something broke
    PERMISSION_DENIED = "permission_denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """Who did what, and how it ended.

    Attributes:
        id: see above.
        timestamp: when it began.
        user_id: who.
        username: as they were called then.
        user_roles: as they were then.
        action_type: the HTTP method, or `WS:` and the message's type.
        resource: the path, or what the message was about.
        outcome: how it ended.
        ip_address: where the request came from; empty where nobody knows.
        user_agent: what sent it.
        request_id: the correlation id of everything that was done for it.
        request_data: what was asked, as redacted JSON.
        response_status: the HTTP status, or the package's status code.
        error_message: what the client was told, or what kind of exception it was.
        duration_ms: how long it took.
    """

    id: str
    timestamp: str
    user_id: str
    username: str
    user_roles: Sequence[str]
    action_type: str
    resource: str
    outcome: Outcome
    ip_address: str = ""
    user_agent: str = ""
    request_id: str = ""
    request_data: str = ""
    response_status: int | None = None
    error_message: str = ""
    duration_ms: float = 0.0


def record_id(moment: float, chance: Callable[[int], str]) -> str:
    """Return the id for what began then; `chance` returns so many bytes of randomness as text."""
    return f"{id_floor(moment)}-{chance(6)}"


def id_floor(moment: float) -> str:
    """Return what sorts before the id of anything that began then or later."""
    return f"{round(moment * 1_000_000):0{ID_DIGITS}d}"


def moment_of(one_id: str) -> float | None:
    """Return when what the id names began, in epoch seconds; None if it is no id."""
    digits, dash, _ = one_id.partition("-")
    if (
        len(digits) != ID_DIGITS
        or len(one_id) > LONGEST_ID
        or not dash
        or not (digits.isascii() and digits.isdecimal())
    ):
        return None
    return int(digits) / 1_000_000


def month_of(moment: float) -> str:
    """Return the month as in `2026-11`, by UTC."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m")


def timestamp_of(moment: float) -> str:
    """Return the moment as records show it."""
    return iso_timestamp(moment)
