"""Letters as items of the operations table."""

from typing import Any

from curator.foundation.table import Item
from curator.operations.dead_letters.models import Cause, Letter, LetterStatus, Reading

PLAIN = (
    *("id", "queue", "message_id", "body", "error", "needs_human", "receives", "deaths", "sent_at", "found_at"),
    *("first_received_at", "correlation_id", "replay_id", "lease_until", "outcome"),
)


def encode_letter(letter: Letter) -> Item:
    """Return the attributes of a letter, keys apart."""
    return {
        **{name: getattr(letter, name) for name in PLAIN},
        "status": letter.status.value,
        "cause": letter.cause.value,
        "kind": letter.reading.kind,
        "about": dict(letter.reading.about),
        "subject": letter.reading.subject,
    }


def decode_letter(item: Item) -> Letter:
    """Return the letter an item holds."""
    plain: dict[str, Any] = {name: item[name] for name in PLAIN if name in item}
    return Letter(
        **plain,
        reading=Reading(kind=item["kind"], about=item["about"], subject=item["subject"]),
        status=LetterStatus(item["status"]),
        cause=Cause(item["cause"]),
    )
