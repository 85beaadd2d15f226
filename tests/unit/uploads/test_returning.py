"""Dead letters of uploads go back into their lane, keep the wiki's limits there, and are published once."""

from collections import Counter
from dataclasses import replace

import pytest

from curator.uploads.lanes.lane import log_in_again
from curator.uploads.lanes.returning import LaneReturn, Returned
from curator.uploads.messages import TickMessage, UploadMessage
from curator.uploads.models import Upload, UploadStatus
from tests.unit.uploads.world import ALICE, LEASE_SECONDS, TEN_PER_TEN_SECONDS, World

COMPLETED = UploadStatus.COMPLETED


@pytest.fixture
def back(world: World) -> LaneReturn:
    return LaneReturn(
        lanes=world.lanes,
        uploads=world.uploads,
        waker=world.waker,
        lanes_queue=world.lanes_queue,
        clock=world.clock,
    )


def message_of(upload: Upload) -> UploadMessage:
    return UploadMessage(user_id=upload.user_id, batch_id=upload.batch_id, upload_id=upload.id)


def lose_messages(world: World) -> None:
    """Let every message die: of ticks, and of uploads whose turn has come."""
    world.uploads_queue.lose_everything()
    world.lanes_queue.lose_everything()


def test_uploads_whose_messages_died_are_published_once_each(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, [str(n) for n in range(20)])
    world.step()  # the tick grants all of them
    lose_messages(world)
    uploads = list(world.service.list_uploads(batch_id))
    assert [back.upload(message_of(upload)) for upload in uploads] == [Returned.IN_LANE] * 20
    world.run()
    assert world.statuses(batch_id) == [COMPLETED] * 20
    assert set(world.commons.publishes.values()) == {1}


def test_no_message_goes_past_the_limiter(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    lose_messages(world)
    sent = len(world.uploads_queue.sent)
    back.upload(message_of(world.only_upload(batch_id)))
    assert len(world.uploads_queue.sent) == sent
    assert world.lanes_queue.next_due() is not None


def test_an_upload_that_came_back_does_not_wait_for_the_lanes_next_tick(world: World, back: LaneReturn) -> None:
    world.commons.limits["Alice"] = TEN_PER_TEN_SECONDS
    batch_id = world.add_batch(ALICE, [str(n) for n in range(500)])
    world.step()
    tick = world.lanes.load("1").tick
    assert tick is not None
    assert tick.due > world.clock.now() + 30
    lose_messages(world)
    first = next(iter(world.service.list_uploads(batch_id)))
    back.upload(message_of(first))
    assert world.lanes_queue.next_due() == world.clock.now()
    back.upload(message_of(first))
    assert len([1 for _ in iter(world.lanes_queue.receive, None)]) == 1  # one tick is enough


def test_a_thousandfold_return_keeps_the_wikis_limit(world: World, back: LaneReturn) -> None:
    world.commons.limits["Alice"] = TEN_PER_TEN_SECONDS
    batch_id = world.add_batch(ALICE, [str(n) for n in range(60)])
    world.step()
    lose_messages(world)
    for _ in range(3):
        for upload in world.service.list_uploads(batch_id):
            back.upload(message_of(upload))
    began = world.clock.now()
    world.run()
    assert world.statuses(batch_id) == [COMPLETED] * 60
    assert set(world.commons.publishes.values()) == {1}
    assert world.clock.now() - began >= 50  # sixty at ten in ten seconds


def test_an_upload_that_has_ended_does_not_come_back(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    before = world.lanes.load("1")
    assert back.upload(message_of(world.only_upload(batch_id))) is Returned.OVER
    assert back.upload(UploadMessage(user_id="1", batch_id=batch_id, upload_id=99)) is Returned.UNKNOWN
    assert world.lanes.load("1") == before


def test_a_cancelled_upload_is_not_published_after_its_letter_was_replayed(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    lose_messages(world)
    world.service.cancel_batch(ALICE, batch_id)
    assert back.upload(message_of(world.only_upload(batch_id))) is Returned.OVER
    world.run()
    assert world.commons.publishes == {}


def test_an_upload_in_a_workers_hands_stays_there(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    assert world.claims.begin(message_of(world.only_upload(batch_id))) is not None
    assert back.upload(message_of(world.only_upload(batch_id))) is Returned.IN_HANDS


def test_an_upload_whose_worker_was_lost_is_taken_over_and_published_once(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    assert world.claims.begin(message_of(world.only_upload(batch_id))) is not None
    lose_messages(world)
    world.clock.advance(LEASE_SECONDS + 1)
    assert back.upload(message_of(world.only_upload(batch_id))) is Returned.IN_LANE
    assert world.lanes.load("1").flying == {}
    for _ in range(5):
        world.clock.advance(60)
        world.recovery.run()
        world.run()
    assert world.statuses(batch_id) == [COMPLETED]
    assert world.commons.publishes == Counter(world.commons.publishes.keys())


def test_an_upload_of_a_paused_batch_waits_for_its_owner(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    world.pausing.pause(ALICE, batch_id)
    lose_messages(world)
    assert back.upload(message_of(world.only_upload(batch_id))) is Returned.HELD
    world.pausing.resume(ALICE, batch_id, encrypted_token="token of Alice")
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]


def test_a_lane_that_waits_for_a_login_is_not_woken_and_loses_nothing(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    lose_messages(world)
    world.lanes.change("1", lambda lane: replace(lane, pause=log_in_again(world.clock.now())))
    assert back.upload(message_of(world.only_upload(batch_id))) is Returned.WAITS_FOR_LOGIN
    assert world.lanes.load("1").waits_for_login
    assert world.lanes_queue.next_due() is None
    world.waker.logged_in("1", "token of Alice")
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]


def test_a_lane_at_rest_says_that_it_has_no_token(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.lanes.change("1", lambda lane: replace(lane, encrypted_token=None))
    assert back.upload(message_of(world.only_upload(batch_id))) is Returned.ASLEEP


def test_a_chain_whose_tick_died_goes_on(world: World, back: LaneReturn) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2"])
    tick = world.lanes_queue.receive()
    assert tick is not None
    assert world.lanes_queue.next_due() is None
    assert back.tick(TickMessage.parse(tick)) is Returned.TICKS
    assert back.tick(TickMessage.parse(tick)) is Returned.CHAIN_RUNS
    world.run()
    assert world.statuses(batch_id) == [COMPLETED, COMPLETED]


def test_a_tick_of_a_lane_without_work_is_not_sent_again(world: World, back: LaneReturn) -> None:
    world.add_batch(ALICE, ["1"])
    world.run()
    assert back.tick(TickMessage(user_id="1", sequence=1)) is Returned.NO_WORK
    assert world.lanes_queue.next_due() is None
