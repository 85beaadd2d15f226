"""The replayer as Lambda calls it, over moto's queues and tables."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws

from curator.foundation import aws
from curator.foundation.table import Table
from curator.operations.audit.store import AuditStore
from curator.operations.dead_letters import queues as dead_letter_queues
from curator.operations.dead_letters.collecting import NEEDS_HUMAN
from curator.operations.dead_letters.kinds import QUEUES
from curator.operations.replays.models import LetterOutcome
from curator.uploads.messages import UploadMessage
from functions.replayer import sweeping
from functions.replayer.invoking import read_wish
from tests.fakes.clock import VirtualClock
from tests.fakes.tables import indexed_table
from tests.unit.operations.audit.log_world import operations_table
from tests.unit.uploads.world import ALICE, World

EVENTS = Path(__file__).parents[3] / "events"
CONTEXT = SimpleNamespace(
    aws_request_id="11111111-2222", function_name="replayer", get_remaining_time_in_millis=lambda: 60_000
)
WORKING = ("lanes", "uploads", "fetches", "images", "scans", "replays")


class Deployment:
    """Queues, tables, and the function over them."""

    def __init__(self) -> None:
        self.sqs = aws.sqs()
        self.urls = {name: self._queue(f"curator-{name}") for name in WORKING}
        self.dead = {name: self._queue(f"curator-{name}-dead") for name in QUEUES}
        self.clock = VirtualClock(time.time())
        self.operations: Table = operations_table(self.clock)
        self.world = World(
            indexed_table("uploads", self.clock, index="due", partition="due_pk", sort="due_at"), self.clock
        )
        indexed_table("images", self.clock, index="listed", partition="listed_pk", sort="listed_at")
        indexed_table("usage", self.clock, index="listed", partition="listed_pk", sort="listed_at")

    def _queue(self, name: str) -> str:
        return self.sqs.create_queue(QueueName=name)["QueueUrl"]

    def environment(self) -> dict[str, str]:
        """Return what the template gives the function."""
        return {
            **{f"{name.upper()}_QUEUE_URL": url for name, url in self.urls.items()},
            **{f"{name.upper()}_DEAD_LETTER_QUEUE_URL": url for name, url in self.dead.items()},
            **{f"{room.upper()}_TABLE": room for room in ("operations", "uploads", "images", "usage")},
        }

    def die(self, queue: str, body: dict[str, Any]) -> None:
        """Put a message where those are that a queue gave up on."""
        self.sqs.send_message(QueueUrl=self.dead[queue], MessageBody=json.dumps(body))

    def dead_upload(self) -> UploadMessage:
        """Let the message of a queued upload die."""
        batch_id = self.world.add_batch(ALICE, ["1"])
        self.world.step()
        upload = self.world.only_upload(batch_id)
        message = UploadMessage(user_id=upload.user_id, batch_id=batch_id, upload_id=upload.id)
        self.die("uploads", message.body())
        return message

    def waiting(self, url: str) -> list[dict[str, Any]]:
        """Return the bodies of what a queue holds."""
        return [json.loads(one["Body"]) for one in self.sqs.receive_message(QueueUrl=url).get("Messages", [])]

    def call(self, event: dict[str, Any]) -> Any:
        """Call the function."""
        from functions.replayer.app import handler  # noqa: PLC0415 - reads the environment

        return handler(event, CONTEXT)

    def audit_rows(self) -> list[dict[str, Any]]:
        """Return what the audit log has."""
        everything = AuditStore(self.operations).everybodys(self.clock.now() - 60, time.time() + 60)
        return [item for month in everything.partitions for item in everything.items(month, None, None)]

    def audited(self) -> list[tuple[str, str]]:
        """Return who did what, by the audit log."""
        return [(row["username"], row["action_type"]) for row in self.audit_rows()]


@pytest.fixture(scope="module", autouse=True)
def clients() -> Iterator[None]:
    """Let all tests share the clients: making one takes longer than most of them."""
    forget("foundation.aws")
    yield
    forget("foundation.aws")


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """Give a deployment in which nothing has died."""
    monkeypatch.setattr(dead_letter_queues, "WAIT_SECONDS", 0)  # moto has one server only
    monkeypatch.setattr(sys, "stdout", sys.stderr)
    with mock_aws():
        made = Deployment()
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        forget()
        yield made
    forget()


def forget(of: str = "wiring") -> None:
    """Forget what was made of another environment."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("curator.", "functions.replayer")) and name.endswith(of):
            for made in vars(module).values():
                if hasattr(made, "cache_clear"):
                    made.cache_clear()


