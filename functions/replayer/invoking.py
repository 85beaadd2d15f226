"""Replays by `aws lambda invoke`: for whoever has the account's keys and no login.

    {"replay": {"queue": "uploads", "selection": {"all": true}, "reason": "…", "budget": 100, "asked_by": "name"}}

The answer is the replay as it stands when the invocation ends; what is left goes on by the replays queue.
"""

from typing import Any

from curator.operations.replays.errors import InvalidWishError
from curator.operations.replays.models import DEFAULT_BUDGET, Asker, Origin, Wish
from curator.operations.replays.selection import Selection

LONGEST_NAME = 100  # characters


def read_wish(given: Any) -> Wish:
    """Return what is asked for; raises InvalidWishError or InvalidSelectionError."""
    try:
        name = str(given.get("asked_by", "aws lambda invoke"))[:LONGEST_NAME]
        return Wish(
            queue=str(given["queue"]),
            selection=Selection.parse(given["selection"]),
            reason=str(given["reason"]),
            asked_by=Asker(user_id="invoke", username=name),
            origin=Origin.INVOKE,
            budget=int(given.get("budget", DEFAULT_BUDGET)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidWishError("A replay is {queue, selection, reason, budget?, asked_by?}") from error
