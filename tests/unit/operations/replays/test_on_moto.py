"""The same on moto's tables and queues: what DynamoDB and SQS make of our expressions and requests."""

import json
import time
from collections.abc import Iterator

import pytest
from moto import mock_aws

from curator.foundation import aws
from curator.foundation.tracing import CORRELATION
from curator.operations.audit.store import AuditStore
from curator.operations.dead_letters import queues
from curator.operations.dead_letters.models import Cause, LetterStatus
from curator.operations.dead_letters.queues import SqsDeadLetters
from curator.operations.replays.automatic import PAUSES
from curator.operations.replays.errors import ReplayNotFoundError
from curator.operations.replays.models import LetterOutcome
from tests.fakes.clock import VirtualClock
from tests.fakes.plain_tables import plain_table
from tests.unit.operations.incidents.test_recording import record, rings
from tests.unit.operations.replays.letter_world import LetterWorld


@pytest.fixture
def world() -> Iterator[LetterWorld]:
    clock = VirtualClock()
    with plain_table("operations", clock) as table:
        yield LetterWorld(clock, table)


def test_letters_are_kept_counted_claimed_and_ended(world: LetterWorld) -> None:
    world.die(1, cause=None)
    world.die(2, cause=Cause.DEFECT)
    world.die(2)
    world.collect()
    assert [letter.deaths for letter in world.open()] == [1, 1, 2]
    summary = world.list.queues()[1]
    assert (summary.open, summary.needs_human, summary.not_read) == (3, 1, 0)
    replay = world.ask({"causes": ["defect", "throttled"]}, budget=1)
    world.run()
    done = world.replays.find(replay.id)
    assert (done.more, done.counts[LetterOutcome.REPLAYED]) == (True, 1)
    ended, _ = world.list.page(ended=True, limit=10)
    assert [(one.status, one.replay_id) for one in ended] == [(LetterStatus.REPLAYED, replay.id)]
    summary = world.list.queues()[1]
    assert (summary.open, summary.needs_human) == (2, 0)


@pytest.mark.parametrize(
    ("queue", "body"),
    [
        pytest.param("uploads", '{"user_id": "1", "batch_id": 1e999, "upload_id": 1}', id="an infinite number"),
        pytest.param("uploads", f'{{"user_id": "1", "batch_id": {10**50}, "upload_id": 1}}', id="a long number"),
        pytest.param("uploads", "[" * 100_000, id="deep"),
        pytest.param("lanes", '{"user_id": "", "sequence": 1}', id="nobody's"),
        pytest.param("lanes", '{"user_id": "\\ud800", "sequence": 1}', id="half a surrogate pair"),
        pytest.param("lanes", f'{{"user_id": "{"x" * 2000}", "sequence": 1}}', id="longer than a key may be"),
    ],
)
def test_a_letter_of_any_shape_is_taken_over_and_keeps_none_behind_it_from_it(
    world: LetterWorld, queue: str, body: str
) -> None:
    world.dead[queue].put(body)
    world.dead[queue].put({"user_id": "1", "batch_id": 1, "upload_id": 2, "sequence": 3})
    assert world.collect(queue) == 2
    assert len(world.open(queue)) == 2
    assert world.dead[queue].depth() == 0


def test_an_id_that_is_too_long_for_a_key_is_an_unknown_one(world: LetterWorld) -> None:
    one_id = "1800000000000000-" + "x" * 1024
    with pytest.raises(ReplayNotFoundError):
        world.replays.find(one_id)
    assert AuditStore(world.table).get(one_id) is None


def test_a_letter_that_is_refused_is_an_operators(world: LetterWorld) -> None:
    world.die()
    world.collect()
    world.result = OSError()
    world.ask()
    world.run()
    assert world.only().needs_human
    assert not world.letters.needs_human(world.only())
    assert world.list.queues()[1].needs_human == 1


def test_causes_are_tried_and_incidents_begin_and_end(world: LetterWorld) -> None:
    world.die()
    incident = record(world, rings(world))
    assert incident["found"] == {"throttled": 1}
    world.clock.advance(PAUSES[0])
    (replay_id,) = record(world, rings(world))["replay_ids"]
    world.run()
    assert world.uploads_back() == [1]
    assert world.replays.find(replay_id).counts[LetterOutcome.REPLAYED] == 1
    assert record(world, rings(world, "OK"))["ended_at"] is not None


def test_a_queue_of_sqs_hands_letters_out_with_all_it_knows_and_forgets_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queues, "WAIT_SECONDS", 0)
    aws.sqs.cache_clear()
    with mock_aws():
        url = aws.sqs().create_queue(QueueName="dead")["QueueUrl"]
        source = SqsDeadLetters(aws.sqs, url)
        before = time.time()
        aws.sqs().send_message(
            QueueUrl=url,
            MessageBody=json.dumps({"user_id": "1", "sequence": 1}),
            MessageAttributes={CORRELATION: {"DataType": "String", "StringValue": "click-7"}},
        )
        assert source.depth() == 1
        (received,) = source.receive()
        assert source.receive() == []  # it is hidden
        assert source.depth() == 1
        assert (received.receives, received.correlation_id, received.redriven) == (1, "click-7", False)
        assert before - 1 <= received.sent_at <= time.time()
        source.forget(received)
        source.forget(received)
        assert source.depth() == 0
        assert SqsDeadLetters(aws.sqs, f"{url}-unknown").depth() is None
    aws.sqs.cache_clear()