def event(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


def test_a_dead_upload_goes_back_by_hand_through_its_lane_and_not_past_the_limiter(deployment: Deployment) -> None:
    deployment.dead_upload()
    replay = deployment.call(event("replay-all"))
    assert (replay["status"], replay["counts"]) == ("done", {"replayed": 1, "superseded": 0, "refused": 0})
    assert replay["asked_by"]["username"] == "the operator on duty"
    assert deployment.waiting(deployment.urls["uploads"]) == []
    assert deployment.waiting(deployment.urls["lanes"]) == [{"user_id": "1", "sequence": 2}]
    assert deployment.audited() == [("the operator on duty", "REPLAY")]
    lane = deployment.world.lanes.load("1")
    assert (lane.granted, lane.cursor) == ({}, 0)


def test_the_message_of_a_replay_works_it_off_once(deployment: Deployment) -> None:
    deployment.dead_upload()
    asked = deployment.call(event("replay-all"))
    (body,) = deployment.waiting(deployment.urls["replays"])
    record = event("replays")["Records"][0] | {"body": json.dumps(body)}
    assert deployment.call({"Records": [record]}) == {"batchItemFailures": []}
    assert body == {"replay_id": asked["id"]}
    assert deployment.waiting(deployment.urls["replays"]) == []


def test_an_alarm_on_dead_letters_is_recorded_and_its_letters_are_taken_over(deployment: Deployment) -> None:
    deployment.dead_upload()
    alarm = event("alarm")
    watched = alarm["detail"]["configuration"]["metrics"][0]["metricStat"]["metric"]
    watched["dimensions"]["QueueName"] = "curator-uploads-dead"
    alarm["detail"]["state"]["timestamp"] = "2026-11-21T09:22:31.416+0000"
    assert deployment.call(alarm)["incident_id"].startswith("1795252951416000-")
    assert deployment.waiting(deployment.dead["uploads"]) == []
    assert deployment.audited() == [("replayer", "INCIDENT:BEGIN")]


@pytest.fixture
def after_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock's run come when alarms have had their time."""
    monkeypatch.setattr(sweeping, "LEFT_TO_ALARMS_SECONDS", 0.0)


def test_the_clock_leaves_letters_to_their_alarm_for_minutes(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.dead_upload()
    for _ in range(2):
        assert deployment.call(event("every-minute-sweep"))["found"] == 0
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + sweeping.LEFT_TO_ALARMS_SECONDS)
    assert deployment.call(event("every-minute-sweep"))["found"] == 1
    deployment.die("uploads", {"user_id": "1", "batch_id": 9, "upload_id": 9})
    deployment.die("scans", {"kind": "tick", "lane": "github", "sequence": 3})
    assert deployment.call(event("every-minute-sweep"))["found"] == 1  # of uploads' letters somebody knows by now
    deployment.call(event("replay-all"))
    deployment.die("uploads", {"user_id": "1", "batch_id": 9, "upload_id": 10})
    assert deployment.call(event("every-minute-sweep"))["found"] == 0


@pytest.mark.usefixtures("after_minutes")
def test_the_clock_finds_what_no_alarm_told_of(deployment: Deployment) -> None:
    deployment.dead_upload()
    deployment.die("lanes", {"user_id": "1", "sequence": 1})
    deployment.die("broadcaster", {"not": "of this shape"})
    assert deployment.call(event("every-minute-sweep")) == {"found": 3, "asked": 0, "under_way": 0}
    assert deployment.call(event("every-minute-sweep")) == {"found": 0, "asked": 0, "under_way": 0}


@pytest.mark.usefixtures("after_minutes")
def test_a_queue_that_fails_keeps_nobody_from_the_others(
    deployment: Deployment, caplog: pytest.LogCaptureFixture
) -> None:
    deployment.dead_upload()
    deployment.sqs.delete_queue(QueueUrl=deployment.dead["lanes"])
    assert deployment.call(event("every-minute-sweep"))["found"] == 1
    assert [message for message in caplog.messages if message.startswith(f"{NEEDS_HUMAN}: lanes")]


def test_the_clock_goes_on_with_a_replay_whose_message_got_lost(deployment: Deployment) -> None:
    from curator.operations.replays.wiring import replays  # noqa: PLC0415 - reads the environment

    deployment.dead_upload()
    asked = replays().ask(read_wish(event("replay-all")["replay"]))
    deployment.sqs.purge_queue(QueueUrl=deployment.urls["replays"])
    assert deployment.call(event("every-minute-sweep"))["under_way"] == 1
    assert replays().find(asked.id).counts[LetterOutcome.REPLAYED] == 1
    assert deployment.call(event("every-minute-sweep"))["under_way"] == 0


def ask(queue: str) -> dict[str, Any]:
    return {"replay": {"queue": queue, "selection": {"all": True}, "reason": "a test"}}


@pytest.mark.parametrize(
    ("queue", "body", "outcome", "sent_to"),
    [
        pytest.param("lanes", {"user_id": "1", "sequence": 1}, "superseded", None, id="a tick of a lane at rest"),
        pytest.param(
            "fetches",
            {"connection_id": "c=", "user_id": "1", "handler": "mapillary", "input": "x"},
            "replayed",
            "fetches",
            id="request",
        ),
        pytest.param("fetches", {"input": "x"}, "refused", None, id="a request that nobody can read"),
        pytest.param("images", {"image_id": "i"}, "superseded", None, id="unknown image"),
        pytest.param("scans", {"kind": "tick", "lane": "github#0", "sequence": 4}, "replayed", "scans", id="scans"),
        pytest.param("scans", {"kind": "task", "lane": "github#0", "task_id": "x"}, "superseded", None, id="done task"),
        pytest.param("replays", {"replay_id": "unknown"}, "superseded", None, id="unknown replay"),
        pytest.param("uploads", {"upload_id": 1}, "refused", None, id="unreadable"),
        pytest.param(
            "janitor",
            {"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": {"run": "sockets"}},
            "superseded",
            None,
            id="a run that comes again",
        ),
    ],
)
def test_every_queue_has_its_way_back(
    deployment: Deployment, queue: str, body: dict[str, Any], outcome: str, sent_to: str | None
) -> None:
    deployment.die(queue, body)
    replay = deployment.call(ask(queue))
    assert replay["counts"] == {"replayed": 0, "superseded": 0, "refused": 0} | {outcome: 1}
    for name in set(WORKING) - {"replays"}:
        assert bool(deployment.waiting(deployment.urls[name])) is (name == sent_to)


def test_an_upload_that_cannot_go_back_yet_stays_an_operators_and_the_audit_log_says_so(deployment: Deployment) -> None:
    deployment.dead_upload()
    deployment.world.lanes.change("1", lambda lane: replace(lane, encrypted_token=None))
    replay = deployment.call(event("replay-all"))
    assert replay["counts"] == {"replayed": 0, "superseded": 0, "refused": 1}
    (row,) = deployment.audit_rows()
    assert (row["action_type"], row["outcome"]) == ("REPLAY", "error")


def test_a_replay_that_says_not_what_is_meant_is_refused(deployment: Deployment) -> None:
    from curator.operations.replays.errors import InvalidWishError  # noqa: PLC0415

    for wish in ({}, {"queue": "uploads"}, "uploads", ask("uploads")["replay"] | {"reason": " "}):
        with pytest.raises(InvalidWishError):
            deployment.call({"replay": wish})
