"""What passes by itself is replayed without anybody; what comes back is left to a human."""

from itertools import pairwise

import pytest

from curator.operations.dead_letters.causes import PASSING
from curator.operations.dead_letters.models import Cause
from curator.operations.replays.automatic import LETTERS_PER_CAUSE, LETTERS_PER_RUN, PAUSES, STRIKES
from curator.operations.replays.models import Origin
from curator.operations.replays.trials.store import FORGOTTEN_SECONDS
from tests.unit.operations.incidents.test_recording import record, rings
from tests.unit.operations.replays.letter_world import REPLAYED, LetterWorld

LASTING = [Cause.GIVEN_UP, Cause.UNREADABLE, Cause.DEFECT, Cause.UNKNOWN]


@pytest.fixture
def world() -> LetterWorld:
    return LetterWorld()


def minute(world: LetterWorld, seconds: float = 60.0) -> int:
    """Let time pass, then do what the clock has the replayer do; return how many replays were asked for."""
    world.clock.advance(seconds)
    world.collector.collect("uploads", until=world.clock.now() + 60)
    asked = world.automatic.run()
    world.run()
    return len(asked)


def test_a_throttled_message_goes_back_after_a_pause(world: LetterWorld) -> None:
    world.die()
    assert minute(world, 1) == 0
    assert minute(world, PAUSES[0] - 1) == 0
    assert minute(world, 1) == 1
    assert world.uploads_back() == [1]
    ((replay,), _) = world.replays.newest(limit=10)
    assert (replay.wish.origin, replay.wish.asked_by.username) == (Origin.ALARM, "replayer")
    assert replay.wish.reason == "Nobody has to ask: throttled passes by itself"


@pytest.mark.parametrize("cause", LASTING)
def test_what_does_not_pass_by_itself_waits_for_a_human_whatever_rings(world: LetterWorld, cause: Cause) -> None:
    world.die(cause=cause)
    for _ in range(5):
        assert record(world, rings(world))["replay_ids"] == []
        assert minute(world, 3600) == 0
    assert world.only().needs_human


def test_every_cause_is_known_to_pass_or_is_a_humans() -> None:
    assert set(LASTING) == set(Cause) - PASSING


def test_a_cause_that_comes_back_is_tried_ever_later_and_then_left_to_a_human(
    world: LetterWorld, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[float] = []
    began = world.clock.now()
    world.die()
    for _ in range(24 * 60):
        before = len(world.went_back)
        minute(world)
        if len(world.went_back) > before:
            tries.append(world.clock.now() - began)
            world.die()  # it dies again at once
    assert len(tries) == STRIKES
    pauses = [later - sooner for sooner, later in pairwise(tries)]
    assert pauses[0] >= PAUSES[1]
    assert pauses[1] >= PAUSES[2]
    assert world.only().needs_human
    assert world.only().deaths == STRIKES + 1
    assert "a dead letter needs a human" in caplog.messages


def test_an_operator_may_still_replay_what_was_left_to_them(world: LetterWorld) -> None:
    world.die(cause=Cause.DEFECT)
    world.collect()
    world.ask()
    world.run()
    assert world.uploads_back() == [1]


def test_what_was_left_to_an_operator_is_not_sent_along_with_others_of_its_cause(world: LetterWorld) -> None:
    world.die(1)
    world.collect()
    world.result = OSError()
    world.ask()
    world.run()  # it is refused
    world.result = REPLAYED
    world.die(2)
    for _ in range(5):
        minute(world)
    assert world.uploads_back() == [2]
    assert world.only().needs_human


def test_a_large_backlog_goes_back_a_budget_at_a_time(world: LetterWorld) -> None:
    for upload_id in range(2 * LETTERS_PER_CAUSE + 10):
        world.die(upload_id)
    minute(world, 1)
    backs = []
    for _ in range(4):
        before = len(world.went_back)
        minute(world)
        backs.append(len(world.went_back) - before)
    assert backs == [LETTERS_PER_CAUSE, LETTERS_PER_CAUSE, 10, 0]


def test_all_causes_together_have_a_budget_too(world: LetterWorld) -> None:
    causes = sorted(PASSING)[:3]
    for number, cause in enumerate(causes * LETTERS_PER_CAUSE):
        world.die(number, cause=cause)
    minute(world, 1)
    minute(world)
    assert len(world.went_back) == LETTERS_PER_RUN


def test_after_a_quiet_day_a_cause_begins_anew(world: LetterWorld) -> None:
    world.die()
    minute(world, 1)
    minute(world)
    world.die()
    minute(world, 1)
    trial = world.trials.get("uploads", Cause.THROTTLED)
    assert trial is not None
    assert trial.strikes == 0  # it is not looked at before its pause is over
    minute(world)
    trial = world.trials.get("uploads", Cause.THROTTLED)
    assert trial is not None
    assert trial.strikes == 1
    world.clock.advance(PAUSES[1] + FORGOTTEN_SECONDS)
    assert world.trials.get("uploads", Cause.THROTTLED) is None


def test_the_replayers_own_letters_are_an_operators(world: LetterWorld) -> None:
    world.dead["replays"].put({"replay_id": "r"})
    world.collect("replays")
    for _ in range(3):
        world.clock.advance(3600)
        assert world.automatic.run() == []
