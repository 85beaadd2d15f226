"""Who takes the next upload: a message's worker, the worker that has just ended one, or one that is called."""

from dataclasses import replace

import pytest

from curator.commons.limits import Limit, RateLimits
from curator.uploads.lanes.lane import LIMITS_FRESH_SECONDS, Lane, Pause
from curator.uploads.lanes.recovery import Recovered
from curator.uploads.lanes.store import GRANT_GRACE, LaneStore, encode
from curator.uploads.lanes.turns import SURELY_DELIVERED_SECONDS, Turns
from curator.uploads.lifecycle import CANCEL
from curator.uploads.messages import UploadMessage
from curator.uploads.models import UploadStatus
from curator.uploads.worker.claims import Claim, Ending
from curator.uploads.worker.worker import STAY_SECONDS
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.uploads.world import ALICE, World

DONE = Ending(status=UploadStatus.COMPLETED, success="https://commons.example/wiki/File:x")


@pytest.fixture
def turns(world: World) -> Turns:
    return Turns(
        lanes=world.lanes, outages=world.outages, uploads_queue=world.uploads_queue, pace=world.pace, clock=world.clock
    )


def granted(world: World, count: int) -> list[UploadMessage]:
    """Return the messages of a batch that the pacer has just granted; none is delivered."""
    world.add_batch(ALICE, [str(n) for n in range(count)])
    world.step()
    sent = [UploadMessage.parse(body) for body, _ in world.uploads_queue.sent]
    world.uploads_queue.lose_everything()
    world.uploads_queue.sent.clear()
    return sent


def begun(world: World, messages: list[UploadMessage]) -> list[Claim]:
    """Claim these uploads."""
    claims = [world.claims.begin(message) for message in messages]
    assert None not in claims
    return [claim for claim in claims if claim is not None]


def test_a_message_that_finds_all_places_taken_is_not_wanted(world: World, turns: Turns) -> None:
    messages = granted(world, 5)
    begun(world, messages[:2])
    assert turns.wanted(messages[3])
    begun(world, messages[2:3])
    assert not turns.wanted(messages[3])


def test_of_the_messages_that_come_during_a_pause_only_enough_are_wanted_to_fill_the_places(
    world: World, turns: Turns
) -> None:
    messages = granted(world, 5)
    world.clock.advance(5)  # all of them have come
    world.outages.declare(Pause(until=world.clock.now() + 60, reason="the wiki is read-only"))
    for message in messages[:3]:
        assert turns.wanted(message)
        assert world.claims.begin(message) is None  # it is given a slot after the pause
    assert not turns.wanted(messages[3])
    world.clock.advance(60)
    assert turns.wanted(messages[3])


def test_a_message_whose_slot_nobody_knows_is_looked_into_however_full_the_lane(world: World, turns: Turns) -> None:
    messages = granted(world, 5)
    begun(world, messages[:3])
    assert turns.wanted(messages[0])


def test_whoever_ends_an_upload_takes_the_one_whose_turn_is_next(world: World, turns: Turns) -> None:
    messages = granted(world, 5)
    first, *_ = begun(world, messages[:3])
    world.clock.advance(1)
    world.claims.settle(first, DONE, hits=1)
    assert turns.take("1") == messages[3]
    assert world.uploads_queue.sent == []


def test_a_turn_that_the_windows_do_not_allow_soon_is_left_to_its_message(world: World, turns: Turns) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=1, seconds=60), edit=None)
    messages = granted(world, 2)
    (only,) = begun(world, messages[:1])
    world.claims.settle(only, DONE, hits=1)
    assert turns.take("1") is None
    world.clock.advance(60)
    assert turns.take("1") == messages[1]


def test_nothing_is_taken_from_a_full_or_an_empty_lane(world: World, turns: Turns) -> None:
    assert turns.take("1") is None
    begun(world, granted(world, 5)[:3])
    assert turns.take("1") is None


def test_empty_places_are_filled_by_calling_workers_whose_messages_were_dropped(world: World, turns: Turns) -> None:
    messages = granted(world, 6)
    assert turns.take("1") == messages[0]
    assert world.uploads_queue.sent == []  # their own messages may still come
    world.clock.advance(SURELY_DELIVERED_SECONDS + 5)
    assert turns.take("1") == messages[0]
    assert [UploadMessage.parse(body) for body, _ in world.uploads_queue.sent] == messages[1:3]
    assert turns.take("1") == messages[0]
    assert len(world.uploads_queue.sent) == 2  # they have been called


