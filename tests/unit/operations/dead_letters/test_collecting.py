"""Dead letters become records, and none gets lost on the way."""

import json
import logging
from typing import Any

import pytest

from curator.commons.errors import CommonsUnreachableError
from curator.foundation.tracing import traced
from curator.operations.dead_letters.collecting import NEEDS_HUMAN
from curator.operations.dead_letters.failures.noting import note_failure
from curator.operations.dead_letters.kinds import read_body
from curator.operations.dead_letters.models import Cause, LetterStatus, Reading
from curator.operations.dead_letters.queues import HIDDEN_SECONDS
from curator.operations.metrics import wiring
from tests.unit.operations.replays.letter_world import LetterWorld


@pytest.fixture
def world() -> LetterWorld:
    return LetterWorld()


def test_a_letter_tells_what_it_is_about_why_it_died_how_often_and_since_when(world: LetterWorld) -> None:
    sent_at = world.clock.now()
    message_id = world.die(7, cause=Cause.AWS_TIMEOUT, error="ReadTimeoutError")
    assert world.collect() == 1
    letter = world.only()
    assert letter.reading == Reading(kind="upload", about={"user_id": "1", "batch_id": 1, "upload_id": 7}, subject="7")
    assert (letter.cause, letter.error, letter.needs_human) == (Cause.AWS_TIMEOUT, "ReadTimeoutError", False)
    assert (letter.receives, letter.deaths, letter.sent_at) == (6, 1, sent_at)
    assert letter.id.endswith(message_id)


def test_a_letter_leaves_its_queue_only_once_it_is_a_record(world: LetterWorld) -> None:
    world.die()
    world.letters.keep = _refuse  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        world.collect()
    assert world.dead["uploads"].depth() == 1


def test_a_letter_that_could_not_be_deleted_is_one_letter_all_the_same(world: LetterWorld) -> None:
    world.die()
    world.dead["uploads"].forgets = False
    with pytest.raises(ConnectionError):
        world.collect()
    world.dead["uploads"].forgets = True
    world.clock.advance(HIDDEN_SECONDS)
    assert world.collect() == 0
    assert world.only().deaths == 1
    assert world.dead["uploads"].depth() == 0
    assert world.list.queues()[1].open == 1


def test_the_same_work_that_dies_again_is_another_letter_and_counted(world: LetterWorld) -> None:
    for _ in range(3):
        world.die(5)
        world.collect()
    assert [letter.deaths for letter in world.open()] == [1, 2, 3]


def test_a_letter_without_a_note_had_a_worker_that_was_stopped(world: LetterWorld) -> None:
    world.die(cause=None)
    world.collect()
    letter = world.only()
    assert letter.cause is Cause.LOST_WORKER
    assert letter.error == "uploader was stopped at it, or never began: handed out 6 times"
    assert not letter.needs_human


def test_a_record_of_the_work_tells_more_than_the_lack_of_a_note(world: LetterWorld) -> None:
    world.witnesses["uploads"] = lambda _reading: (Cause.LOST_WORKER, "worker lost")
    world.die(cause=None)
    world.collect()
    assert world.only().error == "worker lost"


def test_a_record_that_cannot_be_read_costs_no_letter(world: LetterWorld) -> None:
    world.witnesses["uploads"] = _refuse
    world.die(cause=None)
    assert world.collect() == 1


