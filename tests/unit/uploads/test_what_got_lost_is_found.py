"""Crashes, lost messages, repeated messages and silent workers."""

from unittest import mock

import pytest

from curator.uploads.lanes.lane import Pause
from curator.uploads.lanes.recovery import Recovered
from curator.uploads.lanes.store import GRANT_GRACE, TICK_GRACE
from curator.uploads.lifecycle import CANCEL, CLAIM, ForbiddenTransitionError, check
from curator.uploads.messages import TickMessage, UploadMessage
from curator.uploads.models import Checkpoint, UploadStatus
from curator.uploads.worker.claims import Claim, Ending, LostClaimError
from curator.uploads.worker.hold import REPLICATION_SECONDS, Hold
from curator.uploads.worker.store import PhotographLocks
from tests.unit.uploads.world import ALICE, BOB, LEASE_SECONDS, TEN_PER_TEN_SECONDS, World

COMPLETED, IN_PROGRESS = UploadStatus.COMPLETED, UploadStatus.IN_PROGRESS
DONE = Ending(status=COMPLETED, success="https://commons.example/wiki/File:x")


def begin(world: World, batch_id: int) -> Claim:
    """Claim the only upload of a batch."""
    upload = world.only_upload(batch_id)
    claim = world.claims.begin(UploadMessage(user_id="1", batch_id=batch_id, upload_id=upload.id))
    assert claim is not None
    return claim


@pytest.mark.parametrize("deaths", [1, 2, 3])
def test_a_tick_that_died_before_sending_sends_when_it_comes_again(world: World, deaths: int) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2"])
    body = world.lanes_queue.receive()
    assert body is not None
    for _ in range(deaths):
        with mock.patch.object(world.uploads_queue, "send_many", side_effect=OSError), pytest.raises(OSError):  # noqa: PT011
            world.pacer.tick(TickMessage.parse(body))
    assert world.uploads_queue.sent == []
    world.pacer.tick(TickMessage.parse(body))
    world.run()
    assert world.statuses(batch_id) == [COMPLETED, COMPLETED]


def test_a_tick_that_comes_twice_leaves_one_chain_of_ticks(world: World) -> None:
    world.commons.limits["Alice"] = TEN_PER_TEN_SECONDS
    world.add_batch(ALICE, [str(n) for n in range(500)])
    body = world.lanes_queue.receive()
    assert body is not None
    for _ in range(3):
        world.pacer.tick(TickMessage.parse(body))
    granted = len(world.uploads_queue.sent)
    world.clock.advance(600)
    due = list(iter(world.lanes_queue.receive, None))
    for tick in due:
        world.pacer.tick(TickMessage.parse(tick))
    world.clock.advance(600)
    assert len(list(iter(world.lanes_queue.receive, None))) == 1
    sent_since = [body["upload_id"] for body, _ in world.uploads_queue.sent[granted:]]
    assert len(sent_since) == len(set(sent_since)) > 0


def test_a_tick_that_was_thought_lost_and_comes_late_does_nothing(world: World) -> None:
    world.add_batch(ALICE, ["1"])
    late = world.lanes_queue.receive()
    assert late is not None
    world.clock.advance(TICK_GRACE + 1)
    assert world.recovery.run() == Recovered(lanes=1, ticks=1, uploads=0)
    before = world.lanes.load("1")
    world.pacer.tick(TickMessage.parse(late))
    assert world.lanes.load("1") == before
    assert len(list(iter(world.lanes_queue.receive, None))) == 1


def test_a_stray_tick_does_nothing(world: World) -> None:
    world.add_batch(ALICE, ["1"])
    before = world.lanes.load("1")
    world.pacer.tick(TickMessage(user_id="1", sequence=77))
    assert world.lanes.load("1") == before
    assert world.uploads_queue.sent == []


