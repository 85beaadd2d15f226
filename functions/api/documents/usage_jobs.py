"""What the routes of scans' jobs answer."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AwareDatetime, Field

from curator.realtime.messages.shape import Count, Shape
from curator.usage.models import JobStatus
from curator.usage.scans.jobs.models import JobType
from functions.api.documents.described import JSON, Answer, Route, Visitor, ok
from functions.api.documents.image_routes import WRONG_FORM, refusal

JobId = Annotated[str, Field(min_length=1, max_length=64)]


class ScanQuestion(Shape):
    """What a job is about; absent where it is about everything."""

    ecosystem: str | None = None
    name: str | None = None
    repository: str | None = None


class ScanTasks(Shape):
    """How many tasks of a job wait or are at work, are done, and have used up their attempts."""

    open: Count
    done: Count
    failed: Count


class ScanChanges(Shape):
    """How many dependencies were found different from the time before."""

    added: Count
    updated: Count
    removed: Count


class ScanJob(Shape):
    """A job of scans, and how far it has come."""

    id: JobId
    job_type: JobType
    status: JobStatus
    created_at: AwareDatetime
    started_at: AwareDatetime | None
    completed_at: AwareDatetime | None
    records_processed: Count
    attempts: Count
    error_message: str | None
    question: ScanQuestion
    tasks: ScanTasks
    changes: ScanChanges
    notes: list[str]


class ScanJobs(Shape):
    """Jobs, the newest first; `next` is null at the end."""

    items: list[ScanJob]
    next: JobId | None


BEGUN = Answer(description="The job, which is begun or was at work already.", content={JSON: ScanJob})
PACKAGE = "/api/v1/packages/{ecosystem}/{name}"

JOB_ROUTES: Mapping[tuple[str, str], Route] = {
    ("POST", f"{PACKAGE}/refresh"): Route(
        visitor=Visitor.KEY_HOLDER,
        answers={202: BEGUN, 400: refusal("an ecosystem or a name that cannot be"), 422: WRONG_FORM},
    ),
    ("POST", "/api/v1/repositories"): Route(
        visitor=Visitor.KEY_HOLDER,
        answers={202: BEGUN, 400: refusal("no repository can be at this address"), 422: WRONG_FORM},
    ),
    ("GET", "/api/v1/jobs"): Route(visitor=Visitor.KEY_HOLDER, answers={200: ok(ScanJobs), 422: WRONG_FORM}),
    ("GET", "/api/v1/jobs/{job_id}"): Route(
        visitor=Visitor.KEY_HOLDER,
        answers={200: ok(ScanJob), 404: refusal("there is no such job, or none any more"), 422: WRONG_FORM},
    ),
}
