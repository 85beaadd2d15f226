"""The drawing in `lifecycle`, held: each way that it has, and no other."""

from dataclasses import replace
from itertools import product

import pytest

from curator.images import lifecycle
from curator.images.lifecycle import ForbiddenTransitionError, Transition, check
from curator.images.models import ImageJob, JobStatus

PENDING, PROCESSING, RETRYING, COMPLETED, FAILED = JobStatus
NOW = 1_800_000_000.0
WAYS = {
    ("claim", PENDING, PROCESSING),
    ("claim", RETRYING, PROCESSING),
    ("claim", PROCESSING, PROCESSING),
    ("retry", PROCESSING, RETRYING),
    ("complete", PROCESSING, COMPLETED),
    ("fail", PENDING, FAILED),
    ("fail", PROCESSING, FAILED),
    ("fail", RETRYING, FAILED),
    ("refresh", COMPLETED, COMPLETED),
    ("delete", COMPLETED, COMPLETED),
}
TRANSITIONS = [value for value in vars(lifecycle).values() if isinstance(value, Transition)]


def job(status: JobStatus, **changes: float) -> ImageJob:
    """Return a job in a state."""
    usual = ImageJob(
        image_id="i",
        job_id="j",
        status=status,
        owner_id="alice",
        org_id="acme",
        bucket="b",
        staging_key="s",
        filename="f",
        content_type="image/jpeg",
        content_length=1,
        metadata={},
        created_at=NOW,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda transition: transition.name)
@pytest.mark.parametrize(("source", "target"), list(product(JobStatus, JobStatus)))
def test_a_transition_leads_where_the_drawing_says(
    transition: Transition, source: JobStatus, target: JobStatus
) -> None:
    if (transition.name, source, target) in WAYS:
        check(transition, source, target)
        return
    with pytest.raises(ForbiddenTransitionError):
        check(transition, source, target)


def test_the_first_claim_begins_the_job_and_later_ones_do_not_begin_it_again() -> None:
    first = lifecycle.claimed(job(PENDING), NOW + 1)
    again = lifecycle.claimed(replace(first, status=RETRYING, attempts=1), NOW + 61)
    assert (first.started_at, first.attempts, first.fence, first.lease_until) == (NOW + 1, 0, 1, NOW + 121)
    assert (again.started_at, again.attempts, again.fence, again.claims) == (NOW + 1, 1, 2, 2)


def test_a_claim_after_a_silent_worker_counts_it_as_a_try() -> None:
    again = lifecycle.claimed(lifecycle.claimed(job(PENDING), NOW), NOW + 121)
    assert (again.attempts, again.stops, again.claims) == (1, 1, 2)


@pytest.mark.parametrize(
    ("status", "until", "wait"),
    [
        pytest.param(PENDING, 0.0, 0.0, id="pending: at once"),
        pytest.param(PROCESSING, NOW + 30, 30.0, id="worked on: when the lease has lapsed"),
        pytest.param(PROCESSING, NOW, 0.0, id="lapsed at this instant"),
        pytest.param(RETRYING, NOW + 30, 30.0, id="between tries: when the next is due"),
        pytest.param(RETRYING, NOW + 5, 0.0, id="clocks may differ by some seconds"),
    ],
)
def test_a_job_may_be_claimed_when_its_time_has_come(status: JobStatus, until: float, wait: float) -> None:
    assert lifecycle.wait_before_claim(job(status, lease_until=until), NOW) == wait


def test_stops_are_counted_in_words() -> None:
    assert lifecycle.stopped_too_often(job(PROCESSING)).endswith("stopped once")
    assert lifecycle.stopped_too_often(job(PROCESSING, stops=3)).endswith("stopped 4 times")
