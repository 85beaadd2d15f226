"""What the replayer does by the clock, once a minute: whatever an alarm, or a message, failed to bring about."""

import logging
from collections.abc import Callable

from curator.operations.dead_letters.collecting import NEEDS_HUMAN
from curator.operations.dead_letters.kinds import QUEUES
from curator.operations.dead_letters.wiring import CLOCK, letter_store, sightings, sources
from curator.operations.replays.wiring import automatic_replays, replay_store
from functions.replayer import wiring

LEFT_TO_ALARMS_SECONDS = 170.0
"""For so long a queue's first letters stay where they are. SQS tells CloudWatch once a minute how many there are, and
for what is gone by then no alarm rings; one that rings has them taken over at once. This run comes for the others."""
REPLAYS_PER_RUN = 20
MARGIN_SECONDS = 20.0  # of the run, for the replays

log = logging.getLogger(__name__)


def sweep(*, until: float) -> dict[str, int]:
    """Take over what letters there are, ask for the replays that are due, and go on with those that stand still.

    What fails with one queue, or with one replay, keeps nobody from the others.

    Returns:
        How many letters were found, how many replays were asked for, and how many are under way.
    """
    found = sum(_guarded(queue, lambda queue=queue: _collect(queue, until)) for queue in QUEUES)  # type: ignore[misc]
    asked = automatic_replays().run()
    known = {replay.id for replay in asked}  # these have a message
    under_way = [one for one in replay_store().under_way(limit=REPLAYS_PER_RUN) if one not in known]
    for replay_id in under_way:
        if CLOCK.now() < until - MARGIN_SECONDS:
            _guarded(replay_id, lambda replay_id=replay_id: _go_on(replay_id, until))  # type: ignore[misc]
    return {"found": found, "asked": len(asked), "under_way": len(under_way)}


def _collect(queue: str, until: float) -> int:
    if sources()[queue].depth() == 0:  # to receive from an empty queue takes a second
        return 0
    if _is_left_to_its_alarm(queue):
        return 0
    found = wiring.collector().collect(queue, until=until - MARGIN_SECONDS)
    sightings().forget(queue)
    return found


def _is_left_to_its_alarm(queue: str) -> bool:
    """Tell whether the alarm may still have to ring; where open letters are known of, whoever heard it has come."""
    if queue in letter_store().counts():
        return False
    return sightings().since(queue) + LEFT_TO_ALARMS_SECONDS > CLOCK.now()


def _go_on(replay_id: str, until: float) -> int:
    wiring.runner().run(replay_id, until=until)
    return 1


def _guarded(what: str, work: Callable[[], int]) -> int:
    try:
        return work()
    except Exception:
        log.exception("%s: %s cannot be worked on", NEEDS_HUMAN, what)
        return 0
