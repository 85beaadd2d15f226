"""What was measured, and what polling would have made of the same writes."""

import json
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

POLL_SECONDS = 2.0  # between two readings of a batch, in the application the clients know

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Seconds from a write to the frame that tells of it."""

    p50: float
    p95: float
    p99: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """One way to bring changes to the sockets."""

    name: str
    delays: Delays
    frames_per_socket: float
    kilobytes_per_socket: float
    batch_readings: int  # of a whole batch from the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One write of a worker."""

    batch: int
    key: str
    status: str
    at: float  # seconds on the clock of the run


def delays_of(seconds: Sequence[float]) -> Delays:
    """Return the usual percentiles; raises ValueError where nothing arrived at all."""
    if not seconds:
        raise ValueError("nothing arrived")
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]

    return Delays(p50=at(0.5), p95=at(0.95), p99=at(0.99), most=ordered[-1])


def polling(writes: Sequence[Written], *, sockets: Mapping[int, int], rows: Mapping[int, Sequence[Row]]) -> Traffic:
    """Return what polling would have done with the same writes.

    Args:
        writes: all of them, in order.
        sockets: how many watch each batch.
        rows: of each batch, as they are at the end; what a reading sends is as long as they are, all of them.
    """
    chance = random.Random(1)  # noqa: S311 - when each socket happens to poll
    ends_at = writes[-1].at + POLL_SECONDS
    delays: list[float] = []
    frames = size = readings = 0
    for batch, count in sockets.items():
        told = [write.at for write in writes if write.batch == batch]
        whole = len(json.dumps(rows[batch], separators=(",", ":")).encode())
        for _ in range(count):
            phase = chance.uniform(0, POLL_SECONDS)
            polls = [_next_poll(at, phase) for at in told]
            delays += [poll - at for poll, at in zip(polls, told, strict=True)]
            frames += len(set(polls)) + 1  # and the first one
            size += (len(set(polls)) + 1) * whole
            readings += math.ceil((ends_at - writes[0].at) / POLL_SECONDS)
    everybody = sum(sockets.values())
    return Traffic(
        name="polling every 2 s, computed",
        delays=delays_of(delays),
        frames_per_socket=frames / everybody,
        kilobytes_per_socket=size / everybody / 1000,
        batch_readings=readings,
    )


def _next_poll(at: float, phase: float) -> float:
    return phase + math.ceil((at - phase) / POLL_SECONDS) * POLL_SECONDS
