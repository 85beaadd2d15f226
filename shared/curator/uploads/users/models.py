"""A user as operators see them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who has begun a batch."""

    user_id: str
    username: str  # as it was when they last began one
    created_at: str
    updated_at: str
