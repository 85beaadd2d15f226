"""The tiers of API keys, and how often each may call."""

from collections.abc import Mapping
from enum import StrEnum


class Tier(StrEnum):
    """What a key is worth; from the least."""

    FREE = "free"
    STANDARD = "standard"
    PREMIUM = "premium"


CALLS_PER_MINUTE: Mapping[Tier, int] = {Tier.FREE: 60, Tier.STANDARD: 600, Tier.PREMIUM: 6000}
MAX_CALLS_PER_MINUTE = 60_000  # of a key that operators give a limit of its own


def calls_per_minute(tier: Tier) -> int:
    """Return how many calls pass within any minute."""
    return CALLS_PER_MINUTE[tier]
