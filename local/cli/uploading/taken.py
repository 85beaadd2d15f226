"""When a photograph was taken, never more precisely than its source knows. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Any

Row = dict[str, Any]

KNOWN = {"month": 7, "year": 4, "circa": 4, "unknown": 0}
"""How many characters of `2026-05-17` are known; of what is absent here, the time is known, too."""


def known_day(dates: Row) -> str:
    """Return `2026-05-17`, `2026-05`, `2026` or nothing."""
    return _clock(dates)[: KNOWN.get(dates.get("precision", ""), 10)]


def known_time(dates: Row) -> str:
    """Return `06:00:00`, or nothing."""
    return "" if dates.get("precision", "") in KNOWN else _clock(dates)[11:19]


def _clock(dates: Row) -> str:
    """Return what the camera's clock showed where its zone is known: what people call the day."""
    taken = datetime.fromisoformat(dates["taken"])
    taken = taken.replace(tzinfo=UTC) if taken.tzinfo is None else taken.astimezone(UTC)
    return (taken + timedelta(minutes=dates.get("utc_offset", 0))).isoformat(timespec="seconds")