def test_a_turn_whose_message_was_dropped_gets_another_for_when_the_windows_open(world: World, turns: Turns) -> None:
    messages = granted(world, 5)
    claims = begun(world, messages[:3])
    world.clock.advance(30)
    for claim in claims:
        world.claims.settle(claim, DONE, hits=1)
    world.lanes.change("1", lambda lane: replace(lane, limits=RateLimits(upload=Limit(3, 60), edit=None)))
    assert [turns.take("1"), turns.take("1")] == [None, None]
    assert [UploadMessage.parse(body) for body, _ in world.uploads_queue.sent] == messages[3:]
    assert [delay for _, delay in world.uploads_queue.sent] == pytest.approx([62, 62], abs=0.01)  # see `COUNTED_LONGER`


# scenario 63
def test_one_message_is_enough_for_all_uploads_whose_turns_follow_at_once(world: World) -> None:
    first, *_ = granted(world, 5)
    world.worker.handle(first)
    assert world.statuses(first.batch_id) == [UploadStatus.COMPLETED] * 5
    assert world.uploads_queue.sent == []


def test_a_worker_leaves_an_upload_alone_when_all_places_are_taken(world: World) -> None:
    messages = granted(world, 5)
    begun(world, messages[:3])
    world.worker.handle(messages[3])
    assert world.statuses(messages[3].batch_id)[3:] == [UploadStatus.QUEUED] * 2


def test_a_worker_that_was_long_with_one_lane_leaves_its_next_turn_to_the_queue(world: World) -> None:
    messages = granted(world, 2)
    world.commons.chunk_seconds = STAY_SECONDS
    world.worker.handle(messages[0])
    assert world.statuses(messages[0].batch_id) == [UploadStatus.COMPLETED, UploadStatus.QUEUED]
    assert world.uploads_queue.sent == [(messages[1].body(), 0)]


def test_a_worker_goes_on_with_the_next_turn_after_an_upload_that_was_cancelled(world: World) -> None:
    messages = granted(world, 3)
    cancelled = world.service.list_uploads(messages[0].batch_id)[0]
    world.uploads.transition(cancelled, CANCEL, becomes=replace(cancelled, status=UploadStatus.CANCELLED))
    world.worker.handle(messages[0])
    assert world.statuses(messages[0].batch_id) == [UploadStatus.CANCELLED, *[UploadStatus.COMPLETED] * 2]


# scenario 89
def test_the_janitor_leaves_a_lane_with_a_living_worker_alone(world: World) -> None:
    messages = granted(world, 5)
    (claim,) = begun(world, messages[:1])
    for _ in range(4):
        world.clock.advance(GRANT_GRACE / 2)
        world.claims.renew(claim)
    assert world.recovery.run() == Recovered()
    world.claims.settle(claim, DONE, hits=1)
    assert world.recovery.run() == Recovered(lanes=1, ticks=0, uploads=4)


def test_the_last_uploads_of_a_lane_are_made_under_fresh_limits_however_long_they_wait(world: World) -> None:
    messages = granted(world, 2)
    assert world.lanes.load("1").tick is None
    world.outages.declare(Pause(until=world.clock.now() + 800, reason="the wiki is read-only"))
    assert [world.claims.begin(message) for message in messages] == [None, None]
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=1, seconds=60), edit=None)
    world.clock.advance(LIMITS_FRESH_SECONDS)
    assert world.recovery.run() == Recovered(lanes=1, ticks=1, uploads=0)
    world.step()
    assert world.lanes.load("1").limits == world.commons.limits["Alice"]
    assert world.recovery.run() == Recovered()


def test_granted_uploads_that_wait_for_a_place_are_planned_one_after_the_other(world: World) -> None:
    granted(world, 30)
    lane = world.lanes.load("1")
    late = max(grant.at for _, grant in lane.turns()) + 100
    ends = sorted(lane.planned_ends(world.pace.rules(lane), late).values())
    assert ends == pytest.approx([late + lane.duration * (1 + n // 3) for n in range(30)])


@pytest.mark.parametrize(
    ("used", "kept"),
    [
        pytest.param((), (), id="none"),
        pytest.param((5.0, 5.0, 7.25), (5.0, 5.0, 7.25), id="some"),
        pytest.param((1.0001,), (1.001,), id="rounded up, never down"),
        pytest.param((1.0, 5_000_000.0), (5_000_000.0,), id="too long ago to matter"),
    ],
)
def test_ends_come_back_from_the_table_in_milliseconds(used: tuple[float, ...], kept: tuple[float, ...]) -> None:
    clock = VirtualClock()
    table = MemoryTable(clock)
    store = LaneStore(table, clock)
    store.change("1", lambda _: Lane(user_id="1", used=used))
    assert store.load("1").used == kept


def test_a_full_windows_ends_take_little_of_the_lanes_item() -> None:
    item = encode(Lane(user_id="1", used=tuple(1_800_000_000 + 1.3 * n for n in range(361))))
    assert len(item["used_after"]) == 361 * 4
