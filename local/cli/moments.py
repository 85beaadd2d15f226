"""Moments and spans of time in words. Pure: the present is an argument."""

from datetime import UTC, datetime, timedelta

NEVER = "-"
MINUTE, HOUR, DAY = 60, 3600, 86_400


def duration_words(seconds: float) -> str:
    """Return a span as precisely as it matters: `40 s`, `7 min`, `2 h 5 min`, `3 d 4 h`."""
    whole = round(abs(seconds))
    if whole < MINUTE:
        return f"{whole} s"
    minutes = round(whole / MINUTE)
    if minutes < HOUR // MINUTE:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, HOUR // MINUTE)
    if hours < DAY // HOUR:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, DAY // HOUR)
    return f"{days} d {hours} h" if hours else f"{days} d"


def ago(moment: str | None, now: datetime) -> str:
    """Return how long ago a moment (ISO 8601) was, `in …` for one to come."""
    if not moment:
        return NEVER
    seconds = (now - datetime.fromisoformat(moment)).total_seconds()
    return f"{duration_words(seconds)} ago" if seconds >= 0 else f"in {duration_words(seconds)}"


def finish_words(moment: str | None, now: datetime) -> str:
    """Return when something is expected to end, by the clock on the wall; nothing where that is unknown."""
    if not moment:
        return ""
    finish = datetime.fromisoformat(moment)
    left = finish - now
    if left <= timedelta(seconds=5):
        return "finishes any moment"
    day = "" if left < timedelta(hours=12) else f"{finish.astimezone():%Y-%m-%d} "
    return f"finishes about {day}{finish.astimezone():%H:%M}, in {duration_words(left.total_seconds())}"


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)
