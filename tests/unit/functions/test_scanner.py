"""The scanner function: what its queue brings, and what the clock brings the janitor."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from curator.usage.models import JobStatus
from curator.usage.scans.schedules import Scheduled
from functions.janitor import app as janitor
from functions.janitor.runs import RUNS
from functions.scanner import app
from tests.unit.usage.scans.world import REACT, World, package_json

CONTEXT = SimpleNamespace(function_name="scanner", aws_request_id="1", memory_limit_in_mb=1024, invoked_function_arn="")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(app, "_scanner", lambda: world.scanner)
    return world


def event(*bodies: Any) -> dict[str, Any]:
    """Return what SQS hands the function."""
    return {
        "Records": [
            {
                "messageId": str(number),
                "body": json.dumps(body),
                "receiptHandle": "handle",
                "eventSource": "aws:sqs",
                "attributes": {},
                "messageAttributes": {},
            }
            for number, body in enumerate(bodies)
        ]
    }


def test_ticks_and_tasks_bring_a_job_to_its_end(world: World) -> None:
    world.hub.repository("acme/shop", package_json=package_json("react"))
    job = world.service.add_repository("https://github.com/acme/shop")
    while (due := world.queue.next_due()) is not None:
        world.clock.advance(max(0.0, due - world.clock.now()))
        assert app.handler(event(world.queue.receive()), CONTEXT) == {"batchItemFailures": []}
    assert world.service.job(job.id).status is JobStatus.COMPLETED
    assert world.stores.dependents(REACT) == (1, 1)


def test_a_message_that_nobody_understands_comes_again_alone(world: World) -> None:
    world.service.refresh(REACT)
    tick = world.queue.receive()
    reply = app.handler(event({"kind": "song"}, tick), CONTEXT)
    assert reply == {"batchItemFailures": [{"itemIdentifier": "0"}]}


# scenario usage-88
@pytest.mark.parametrize(
    ("run", "job_type"), [("scrape", "scrape"), ("enrichment", "enrichment"), ("cleanup", "cleanup")]
)
def test_the_clock_begins_a_job_through_the_janitor(run: str, job_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    begin = getattr(world.service, run)
    assert run in RUNS
    monkeypatch.setattr(janitor, "RUNS", {run: lambda: Scheduled(begin)})
    assert janitor.handler({"run": run}, CONTEXT) == {"jobs": 1}
    assert janitor.handler({"run": run}, CONTEXT) == {"jobs": 1}
    assert [row.job.job_type for row in world.jobs.newest(limit=5)] == [job_type]


def test_the_janitor_looks_after_lanes_of_scans(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.service.refresh(REACT)
    world.queue.lose_everything()
    world.clock.advance(120)
    monkeypatch.setattr(janitor, "RUNS", {"scans": lambda: world.recovery})
    assert janitor.handler({"run": "scans"}, CONTEXT) == {"lanes": 1, "tasks": 0, "jobs": 0}