def test_a_letter_that_its_function_sent_itself_was_given_up_and_needs_a_human(
    world: LetterWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.dead["scans"].put({"kind": "task", "lane": "github", "task_id": "1#parse:a/b"}, redriven=False)
    with caplog.at_level(logging.ERROR):
        world.collect("scans")
    letter = world.only("scans")
    assert (letter.cause, letter.needs_human) == (Cause.GIVEN_UP, True)
    assert letter.reading.about == {"lane": "github", "task_id": "1#parse:a/b"}
    assert NEEDS_HUMAN in caplog.messages


def test_what_nobody_can_read_is_a_letter_too(world: LetterWorld) -> None:
    world.dead["lanes"].put("{not json")
    world.collect("lanes")
    letter = world.only("lanes")
    assert (letter.reading.kind, letter.cause, letter.needs_human) == ("unreadable", Cause.UNREADABLE, True)


def test_whoever_fails_at_a_message_notes_why(world: LetterWorld) -> None:
    message_id = world.die(cause=None)
    record = {"messageId": message_id}
    for _ in range(2):
        note_failure(lambda: world.failures, record, CommonsUnreachableError("no answer"), function="uploader")
    world.collect()
    letter = world.only()
    assert letter.cause is Cause.WIKI_TIMEOUT
    assert letter.error.startswith("CommonsUnreachableError: ")
    assert "no answer" not in letter.error  # a detail is for the log
    noted = world.failures.find(message_id)
    assert noted is not None
    assert noted.times == 2


def test_a_failure_that_cannot_be_noted_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    note_failure(_refuse, {"messageId": "1"}, ValueError(), function="pacer")
    assert "a failure could not be noted" in caplog.messages


def test_many_letters_are_taken_over_in_one_run_and_the_rest_in_the_next(world: LetterWorld) -> None:
    for upload_id in range(25):
        world.die(upload_id)
    assert world.collector.collect("uploads", until=world.clock.now()) == 0  # no time is left
    assert world.collect() == 25
    (summary,) = [one for one in world.list.queues() if one.open]
    assert [(one.cause, one.open, one.needs_human) for one in summary.causes] == [(Cause.THROTTLED, 25, 0)]


STREAM = {
    "requestContext": {"condition": "RetryAttemptsExhausted", "approximateInvokeCount": 4},
    "responsePayload": None,
    "DDBStreamBatchInfo": {
        "shardId": "shardId-1",
        "startSequenceNumber": "100",
        "endSequenceNumber": "900",
        "batchSize": 12,
    },
}
RUN = {
    "requestContext": {"condition": "RetriesExhausted", "approximateInvokeCount": 1},
    "requestPayload": {"run": "scrape"},
    "responsePayload": {"errorType": "Sandbox.Timedout", "errorMessage": "RequestId: 1", "stackTrace": ["/var/task"]},
}


@pytest.mark.parametrize(
    ("queue", "body", "kind", "about"),
    [
        pytest.param("lanes", {"user_id": "1", "sequence": 7}, "tick", {"user_id": "1", "sequence": 7}, id="tick"),
        pytest.param(
            "fetches",
            {"connection_id": "c=", "user_id": "1", "kind": "check_deleted", "session_key": "k", "titles": []},
            "fetch",
            {"request": "check_deleted", "user_id": "1", "connection_id": "c="},
            id="request, of which the session stays untold",
        ),
        pytest.param(
            "images", {"image_id": "i", "refresh": True}, "image", {"image_id": "i", "refresh": 1}, id="image"
        ),
        pytest.param(
            "images",
            {"Records": [{"s3": {"object": {"key": "staging/0f8fad5b-d9cb-469f-a165-70867728950e_1800000000"}}}]},
            "image",
            {"image_id": "0f8fad5b-d9cb-469f-a165-70867728950e"},
            id="an event of S3",
        ),
        pytest.param(
            "scans",
            {"kind": "tick", "lane": "github", "sequence": 3},
            "tick",
            {"lane": "github", "sequence": 3},
            id="a tick of scans",
        ),
        pytest.param(
            "broadcaster",
            STREAM,
            "stream",
            {"shard_id": "shardId-1", "first": "100", "last": "900", "records": 12},
            id="records of a stream",
        ),
        pytest.param("janitor", RUN, "run", {"run": "scrape"}, id="a run of the janitor"),
        pytest.param("replays", {"replay_id": "r"}, "replay", {"replay_id": "r"}, id="replay"),
        pytest.param("replays", RUN, "run", {"run": "scrape"}, id="an invocation of the replayer"),
        pytest.param("uploads", {"batch_id": 1}, "unreadable", {}, id="half a message"),
        pytest.param("uploads", [1], "unreadable", {}, id="a list"),
        pytest.param("images", {"Records": []}, "unreadable", {}, id="an event about nothing"),
    ],
)
def test_every_queues_messages_are_read(queue: str, body: Any, kind: str, about: dict[str, Any]) -> None:
    reading = read_body(queue, json.dumps(body))
    assert (reading.kind, reading.about) == (kind, about)


def test_what_lambda_says_of_an_invocation_is_its_cause_without_the_trace() -> None:
    reading = read_body("janitor", json.dumps(RUN))
    assert (reading.cause, reading.error) == (Cause.LOST_WORKER, "RetriesExhausted: Sandbox.Timedout")


def test_an_invocation_by_the_clock_is_noted_by_its_own_id(world: LetterWorld) -> None:
    world.failures.note("request-7", function="janitor", cause=Cause.THROTTLED, error="ClientError: SlowDown")
    failed = {"requestContext": {"condition": "RetriesExhausted", "requestId": "request-7"}, "requestPayload": {}}
    world.dead["janitor"].put(failed | {"responsePayload": {"errorType": "ClientError"}}, redriven=False)
    world.collect("janitor")
    letter = world.only("janitor")
    assert (letter.cause, letter.error, letter.needs_human) == (Cause.THROTTLED, "ClientError: SlowDown", False)


def test_pushes_that_somebody_did_not_take_pass_by_themselves(world: LetterWorld) -> None:
    world.dead["broadcaster"].put(STREAM, redriven=False)
    broken = STREAM | {"responsePayload": {"errorType": "KeyError"}}
    world.dead["broadcaster"].put(broken, redriven=False)
    world.collect("broadcaster")
    assert [(one.cause, one.needs_human) for one in world.open("broadcaster")] == [
        (Cause.OUTSIDE, False),
        (Cause.UNKNOWN, True),
    ]


def test_a_handler_that_fails_by_the_clock_notes_why_under_the_invocations_id(
    world: LetterWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "failure_store", lambda: world.failures)

    @wiring.invoked("janitor")
    def handler() -> None:
        raise KeyError("secret")

    with traced("request-8", "request-8"), pytest.raises(KeyError):
        handler()
    noted = world.failures.find("request-8")
    assert noted is not None
    assert (noted.cause, noted.error) == (Cause.DEFECT, "KeyError")


def test_a_new_letter_is_open(world: LetterWorld) -> None:
    world.die()
    world.collect()
    assert world.only().status is LetterStatus.OPEN


def _refuse(*_arguments: Any, **_named: Any) -> Any:
    raise ConnectionError("the table is down")
