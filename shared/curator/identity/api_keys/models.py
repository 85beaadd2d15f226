"""A key, and what may be told of it. All times are in seconds since the epoch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from curator.identity.api_keys.tiers import Tier, calls_per_minute

Held = Mapping[str, int]
"""Until when each counted key of a user opens something, by its id; 0 for one without an end."""


class Status(StrEnum):
    """Whether a key opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key, without its text, which nobody has but its holder.

    Attributes:
        id: public, part of the key's text.
        digest: what is kept of the text (see `texts`).
        last_four: characters of the text, by which its holder knows it again.
        user_id: who made it, and whom it proves.
        rate_limit: calls a minute, instead of those of its tier.
        counted: whether it is one of the few that its maker may have.
        valid_until: the first moment that is too late; None for a key without an end.
        previous_digest: of the text before the last rotation, which counts until `previous_until`.
    """

    id: str
    digest: str = field(repr=False)
    last_four: str
    name: str
    tier: Tier
    user_id: str
    username: str
    created_at: int
    rate_limit: int | None = None
    counted: bool = True
    valid_until: int | None = None
    rotated_at: int | None = None
    previous_digest: str | None = field(default=None, repr=False)
    previous_until: int | None = None
    revoked_at: int | None = None

    @property
    def calls_per_minute(self) -> int:
        """How many calls pass within any minute."""
        return self.rate_limit or calls_per_minute(self.tier)

    def status(self, now: float) -> Status:
        """Return whether it opens anything."""
        if self.revoked_at is not None:
            return Status.REVOKED
        over = self.valid_until is not None and self.valid_until <= now
        return Status.EXPIRED if over else Status.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """A key with its text, which is told once."""

    key: ApiKey
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How a key is used.

    Attributes:
        last_used_at: to the minute; None for a key that nobody has shown yet.
        calls: by day, as in `2026-11-21` (UTC).
    """

    last_used_at: int | None = None
    calls: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of a list of keys."""

    key: ApiKey
    use: Use
