"""Replays send letters back: each once at a time, within a budget, and whatever happens in between."""

import pytest

from curator.operations.dead_letters.errors import UnknownQueueError
from curator.operations.dead_letters.models import Cause, LetterStatus
from curator.operations.dead_letters.store import LEASE_SECONDS, LetterTakenError
from curator.operations.replays.errors import InvalidSelectionError, InvalidWishError, ReplayNotFoundError
from curator.operations.replays.models import LetterOutcome, ReplayStatus, Result
from curator.operations.replays.running import MARGIN_SECONDS
from curator.operations.replays.selection import Selection
from curator.operations.replays.store import LEASE_SECONDS as REPLAY_SECONDS
from tests.unit.operations.replays.letter_world import OPERATOR, RUN_SECONDS, LetterWorld


@pytest.fixture
def world() -> LetterWorld:
    return LetterWorld()


def test_all_letters_of_a_queue_go_back_and_the_record_tells_who_asked_and_why(world: LetterWorld) -> None:
    for upload_id in (1, 2, 3):
        world.die(upload_id)
    world.clock.advance(1)
    replay = world.ask()
    assert (replay.status, world.went_back) == (ReplayStatus.PENDING, [])
    world.run()
    assert world.uploads_back() == [1, 2, 3]
    done = world.replays.find(replay.id)
    assert (done.status, done.more, done.counts) == (
        ReplayStatus.DONE,
        False,
        {LetterOutcome.REPLAYED: 3, LetterOutcome.SUPERSEDED: 0, LetterOutcome.REFUSED: 0},
    )
    assert (done.wish.asked_by, done.wish.reason) == (OPERATOR, "the outage is over")
    assert world.open() == []
    assert world.done == [done]
    letters, following = world.replays.letters(replay.id, limit=2)
    assert [one.outcome for one in letters] == [LetterOutcome.REPLAYED] * 2
    assert following == letters[-1].letter_id


def test_a_letter_that_nobody_had_read_yet_is_part_of_all(world: LetterWorld) -> None:
    world.die()
    world.clock.advance(1)
    world.ask()
    assert world.open() == []
    world.run()
    assert world.uploads_back() == [1]


@pytest.mark.parametrize(
    ("selection", "uploads"),
    [
        pytest.param({"all": True}, [1, 2, 3], id="all"),
        pytest.param({"causes": ["throttled"]}, [1, 3], id="causes"),
        pytest.param({"causes": ["throttled", "defect"]}, [1, 2, 3], id="several causes"),
        pytest.param({"older_than": 50}, [1, 2], id="older than"),
        pytest.param({"older_than": 0}, [1, 2, 3], id="older than nothing"),
    ],
)
def test_a_selection_takes_what_it_says(world: LetterWorld, selection: dict[str, object], uploads: list[int]) -> None:
    for upload_id, cause in ((1, Cause.THROTTLED), (2, Cause.DEFECT), (3, Cause.THROTTLED)):
        world.die(upload_id, cause=cause)
        world.clock.advance(40)
    world.ask(selection)
    world.run()
    assert world.uploads_back() == uploads


def test_letters_are_chosen_by_their_ids_and_unknown_ids_are_none(world: LetterWorld) -> None:
    for upload_id in (1, 2, 3):
        world.die(upload_id)
    world.collect()
    chosen = [world.open()[2].id, world.open()[0].id, "0000000000000-unknown"]
    world.ask({"ids": chosen})
    world.run()
    assert world.uploads_back() == [1, 3]


@pytest.mark.parametrize(
    "selection",
    [
        {},
        {"all": False},
        {"ids": []},
        {"ids": ["1"]},
        {"ids": ["1800000000000-" + "x" * 1024]},  # DynamoDB takes no longer key
        {"ids": ["1800000000000-\ud800"]},
        {"ids": [1800000000000]},
        {"causes": ["bad luck"]},
        {"older_than": -1},
        {"older_than": float("inf")},  # as JSON's 1e999 is read
        {"older_than": 10**400},
        {"all": True, "ids": ["1800000000000-a"]},
    ],
)
def test_a_selection_that_says_not_what_is_meant_is_refused(selection: dict[str, object]) -> None:
    with pytest.raises(InvalidSelectionError):
        Selection.parse(selection)


def test_a_wish_for_no_queue_without_reason_or_beyond_the_budget_is_refused(world: LetterWorld) -> None:
    with pytest.raises(UnknownQueueError):
        world.ask(queue="emails")
    for budget in (0, 1001):
        with pytest.raises(InvalidWishError):
            world.ask(budget=budget)
    assert world.replays.newest(limit=10) == ([], None)
    with pytest.raises(ReplayNotFoundError):
        world.replays.find("unknown")


def test_a_budget_is_kept_and_what_it_left_is_told(world: LetterWorld) -> None:
    for upload_id in range(5):
        world.die(upload_id)
    world.clock.advance(1)
    replay = world.ask(budget=3)
    world.run()
    assert world.uploads_back() == [0, 1, 2]
    assert world.replays.find(replay.id).more is True
    assert len(world.open()) == 2


