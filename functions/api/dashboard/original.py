"""The nine parts of the dashboard's numbers that operators' scripts know from the original.

It had a database, a Redis and Celery workers; the values are of what stands in their place: a table, the cache of
permissions, two queues and a function that is there while there is work.
"""

from datetime import timedelta

from curator.foundation.clock import iso_timestamp
from curator.images.formats import ACCEPTED
from curator.images.models import ImageJob
from functions.api.dashboard.guarding import Reply, guarded
from functions.api.dashboard.machine import MEGABYTE
from functions.api.images.card import in_megabytes
from functions.api.images.health import DAY, failed_row, now, seconds
from functions.api.images.jobs import moment
from functions.api.services import Services

HOUR = 3600
ROWS = 10
TASKS = ("process", "refresh")  # what a message of the images queue can ask for


def system(services: Services) -> Reply:
    """Return this instance's own state."""
    facts = services.image_facts
    uptime = services.machine.uptime()
    return {
        "service_name": facts.service,
        "version": facts.version,
        "uptime_seconds": round(uptime, 1),
        "uptime_human": str(timedelta(seconds=int(uptime))),
        "timestamp": now(services.clock),
        "resources": guarded("resources", lambda _: services.machine.resources(), {}, services),
    }


def database(services: Services) -> Reply:
    """Return how the images table does; its size is some hours old."""
    room = services.images()
    totals, quotas, newest = room.statistics.stats(), room.statistics.users_near_limit(), room.statistics.recent(ROWS)
    return {
        "status": "healthy",
        "path": room.table.name,
        "size_mb": round(room.table.size() / MEGABYTE, 2),
        "connection_ok": True,
        "tables": {
            "processing_jobs": totals.total_jobs,
            "image_upload_events": None,  # counting them would cost a write for each, and tell nobody anything
            "upload_rate_limits": quotas.active_windows,
        },
        "recent_activity": {
            "last_job_created": moment(max((job.created_at for job in newest), default=None)),
            "last_event_logged": moment(max((_last_change(job) for job in newest), default=None)),
        },
    }


def redis(services: Services) -> Reply:
    """Return how the cache of permissions does, and how many messages wait."""
    room, cache = services.images(), services.permissions().status()["cache"]
    connected = cache["redis_connection"] == "healthy"
    return {
        "status": cache["redis_connection"],
        "connected": connected,
        "info": {"cache_enabled": cache["enabled"], "error": cache["redis_error"]},
        "queue_lengths": {"celery": room.queue.images().waiting, "dlq": room.queue.dead_letters().waiting},
    }


def celery(services: Services) -> Reply:
    """Return how the workers do. None of them is no trouble while nothing waits: one comes with the first message."""
    room = services.images()
    depth = room.queue.images()
    active = room.statistics.active()
    return {
        "status": "healthy" if active or not depth.waiting else "degraded",
        "workers": {"active": active, "registered": [], "stats": {}},
        "tasks": {
            "active": depth.in_flight,
            "reserved": 0,
            "scheduled": depth.delayed,
            "active_details": [],
            "reserved_details": [],
        },
        "registered_tasks": list(TASKS),
    }


def processing(services: Services) -> Reply:
    """Return how many jobs are in which state, how fast they went, and the newest of them."""
    statistics = services.images().statistics
    return {
        "jobs_by_status": dict(statistics.stats().by_status),
        "performance": {"last_hour": _performance(services, HOUR), "last_24h": _performance(services, DAY)},
        "recent_jobs": [_recent_row(job, services.clock.now()) for job in statistics.recent(ROWS)],
    }


def storage(services: Services) -> Reply:
    """Return what lies in storage."""
    totals = services.images().statistics.stats()
    return {
        "backend": "s3",
        "region": services.image_facts.region or None,
        "total_images": totals.readable,
        "bytes_by_size": dict(totals.bytes_by_variant),
        "tables": guarded("tables", _table_sizes, {}, services),
    }


def rate_limits(services: Services) -> Reply:
    """Return who is about to use up this hour."""
    quotas = services.images().statistics.users_near_limit()
    return {
        "users_near_limit": [
            {
                "user_id": user.user_id,
                "count": user.used,
                "limit": user.limit,
                "window_start": iso_timestamp(quotas.window_start),
                "percent_used": user.percent,
            }
            for user in quotas.users[:ROWS]
        ],
        "total_active_windows": quotas.active_windows,
        "max_uploads_per_hour": services.image_facts.uploads_per_hour,
    }


def errors(services: Services) -> Reply:
    """Return what failed last, and how much did."""
    statistics = services.images().statistics
    summary = statistics.errors()
    return {
        "recent_failures": [failed_row(job) for job in statistics.failed(ROWS)],
        "error_summary": {"last_hour": summary.last_hour, "last_24h": summary.last_24h, "total": summary.total},
    }


def configuration(services: Services) -> Reply:
    """Return what this deployment is set to; no secret is among it."""
    facts = services.image_facts
    return {
        "rate_limit_max_uploads": facts.uploads_per_hour,
        "max_upload_size_mb": in_megabytes(facts.max_bytes),
        "webp_quality": facts.quality,
        "allowed_mime_types": list(ACCEPTED),
        "image_sizes": dict(facts.sizes),
        "celery_worker_prefetch": 1,  # the queue hands out one message at a time
        "celery_max_tasks_per_child": None,  # Lambda decides how long an instance lives
    }


def _table_sizes(services: Services) -> Reply:
    sizes = services.dashboard().tables.sizes()
    return {name: round(size / MEGABYTE, 2) for name, size in sizes.items()}


def _performance(services: Services, duration: int) -> Reply:
    done = services.images().statistics.performance(duration)
    return {
        "total": done.total,
        "completed": done.completed,
        "failed": done.failed,
        "avg_processing_time_seconds": seconds(done.average_seconds),
    }


def _recent_row(job: ImageJob, at: float) -> Reply:
    ended = at if job.completed_at is None else job.completed_at
    return {
        "job_id": job.job_id,
        "image_id": job.image_id,
        "status": job.status,
        "created_at": iso_timestamp(job.created_at),
        "completed_at": moment(job.completed_at),
        "processing_time_seconds": round(max(0.0, ended - job.created_at), 2),
    }


def _last_change(job: ImageJob) -> float:
    return max(at for at in (job.created_at, job.started_at, job.completed_at, job.deleted_at) if at is not None)
