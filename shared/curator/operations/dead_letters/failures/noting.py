"""Noting failures where messages are received. What cannot be noted is only logged."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from curator.operations.dead_letters.causes import cause_of, sentence_of
from curator.operations.dead_letters.failures.store import FailureStore

log = logging.getLogger(__name__)


def note_failure(
    store: Callable[[], FailureStore | None], record: Mapping[str, Any], error: Exception, *, function: str
) -> None:
    """Note that a function failed at a message of its queue, as Lambda gave it; raises nothing."""
    message_id = record.get("messageId")
    try:
        notes = store()
        if notes is not None and message_id:
            notes.note(str(message_id), function=function, cause=cause_of(error), error=sentence_of(error))
    except Exception:
        log.warning("a failure could not be noted", exc_info=True, extra={"message_id": message_id})
