"""What somebody should look at, in sentences. Pure: the parts of the dashboard's numbers go in, sentences come out.

A deployment that does its work has none. Work that waits for its turn is no trouble, and neither is a user's mistake:
only what stands still, what was given up, and what cannot be seen.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

DOWN, DEGRADED = "down", "degraded"
OLD_SECONDS = 1800  # as the alarms on age have it; no message is delayed for longer than a quarter of an hour
MINUTE = 60  # seconds
LONG_LATE_SECONDS = 120  # the janitor mends a lane within a minute or two

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at: how bad it is, in which part of the numbers, and what it is."""

    level: str
    part: str
    text: str


def concerns(parts: Mapping[str, Part]) -> list[Concern]:
    """Return what somebody should look at, the worst first."""
    found = [
        Concern(DOWN, name, f"{name}: cannot be shown ({part['error']})")
        for name, part in parts.items()
        if part.get("error")
    ]
    for name, tell in TOLD.items():
        if name in parts and not parts[name].get("error"):
            found += tell(parts[name])
    return sorted(found, key=lambda concern: concern.level != DOWN)


def _of_lanes(part: Part) -> Iterator[Concern]:
    outage = part["outage"]
    if outage:
        yield Concern(DOWN, "lanes", f"every lane waits until {_minute(outage['until'])}: {outage['reason']}")
    for lane in part["items"]:
        name = lane["username"] or lane["user_id"]
        if lane["waits_for_login"]:
            yield Concern(DEGRADED, "lanes", f"the lane of {name} waits until they log in again")
        if (lane["late_seconds"] or 0) > LONG_LATE_SECONDS:
            yield Concern(DOWN, "lanes", f"the lane of {name} stands still, overdue by {_span(lane['late_seconds'])}")


def _of_queues(part: Part) -> Iterator[Concern]:
    for queue in part["items"]:
        if queue["error"]:
            yield Concern(DOWN, "queues", f"the queue {queue['queue']} does not answer ({queue['error']})")
        elif (queue["oldest_seconds"] or 0) > OLD_SECONDS:
            yield Concern(
                DOWN, "queues", f"a message of the queue {queue['queue']} is {_span(queue['oldest_seconds'])} old"
            )


def _of_dead_letters(part: Part) -> Iterator[Concern]:
    for queue in part["queues"]:
        if queue["not_read"] is None:
            yield Concern(DEGRADED, "dead_letters", f"nobody knows whether {queue['queue']} has new dead letters")
        lost = queue["open"] + (queue["not_read"] or 0)
        if lost:
            human = f", {queue['needs_human']} for you to decide" if queue["needs_human"] else ""
            yield Concern(DOWN, "dead_letters", f"{_counted(lost, 'dead letter')} of {queue['queue']}{human}")


def _of_celery(part: Part) -> Iterator[Concern]:
    if part["status"] == "degraded":
        yield Concern(DEGRADED, "celery", "images wait, and nobody works on them")


def _of_redis(part: Part) -> Iterator[Concern]:
    if not part["connected"]:
        yield Concern(DOWN, "redis", "the table of limits and caches does not answer")


def _span(seconds: float) -> str:
    """Return a duration as people read it."""
    return f"{seconds:.0f} s" if seconds < 2 * MINUTE else f"{seconds / MINUTE:.0f} min"


def _minute(timestamp: str) -> str:
    """Return a timestamp as people read it."""
    return f"{timestamp[:16].replace('T', ' ')} UTC"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


TOLD: Mapping[str, Callable[[Part], Iterator[Concern]]] = {
    "lanes": _of_lanes,
    "queues": _of_queues,
    "dead_letters": _of_dead_letters,
    "celery": _of_celery,
    "redis": _of_redis,
}