def test_a_replay_that_takes_longer_than_a_run_goes_on_in_the_next(world: LetterWorld) -> None:
    for upload_id in range(12):
        world.die(upload_id)
    world.clock.advance(1)
    world.seconds_a_letter = 10
    replay = world.ask()
    world.run()
    assert world.uploads_back() == list(range(12))
    assert len(world.queue.sent) == 3  # five letters a run, and MARGIN_SECONDS
    assert RUN_SECONDS - MARGIN_SECONDS == 50
    assert world.replays.find(replay.id).counts[LetterOutcome.REPLAYED] == 12


def test_a_letter_that_has_nothing_left_to_do_is_superseded(world: LetterWorld) -> None:
    world.die()
    world.clock.advance(1)
    world.result = Result(outcome=LetterOutcome.SUPERSEDED, note="the upload has ended")
    world.ask()
    world.run()
    letters, _ = world.list.page(queue="uploads", ended=True, limit=10)
    assert [(one.status, one.outcome) for one in letters] == [(LetterStatus.SUPERSEDED, "the upload has ended")]


def test_a_letter_whose_way_back_fails_stays_for_an_operator_who_may_try_again(world: LetterWorld) -> None:
    world.die()
    world.clock.advance(1)
    world.result = OSError("secret path")
    world.ask()
    world.run()
    letter = world.only()
    assert (letter.status, letter.needs_human, letter.outcome) == (LetterStatus.OPEN, True, "OSError")
    world.result = Result(outcome=LetterOutcome.REPLAYED, note="back")
    world.clock.advance(1)
    world.ask()
    world.run()
    assert world.open() == []
    assert world.list.queues()[1].needs_human == 0


def test_what_an_operator_sent_back_waits_for_them_no_more(world: LetterWorld) -> None:
    for upload_id in (1, 2):
        world.die(upload_id, cause=Cause.DEFECT)
    world.collect()
    world.ask(budget=1)
    world.run()
    (summary,) = [one for one in world.list.queues() if one.open]
    assert (summary.open, summary.needs_human) == (1, 1)


def test_two_replays_at_once_send_no_letter_twice(world: LetterWorld) -> None:
    world.die()
    world.collect()
    first, second = world.ask(), world.ask()
    letter = world.letters.claim(world.only(), replay_id=first.id)
    world.run(second)
    assert world.went_back == []
    assert world.replays.find(second.id).status is ReplayStatus.DONE
    with pytest.raises(LetterTakenError):
        world.letters.claim(letter, replay_id=second.id)
    world.run(first)
    assert world.uploads_back() == [1]


def test_a_replay_asked_twice_of_the_replayer_is_worked_off_by_one(world: LetterWorld) -> None:
    world.die()
    world.clock.advance(1)
    replay = world.ask()
    held = world.replay_store.begin(replay.id)
    assert held is not None
    world.run(replay)
    assert world.went_back == []
    world.clock.advance(REPLAY_SECONDS)
    world.run(replay)
    assert world.uploads_back() == [1]
    world.run(replay)
    assert world.uploads_back() == [1]


def test_a_replayer_that_died_after_it_sent_a_letter_back_leaves_it_to_the_next_one(world: LetterWorld) -> None:
    world.die()
    world.clock.advance(1)
    replay = world.ask()
    end, world.letters.end = world.letters.end, _stopped  # type: ignore[method-assign]
    with pytest.raises(SystemExit):
        world.run(replay)
    world.letters.end = end  # type: ignore[method-assign]
    assert world.only().status is LetterStatus.REPLAYING
    assert world.replay_store.under_way(limit=10) == [replay.id]
    world.clock.advance(REPLAY_SECONDS)
    world.run(replay)
    assert world.uploads_back() == [1, 1]  # at least once: what it leads to expects repeats
    assert world.replays.find(replay.id).counts[LetterOutcome.REPLAYED] == 1
    assert world.replay_store.under_way(limit=10) == []


def test_a_letter_of_a_replay_that_never_goes_on_is_free_for_another(world: LetterWorld) -> None:
    world.die()
    world.collect()
    world.letters.claim(world.only(), replay_id="lost")
    world.clock.advance(LEASE_SECONDS)
    world.ask()
    world.run()
    assert world.uploads_back() == [1]


def test_what_dies_again_while_its_replay_runs_is_not_sent_in_circles(world: LetterWorld) -> None:
    world.die(1)
    world.clock.advance(1)
    back = world.runner._ways["uploads"]

    def comes_back(letter: object) -> Result:
        world.clock.advance(1)
        world.die(1)
        world.collect()
        return back(letter)  # type: ignore[arg-type]

    world.runner._ways = {"uploads": comes_back}
    replay = world.ask()
    world.run()
    assert world.uploads_back() == [1]
    assert world.replays.find(replay.id).counts[LetterOutcome.REPLAYED] == 1
    assert world.only().deaths == 2


def test_replays_are_listed_the_newest_first_a_page_at_a_time(world: LetterWorld) -> None:
    asked = []
    for _ in range(3):
        world.clock.advance(1)
        asked.append(world.ask().id)
    page, following = world.replays.newest(limit=2)
    assert [one.id for one in page] == [asked[2], asked[1]]
    assert following is not None
    page, following = world.replays.newest(limit=2, before=following)
    assert ([one.id for one in page], following) == ([asked[0]], None)


def _stopped(*_arguments: object, **_named: object) -> None:
    raise SystemExit
