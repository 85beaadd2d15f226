"""`/api/v1/jobs`, and what begins one: looking for a package's users, reading a repository."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from curator.usage.answers.moments import moment
from curator.usage.limits import DEFAULT_LIMIT
from curator.usage.models import JobExecution, JobStatus
from curator.usage.scans.jobs.models import JobType
from functions.api.roles import Caller
from functions.api.services import ServicesOf
from functions.api.usage.guards import UsageRoute, tiers
from functions.api.usage.parameters import PackageOf

ACCEPTED = 202
MAX_ADDRESS = 500  # characters
MAX_JOBS = 100  # rows of a page
MAX_ID = 64  # characters

Reply = dict[str, Any]
Limit = Annotated[int, Query(ge=1, le=MAX_JOBS, description="how many jobs are looked at")]
JobId = Annotated[str, Path(max_length=MAX_ID)]
After = Annotated[str | None, Query(max_length=MAX_ID, description="`next` of the page before")]

router = APIRouter(prefix="/api/v1", route_class=UsageRoute)


class NamedRepository(BaseModel):
    """Which repository to read."""

    github_url: Annotated[str, Field(min_length=1, max_length=MAX_ADDRESS)]


@router.post("/packages/{ecosystem}/{name:path}/refresh", status_code=ACCEPTED)
@tiers("standard", "premium")
async def refresh(package: PackageOf, services: ServicesOf, caller: Caller) -> Reply:
    """Begin to look for the users of a package, and return the job; the one at work on it, where there is one."""
    return job_row(services.usage().scans.refresh(package, asked_by=caller.user_id))


@router.post("/repositories", status_code=ACCEPTED)
@tiers("standard", "premium")
async def add_repository(named: NamedRepository, services: ServicesOf, caller: Caller) -> Reply:
    """Begin to read a repository, known or not, and return the job; the one at work on it, where there is one."""
    return job_row(services.usage().scans.add_repository(named.github_url, asked_by=caller.user_id))


@router.get("/jobs")
async def jobs(
    services: ServicesOf,
    limit: Limit = DEFAULT_LIMIT,
    after: After = None,
    job_type: Annotated[JobType | None, Query(alias="type")] = None,
    status: JobStatus | None = None,
) -> Reply:
    """Return jobs, the newest first; of a type or status alone a page may hold fewer than it looked at."""
    found = list(services.usage().scans.jobs(limit=limit, after=after))
    wanted = [job for job in found if job_type in (None, job.job_type) and status in (None, job.status)]
    return {"items": [job_row(job) for job in wanted], "next": found[-1].id if len(found) == limit else None}


@router.get("/jobs/{job_id}")
async def job(job_id: JobId, services: ServicesOf) -> Reply:
    """Return how far a job has come, and what it found different from the time before."""
    return job_row(services.usage().scans.job(job_id))


def job_row(job: JobExecution) -> Reply:
    """Return a job as clients read it, without who asked for it."""
    facts: Any = job.metadata
    return {
        "id": job.id,
        "job_type": job.job_type,
        "status": job.status,
        "created_at": moment(job.created_at),
        "started_at": moment(job.started_at),
        "completed_at": moment(job.completed_at),
        "records_processed": job.records_processed,
        "attempts": job.attempts,
        "error_message": job.error_message,
        "question": {name: facts[name] for name in ("ecosystem", "name", "repository") if name in facts},
        "tasks": {name: facts[f"tasks_{name}"] for name in ("open", "done", "failed")},
        "changes": {name: facts[name] for name in ("added", "updated", "removed")},
        "notes": facts["notes"],
    }
