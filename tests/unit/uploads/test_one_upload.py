"""What one upload leaves behind, and which messages bring none about."""

from dataclasses import replace

import pytest

from curator.uploads.lifecycle import CANCEL
from curator.uploads.messages import UploadMessage
from curator.uploads.models import UploadStatus
from tests.unit.uploads.world import ALICE, World

CANCELLED, COMPLETED, QUEUED = UploadStatus.CANCELLED, UploadStatus.COMPLETED, UploadStatus.QUEUED


def message_of(world: World, batch_id: int) -> UploadMessage:
    """Return the message of a batch's only upload."""
    return UploadMessage(user_id="1", batch_id=batch_id, upload_id=world.only_upload(batch_id).id)


# scenario 55
def test_an_upload_ends_with_the_address_of_its_page_and_the_token_is_forgotten(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    upload = world.only_upload(batch_id)
    assert (upload.status, upload.success) == (COMPLETED, "https://commons.example/wiki/File:Photo_1.jpg")
    assert upload.error is None
    assert world.lanes.load("1").encrypted_token is None


# scenario 58
def test_the_edit_summary_of_an_upload_ends_with_the_marker_of_its_batch(world: World) -> None:
    batches = [world.add_batch(ALICE, [key]) for key in ("1", "2")]
    world.run()
    groups = [world.service.get_batch(batch_id).edit_group_id for batch_id in batches]
    assert len(set(groups)) == 2
    for key, group in zip(("1", "2"), groups, strict=True):
        comment = world.commons.files[f"Photo {key}.jpg"].comment
        assert comment.endswith(f"([[:toolforge:editgroups-commons/b/curator/{group}|details]])")


# scenario 83
def test_an_upload_is_an_upload_and_three_edits_the_last_of_them_for_the_templates(world: World) -> None:
    """The wiki counts a publish as an edit too; then come the structured data and the null edit."""
    world.add_batch(ALICE, ["1"])
    world.run()
    assert {action: len(hits) for (_, action), hits in world.commons.hits.items()} == {"upload": 1, "edit": 3}


# scenario 56
@pytest.mark.parametrize("title", ["1", "Blacklisted"], ids=["completed", "failed"])
def test_a_message_of_an_upload_that_is_over_begins_nothing(world: World, title: str) -> None:
    batch_id = world.add_batch(ALICE, [title])
    world.run()
    before = world.only_upload(batch_id)
    begun = world.downloader.begun
    world.worker.handle(message_of(world, batch_id))
    assert (world.only_upload(batch_id), world.downloader.begun) == (before, begun)


# scenario 56
def test_a_message_of_a_cancelled_upload_begins_nothing(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    upload = world.only_upload(batch_id)
    world.uploads.transition(upload, CANCEL, becomes=replace(upload, status=CANCELLED))
    world.worker.handle(message_of(world, batch_id))
    assert (world.statuses(batch_id), world.downloader.begun) == ([CANCELLED], 0)


# scenario 56
def test_a_message_of_an_upload_nobody_knows_begins_nothing(world: World) -> None:
    world.worker.handle(UploadMessage(user_id="1", batch_id=7, upload_id=77))
    assert world.downloader.begun == 0


# The original fails it; ours leaves it to the message that comes with the user's next token.
# scenario 56
def test_an_upload_of_a_lane_without_a_token_is_left_queued(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.lanes.change("1", lambda lane: replace(lane, encrypted_token=None))
    world.worker.handle(message_of(world, batch_id))
    assert (world.statuses(batch_id), world.downloader.begun) == ([QUEUED], 0)


# Unlike the original there is nothing to revoke: no upload has a task, and its message finds it cancelled.
# scenario 37
def test_uploads_are_cancelled_whether_or_not_a_message_was_sent_for_them(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    world.add_slice(ALICE, batch_id, ["2"], slice_id=1)
    assert [body["upload_id"] for body, _ in world.uploads_queue.sent] == [1]
    assert world.service.cancel_batch(ALICE, batch_id) == 2
    world.run()
    assert world.statuses(batch_id) == [CANCELLED] * 2
    assert not world.commons.publishes


# scenario 37
# scenario 112
def test_an_upload_that_a_worker_begins_at_that_moment_does_not_keep_the_others_from_being_cancelled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2", "3"])
    as_they_were = world.service.list_uploads(batch_id)
    message = UploadMessage(user_id="1", batch_id=batch_id, upload_id=as_they_were[1].id)
    assert world.claims.begin(message) is not None
    monkeypatch.setattr(world.uploads, "list_uploads", lambda _batch_id: iter(as_they_were))
    assert world.service.cancel_batch(ALICE, batch_id) == 2
    monkeypatch.undo()
    assert world.statuses(batch_id) == [CANCELLED, UploadStatus.IN_PROGRESS, CANCELLED]
