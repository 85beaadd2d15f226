"""A batch that its owner holds back: nothing of it begins, nothing of it is lost."""

from curator.commons.limits import Limit, RateLimits
from curator.sources.errors import SourceCdnError
from curator.uploads.messages import UploadMessage
from curator.uploads.models import UploadStatus
from curator.uploads.views import batch_progress
from tests.unit.uploads.world import ALICE, World

COMPLETED, QUEUED = UploadStatus.COMPLETED, UploadStatus.QUEUED
TOKEN = "token of Alice"
ONE_A_MINUTE = RateLimits(upload=Limit(hits=1, seconds=60), edit=None)


def test_nothing_of_a_paused_batch_begins_and_all_of_it_goes_on_afterwards(world: World) -> None:
    world.commons.limits["Alice"] = ONE_A_MINUTE
    batch_id = world.add_batch(ALICE, ["1", "2", "3"])
    world.step()
    world.step()
    world.pausing.pause(ALICE, batch_id)
    world.run()
    assert world.statuses(batch_id) == [COMPLETED, QUEUED, QUEUED]
    world.clock.advance(30 * 86400)
    assert (world.lanes_queue.next_due(), world.uploads_queue.next_due()) == (None, None)
    world.pausing.resume(ALICE, batch_id, TOKEN)
    world.run()
    assert world.statuses(batch_id) == [COMPLETED] * 3


def test_a_message_that_was_under_way_when_the_batch_was_paused_begins_nothing(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    world.pausing.pause(ALICE, batch_id)
    (upload,) = world.service.list_uploads(batch_id)
    message = UploadMessage(user_id="1", batch_id=batch_id, upload_id=upload.id)
    assert world.claims.begin(message) is None
    assert world.lanes.load("1").encrypted_token is None  # kept no longer than it is needed


def test_a_message_of_a_paused_batch_begins_nothing_though_the_lane_is_awake(world: World) -> None:
    paused = world.add_batch(ALICE, ["1"])
    world.add_batch(ALICE, ["2"])
    world.step()
    world.pausing.pause(ALICE, paused)
    (upload,) = world.service.list_uploads(paused)
    assert world.lanes.load("1").encrypted_token is not None
    assert world.claims.begin(UploadMessage(user_id="1", batch_id=paused, upload_id=upload.id)) is None


def test_other_batches_of_the_user_take_the_turns_of_a_paused_one(world: World) -> None:
    paused = world.add_batch(ALICE, [str(n) for n in range(150)])
    world.pausing.pause(ALICE, paused)
    other = world.add_batch(ALICE, ["a", "b"])
    world.run()
    assert world.statuses(other) == [COMPLETED] * 2
    assert world.statuses(paused) == [QUEUED] * 150
    world.pausing.resume(ALICE, paused, TOKEN)
    world.run()
    assert world.statuses(paused) == [COMPLETED] * 150


def test_an_upload_that_has_to_be_tried_again_waits_for_its_batch(world: World) -> None:
    world.downloader.failures = [SourceCdnError("503")]
    batch_id = world.add_batch(ALICE, ["1"])
    world.downloader.meanwhile = lambda: None
    world.step()
    world.step()
    world.pausing.pause(ALICE, batch_id)
    world.run()
    assert world.statuses(batch_id) == [QUEUED]
    assert batch_progress(world.service.get_batch(batch_id))["paused"]["reason"] == "paused"
    world.pausing.resume(ALICE, batch_id, TOKEN)
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]


def test_a_paused_batch_that_is_cancelled_leaves_nothing_in_the_lane(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2"])
    world.pausing.pause(ALICE, batch_id)
    world.service.cancel_batch(ALICE, batch_id)
    world.run()
    lane = world.lanes.load("1")
    assert (lane.held, lane.waiting, lane.encrypted_token) == (frozenset(), {}, None)


def test_a_slice_added_to_a_paused_batch_waits_with_it(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.pausing.pause(ALICE, batch_id)
    world.add_slice(ALICE, batch_id, ["2"], slice_id=1)
    world.run()
    assert world.statuses(batch_id) == [QUEUED] * 2
    world.pausing.resume(ALICE, batch_id, TOKEN)
    world.run()
    assert world.statuses(batch_id) == [COMPLETED] * 2


def test_a_paused_batch_promises_no_finish_time_and_gets_one_when_it_goes_on(world: World) -> None:
    world.commons.limits["Alice"] = ONE_A_MINUTE
    batch_id = world.add_batch(ALICE, ["1", "2"])
    world.step()
    paused = batch_progress(world.pausing.pause(ALICE, batch_id))
    assert "finish_at" not in paused
    world.pausing.resume(ALICE, batch_id, TOKEN)
    world.step()
    world.step()
    shown = batch_progress(world.service.get_batch(batch_id))
    assert "finish_at" in shown
    assert "paused" not in shown