# scenario 56
# scenario 113
def test_a_message_delivered_twice_uploads_once(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    (body, _), *_ = world.uploads_queue.sent
    for _ in range(3):
        world.worker.handle(UploadMessage.parse(body))
    assert world.statuses(batch_id) == [COMPLETED]
    assert list(world.commons.publishes.values()) == [1]


# The original looks after lost work at its start, unless a sentinel says it need not; ours looks each minute.
# scenario 89
# scenario 91
def test_a_lost_tick_is_sent_again_by_the_janitor(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.lanes_queue.lose_everything()
    assert world.recovery.run() == Recovered()
    world.clock.advance(TICK_GRACE + 1)
    assert world.recovery.run() == Recovered(lanes=1, ticks=1, uploads=0)
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]


# scenario 91
def test_a_lost_upload_message_is_sent_again_by_the_janitor(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2"])
    world.step()
    world.uploads_queue.lose_everything()
    world.clock.advance(GRANT_GRACE + 1)
    assert world.recovery.run() == Recovered(lanes=1, ticks=0, uploads=2)
    assert world.recovery.run() == Recovered()
    world.run()
    assert world.statuses(batch_id) == [COMPLETED, COMPLETED]


# scenario 91
def test_what_several_users_lost_is_found_and_goes_on_in_its_own_batch(world: World) -> None:
    batches = [world.add_batch(ALICE, ["1"]), world.add_batch(ALICE, ["2"]), world.add_batch(BOB, ["3"])]
    world.step()  # Alice's messages are sent, Bob's tick is not yet handled
    world.uploads_queue.lose_everything()
    world.lanes_queue.lose_everything()
    world.clock.advance(GRANT_GRACE + TICK_GRACE)
    assert world.recovery.run() == Recovered(lanes=2, ticks=1, uploads=2)
    world.run()
    assert [world.statuses(batch_id) for batch_id in batches] == [[COMPLETED]] * 3
    for key, batch_id in zip("123", batches, strict=True):
        group = world.service.get_batch(batch_id).edit_group_id
        assert group in world.commons.files[f"Photo {key}.jpg"].comment


# scenario 113
# scenario 114
def test_a_silent_workers_upload_is_done_by_another_and_published_once(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.commons.after["publish"] = [KeyboardInterrupt()]  # type: ignore[list-item]
    world.step()
    with pytest.raises(KeyboardInterrupt):
        world.step()
    assert world.statuses(batch_id) == [IN_PROGRESS]
    world.clock.advance(LEASE_SECONDS + 1)
    assert world.recovery.run() == Recovered(lanes=1, ticks=0, uploads=1)
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]
    assert list(world.commons.publishes.values()) == [1]


# scenario 56
# scenario 89
def test_an_upload_in_a_living_workers_hands_is_left_alone(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    begin(world, batch_id)
    upload = world.only_upload(batch_id)
    message = UploadMessage(user_id="1", batch_id=batch_id, upload_id=upload.id)
    assert world.claims.begin(message) is None
    assert world.recovery.run() == Recovered()


# scenario 113
# scenario 114
def test_a_worker_that_was_replaced_can_write_nothing_more(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    stale = begin(world, batch_id)
    world.clock.advance(LEASE_SECONDS + 1)
    fresh = begin(world, batch_id)
    assert fresh.upload.fence == stale.upload.fence + 1
    with pytest.raises(LostClaimError):
        world.claims.settle(stale, DONE, hits=1)
    with pytest.raises(LostClaimError):
        world.claims.put_back(stale, delay=1, why="", attempts={}, hits=1)
    with pytest.raises(LostClaimError):
        world.claims.renew(stale)
    with pytest.raises(LostClaimError):
        hold_of(world, stale).note(Checkpoint(publishing=True))
    world.claims.settle(fresh, DONE, hits=1)
    assert world.statuses(batch_id) == [COMPLETED]


def hold_of(world: World, claim: Claim) -> Hold:
    """Return a hold on a claim."""
    locks = PhotographLocks(world.lanes._table, world.clock)
    return Hold(claim, claims=world.claims, uploads=world.uploads, locks=locks, clock=world.clock)


# scenario 82
# scenario 114
def test_a_long_upload_keeps_its_lease_and_its_lock(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    hold = hold_of(world, begin(world, batch_id))
    assert hold.lock("abc")
    for _ in range(10):
        world.clock.advance(LEASE_SECONDS * 0.9)
        hold.keep()
        assert world.recovery.run() == Recovered()
    locks = PhotographLocks(world.lanes._table, world.clock)
    assert not locks.take("abc", upload_id=1000, fence=1, seconds=1)
    hold.release()
    assert locks.take("abc", upload_id=1000, fence=1, seconds=1)
    hold.release()
    assert not locks.take("abc", upload_id=2000, fence=1, seconds=1)


def test_a_download_longer_than_a_lease_is_nobodys_loss(world: World) -> None:
    def meanwhile() -> None:
        world.clock.advance(LEASE_SECONDS / 10)
        assert world.recovery.run() == Recovered()

    world.downloader.pieces, world.downloader.meanwhile = 20, meanwhile
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]
    assert world.downloader.begun == 1


def test_a_download_that_would_outlast_the_worker_is_handed_over_and_given_up_in_the_end(world: World) -> None:
    world.function_seconds = 900.0
    world.downloader.pieces = 100
    world.downloader.meanwhile = lambda: world.clock.advance(10)
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    upload = world.only_upload(batch_id)
    assert upload.status is UploadStatus.FAILED
    assert upload.error == {
        "type": "error",
        "message": "The photograph cannot be fetched and sent in time (tried 3 times)",
    }


def test_a_replaced_worker_neither_renews_nor_releases_its_successors_lock(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    stale = hold_of(world, begin(world, batch_id))
    assert stale.lock("abc")
    world.clock.advance(LEASE_SECONDS + 1)
    successor = hold_of(world, begin(world, batch_id))
    assert successor.lock("abc")
    assert not stale.lock("abc")
    stale.release()
    assert not PhotographLocks(world.lanes._table, world.clock).take("abc", upload_id=1000, fence=1, seconds=1)


# scenario 82
def test_the_lock_outlives_a_publish_until_the_replicas_have_heard_of_the_file(world: World) -> None:
    hold = hold_of(world, begin(world, world.add_batch(ALICE, ["1"])))
    assert hold.lock("abc")
    hold.published = "https://commons.example/wiki/File:x"
    hold.release()
    locks = PhotographLocks(world.lanes._table, world.clock)
    assert not locks.take("abc", upload_id=1000, fence=1, seconds=1)
    world.clock.advance(REPLICATION_SECONDS + 2)
    assert locks.take("abc", upload_id=1000, fence=1, seconds=1)


def test_a_shorter_outage_does_not_end_a_longer_one(world: World) -> None:
    now = world.clock.now()
    longer = Pause(until=now + 600, reason="the address is blocked")
    world.outages.declare(longer)
    world.outages.declare(Pause(until=now + 60, reason="read-only"))
    assert world.outages.current() == longer
    world.outages.declare(Pause(until=now + 900, reason="read-only"))
    assert world.outages.current() == Pause(until=now + 900, reason="read-only")


# scenario 88
# scenario 90
def test_an_idle_lane_is_not_even_looked_at(world: World) -> None:
    world.add_batch(ALICE, ["1"])
    world.run()
    world.clock.advance(86400)
    assert world.recovery.run() == Recovered()


def test_the_lifecycle_has_no_way_back_from_an_end() -> None:
    with pytest.raises(ForbiddenTransitionError):
        check(CLAIM, COMPLETED, IN_PROGRESS)
    with pytest.raises(ForbiddenTransitionError):
        check(CANCEL, IN_PROGRESS, UploadStatus.CANCELLED)


def test_a_worker_at_the_end_of_its_time_hands_over_and_the_next_goes_on_at_the_offset(world: World) -> None:
    world.function_seconds, world.commons.chunk_size, world.commons.chunk_seconds = 900, 4, 300
    batch_id = world.add_batch(ALICE, ["12345"])  # 16 bytes
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]
    assert world.commons.resumed_at == [0, 12]
    assert world.only_upload(batch_id).attempts == {}
    assert list(world.commons.publishes.values()) == [1]


# scenario 114
def test_an_upload_that_no_worker_gets_further_with_fails_with_the_reason(world: World) -> None:
    world.function_seconds, world.commons.chunk_size, world.commons.chunk_seconds = 100, 4, 300
    batch_id = world.add_batch(ALICE, ["12345"])
    world.run()
    upload = world.only_upload(batch_id)
    assert upload.status is UploadStatus.FAILED
    assert upload.error is not None
    assert upload.error["message"] == "The photograph cannot be fetched and sent in time (tried 3 times)"


def test_a_publish_begun_by_a_lost_worker_is_asked_about_before_another_is_sent(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.commons.faults["publish"] = [KeyboardInterrupt()]  # type: ignore[list-item]
    world.step()
    with pytest.raises(KeyboardInterrupt):
        world.step()
    world.clock.advance(LEASE_SECONDS + 1)
    world.recovery.run()
    world.run()
    assert world.commons.outcomes_asked == ["key"]
    assert world.statuses(batch_id) == [COMPLETED]
