"""What the dashboard tells of uploads: lanes, the newest batches, why uploads failed."""

from collections import Counter

from curator.foundation.clock import iso_timestamp
from curator.uploads.models import Batch
from curator.uploads.overview.lanes import LaneView, LimitUse
from curator.uploads.overview.looking import LanesView, by_status
from functions.api.dashboard.guarding import Reply
from functions.api.images.jobs import moment
from functions.api.services import Services

UNFINISHED = 20  # batches shown
FAILED_IMAGES = 50  # looked at


def lanes(services: Services) -> Reply:
    """Return the lanes at work, and whether anything keeps all of them from it."""
    view = services.admin().overview.lanes()
    outage = view.outage
    return {
        "status": "down" if outage else "healthy",
        "outage": {"reason": outage.reason, "until": iso_timestamp(outage.until)} if outage else None,
        "items": [_lane_row(lane, view) for lane in view.lanes],
        "more": view.more,
    }


def uploads(services: Services) -> Reply:
    """Return how many uploads of the newest batches have each status, and which of these batches go on."""
    batches = services.admin().overview.newest_batches()
    going_on = [batch for batch in batches if not batch.finished]
    return {
        "by_status": dict(by_status(batches)),
        "batches": len(batches),
        "last_batch_id": max((batch.id for batch in batches), default=0),
        "unfinished": [_batch_row(batch) for batch in going_on[:UNFINISHED]],
    }


def failures(services: Services) -> Reply:
    """Return why the newest uploads and images failed, the most frequent cause first."""
    causes, looked_at = services.admin().overview.failures()
    failed_images = services.images().statistics.failed(FAILED_IMAGES)
    errors = Counter(job.last_error or "unknown" for job in failed_images)
    return {
        "uploads": [{"cause": one.cause, "count": one.count, "last_batch_id": one.last_batch_id} for one in causes],
        "images": [{"cause": cause, "count": count} for cause, count in errors.most_common()],
        "looked_at": {"uploads": looked_at, "images": len(failed_images)},
    }


def _lane_row(view: LaneView, all_lanes: LanesView) -> Reply:
    lane, pause = view.lane, view.pause
    return {
        "user_id": lane.user_id,
        "username": all_lanes.usernames.get(lane.user_id),
        "waiting": view.waiting,
        "granted": len(lane.granted),
        "running": len(lane.flying),
        "width": view.width,
        "limits": [_limit_row(use) for use in view.limits],
        "limits_read_at": moment(lane.limits_at or None),
        "next_slot": moment(view.next_slot),
        "finish_at": moment(view.finish_at),
        "paused_until": moment(pause.until if pause else None),
        "pause_reason": pause.reason if pause else None,
        "waits_for_login": lane.waits_for_login,
        "held_batches": sorted(lane.held),
        "late_seconds": round(view.late, 1) or None,
    }


def _limit_row(use: LimitUse) -> Reply:
    return {
        "action": use.action,
        "hits": use.limit.hits,
        "seconds": use.limit.seconds,
        "uploads": use.uploads,
        "used": use.used,
    }


def _batch_row(batch: Batch) -> Reply:
    return {
        "batch_id": batch.id,
        "username": batch.username,
        "counts": {status: count for status, count in batch.counts.items() if count},
        "finish_at": moment(batch.finish_at),
        "paused_until": moment(batch.paused_until),
        "paused_for": batch.paused_for,
    }
