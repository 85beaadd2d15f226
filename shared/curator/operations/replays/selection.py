"""Which letters of a queue a replay is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from curator.operations.dead_letters.models import Cause, Letter
from curator.operations.replays.errors import InvalidSelectionError

MAX_IDS = 500
MAX_AGE = 365 * 24 * 3600  # seconds: for so long replays are remembered
LETTER_ID = re.compile(r"[0-9]{13}-[A-Za-z0-9_-]{1,100}")  # `letter_id`, and what SQS calls messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """All letters, or those of which everything holds that is not None.

    Attributes:
        ids: these letters.
        causes: died of one of these.
        older_than: sent so many seconds before the replay was asked for, or earlier.
    """

    ids: tuple[str, ...] | None = None
    causes: frozenset[Cause] | None = None
    older_than: float | None = None

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Self:
        """Read {"all": true}, {"ids": […]}, {"causes": […]} or {"older_than": seconds}, a year's at most.

        Raises:
            InvalidSelectionError: it is none of these.
        """
        match dict(given):
            case {"all": True, **rest} if not rest:
                return cls()
            case {"ids": list() as ids, **rest} if not rest and 1 <= len(ids) <= MAX_IDS:
                return cls(ids=tuple(dict.fromkeys(_id(one) for one in ids)))
            case {"causes": list() as causes, **rest} if not rest and causes:
                return cls(causes=frozenset(_cause(one) for one in causes))
            case {"older_than": (int() | float()) as seconds, **rest} if not rest and 0 <= seconds <= MAX_AGE:
                return cls(older_than=float(seconds))
        raise InvalidSelectionError

    def as_asked(self) -> dict[str, Any]:
        """Return the selection as it is asked for and shown."""
        if self.ids is not None:
            return {"ids": list(self.ids)}
        if self.causes is not None:
            return {"causes": sorted(cause.value for cause in self.causes)}
        return {"all": True} if self.older_than is None else {"older_than": self.older_than}

    def takes(self, letter: Letter, *, asked_at: float) -> bool:
        """Return whether a letter belongs to it; none does that was sent after the replay was asked for."""
        if letter.sent_at > asked_at - (self.older_than or 0.0):
            return False
        if self.ids is not None and letter.id not in self.ids:
            return False
        return self.causes is None or letter.cause in self.causes


def _id(given: object) -> str:
    """Return an id of a letter's form: the replayer would fail at any other each time it looks for it."""
    if isinstance(given, str) and LETTER_ID.fullmatch(given):
        return given
    raise InvalidSelectionError(f"There is no letter {str(given)[:50]!r}")


def _cause(given: object) -> Cause:
    try:
        return Cause(str(given))
    except ValueError:
        raise InvalidSelectionError(f"There is no cause {str(given)[:50]!r}") from None
