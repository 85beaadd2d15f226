"""Which kind of failure an error is, as operators sort them. The kinds are the Curator client's."""

from typing import Any

DUPLICATE, OTHER = "duplicate", "other"
DUPLICATE_TYPES = frozenset({"duplicate", "duplicated_sdc_updated", "duplicated_sdc_not_updated"})
SIGNS = {  # the first kind of which a sign is found; errors keep a sentence, not the code that caused it
    "rate_limit": ("429", "rate limit", "too many requests"),
    "timeout": ("timeout", "timed out", "connection timeout"),
    "auth": ("401", "403", "unauthorized", "forbidden"),
    "network": ("connection error", "network unreachable", "dns"),
}
CATEGORIES = (DUPLICATE, *SIGNS, OTHER)


def category_of(error: dict[str, Any] | None) -> str:
    """Return the kind of a structured error (`{"type", "message"}`), one of `CATEGORIES`."""
    if error is None:
        return OTHER
    if error.get("type") in DUPLICATE_TYPES:
        return DUPLICATE
    message = str(error.get("message", "")).lower()
    return next((kind for kind, signs in SIGNS.items() if any(sign in message for sign in signs)), OTHER)
