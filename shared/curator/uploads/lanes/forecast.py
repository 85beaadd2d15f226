"""When batches will be finished, from the same slots that pace them."""

from collections.abc import Sequence

from curator.foundation.pacing import Window
from curator.uploads.lanes import pacing
from curator.uploads.lanes.lane import Lane


def finish_times(lane: Lane, rules: Sequence[Window], *, start: float, now: float) -> dict[int, float]:
    """Return when each batch with work in the lane is expected to end, in seconds since the epoch, by batch id.

    Batches are worked off in the order of their ids, but for slices that arrived interleaved. Nothing is promised
    while the lane waits for its user.

    Args:
        lane: the lane.
        rules: the windows it obeys.
        start: before which nothing more is granted, because of a pause; otherwise `now`.
        now: epoch seconds.
    """
    if lane.waits_for_login:
        return {}
    planned = lane.planned_ends(rules, now)
    ends = [*lane.running_ends(now), *planned.values()]
    times: dict[int, float] = {}
    for flight in lane.flying.values():
        _extend(times, flight.batch_id, max(now, flight.started + lane.duration))
    for upload_id, end in planned.items():
        _extend(times, lane.granted[upload_id].batch_id, end)
    ahead = 0
    for batch_id in sorted(lane.waiting):
        ahead += lane.waiting[batch_id]
        _extend(times, batch_id, pacing.finish_time(ends, rules, count=ahead, duration=lane.duration, now=start))
    return times


def _extend(times: dict[int, float], batch_id: int, end: float) -> None:
    times[batch_id] = max(end, times.get(batch_id, 0.0))
