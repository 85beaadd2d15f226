"""Replays as items of the operations table."""

from curator.foundation.table import Item
from curator.operations.replays.models import (
    Asker,
    LetterOutcome,
    Origin,
    Replay,
    ReplayedLetter,
    ReplayStatus,
    Wish,
)
from curator.operations.replays.selection import Selection

COUNT_SUFFIX = "_letters"


def encode_replay(replay: Replay) -> Item:
    """Return the attributes of a replay, keys apart."""
    wish = replay.wish
    return {
        "id": replay.id,
        "queue_name": wish.queue,
        "selection": wish.selection.as_asked(),
        "reason": wish.reason,
        "asked_by": {"user_id": wish.asked_by.user_id, "username": wish.asked_by.username},
        "origin": wish.origin.value,
        "budget": wish.budget,
        "incident_id": wish.incident_id,
        "asked_at": replay.asked_at,
        "status": replay.status.value,
        "began_at": replay.began_at,
        "ended_at": replay.ended_at,
        **{f"{outcome}{COUNT_SUFFIX}": replay.counts.get(outcome, 0) for outcome in LetterOutcome},
        "more": replay.more,
        "after_letter": replay.cursor,
        "lease_until": replay.lease_until,
        "fence": replay.fence,
    }


def decode_replay(item: Item) -> Replay:
    """Return the replay an item holds."""
    wish = Wish(
        queue=item["queue_name"],
        selection=Selection.parse(item["selection"]),
        reason=item["reason"],
        asked_by=Asker(**item["asked_by"]),
        origin=Origin(item["origin"]),
        budget=int(item["budget"]),
        incident_id=item.get("incident_id"),
    )
    return Replay(
        id=item["id"],
        wish=wish,
        asked_at=float(item["asked_at"]),
        status=ReplayStatus(item["status"]),
        began_at=item.get("began_at"),
        ended_at=item.get("ended_at"),
        counts={outcome: int(item[f"{outcome}{COUNT_SUFFIX}"]) for outcome in LetterOutcome},
        more=bool(item["more"]),
        cursor=item["after_letter"],
        lease_until=float(item["lease_until"]),
        fence=int(item["fence"]),
    )


def decode_outcome(item: Item) -> ReplayedLetter:
    """Return what an item tells of a letter."""
    return ReplayedLetter(
        letter_id=item["letter_id"],
        outcome=LetterOutcome(item["letter_outcome"]),
        note=item["note"],
        at=float(item["noted_at"]),
    )
