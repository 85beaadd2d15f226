"""The Retry-After header: how long the other side wants to be left alone."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime


def retry_after_seconds(headers: Mapping[str, str], *, now: float) -> float | None:
    """Return the seconds to wait, never negative, or None when the header is absent or unreadable.

    Args:
        headers: a mapping that ignores case, as httpx gives it.
        now: seconds since the epoch; the header may hold a date (RFC 9110, section 10.2.3).
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)
