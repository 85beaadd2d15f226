"""Creating batches, adding slices, listing and cancelling."""

from itertools import count, pairwise
from typing import Any
from unittest import mock

import pytest

from curator.commons.limits import Limit, RateLimits
from curator.identity.principals import Principal
from curator.uploads.errors import (
    BatchNotFoundError,
    InvalidSliceError,
    NothingToCancelError,
    NotYourBatchError,
    SliceConflictError,
)
from curator.uploads.lanes.store import TICK_GRACE
from curator.uploads.messages import UploadMessage
from curator.uploads.models import UploadStatus
from curator.uploads.service import MAX_SLICE_ITEMS
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.uploads.world import ALICE, BOB, World

CANCELLED, COMPLETED, QUEUED = UploadStatus.CANCELLED, UploadStatus.COMPLETED, UploadStatus.QUEUED


def test_a_slice_delivered_twice_is_stored_once_and_answered_alike(world: World) -> None:
    batch = world.service.create_batch(ALICE)
    first = world.add_slice(ALICE, batch.id, ["1", "2"])
    again = world.add_slice(ALICE, batch.id, ["1", "2"])
    assert again == first
    assert world.service.get_batch(batch.id).total == 2


def test_a_slice_number_used_again_for_other_items_is_refused_and_loses_nothing(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    with pytest.raises(SliceConflictError):
        world.add_slice(ALICE, batch_id, ["2"])
    assert [upload.key for upload in world.service.list_uploads(batch_id)] == ["1"]


def test_a_slice_larger_than_one_transaction_is_stored_whole(world: World) -> None:
    batch_id = world.add_batch(ALICE, [str(n) for n in range(100)])
    assert [upload.key for upload in world.service.list_uploads(batch_id)] == [str(n) for n in range(100)]
    assert world.service.get_batch(batch_id).counts[QUEUED] == 100


def test_a_slice_that_was_cut_short_is_completed_by_its_repetition(world: World) -> None:
    batch = world.service.create_batch(ALICE)
    keys = [str(n) for n in range(60)]
    insert, calls = world.uploads.insert_uploads, count()

    def dies_after_the_first_part(*arguments: Any, **named: Any) -> None:
        if next(calls):
            raise KeyboardInterrupt
        insert(*arguments, **named)

    with (
        mock.patch.object(world.uploads, "insert_uploads", dies_after_the_first_part),
        pytest.raises(KeyboardInterrupt),
    ):
        world.add_slice(ALICE, batch.id, keys)
    stored = world.add_slice(ALICE, batch.id, keys)
    assert [upload.key for upload in stored] == keys
    assert world.service.get_batch(batch.id).total == 60


def test_a_slice_whose_sender_died_right_after_storing_it_still_gets_its_turn(world: World) -> None:
    batch = world.service.create_batch(ALICE)
    with mock.patch.object(world.lanes_queue, "send", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        world.add_slice(ALICE, batch.id, ["1"])
    world.clock.advance(TICK_GRACE + 1)
    world.recovery.run()
    world.run()
    assert world.statuses(batch.id) == [COMPLETED]


@pytest.mark.parametrize("size", [0, MAX_SLICE_ITEMS + 1], ids=["empty", "too large"])
def test_a_slice_of_an_impossible_size_is_refused(world: World, size: int) -> None:
    batch = world.service.create_batch(ALICE)
    with pytest.raises(InvalidSliceError):
        world.add_slice(ALICE, batch.id, [str(n) for n in range(size)])


def test_nobody_adds_to_a_batch_that_is_not_theirs_or_not_there(world: World) -> None:
    batch = world.service.create_batch(ALICE)
    with pytest.raises(NotYourBatchError):
        world.add_slice(BOB, batch.id, ["1"])
    with pytest.raises(BatchNotFoundError):
        world.add_slice(ALICE, 999, ["1"])


def test_a_slice_stored_late_with_lower_ids_still_gets_its_turn(world: World) -> None:
    batch = world.service.create_batch(ALICE)
    early_ids = world.uploads.reserve_ids("upload", 2)
    world.add_slice(ALICE, batch.id, ["3", "4"], slice_id=1)
    world.run()
    reserve, world.uploads.reserve_ids = world.uploads.reserve_ids, lambda _kind, _count=1: early_ids  # type: ignore[method-assign,assignment]
    world.add_slice(ALICE, batch.id, ["1", "2"], slice_id=0)
    world.uploads.reserve_ids = reserve  # type: ignore[method-assign]
    world.run()
    assert world.statuses(batch.id) == [COMPLETED] * 4
    assert set(world.commons.publishes.values()) == {1}


# scenario 116
def test_two_slices_stored_at_the_same_moment_share_no_slot(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=1, seconds=60), edit=None)
    batch = world.service.create_batch(ALICE)
    insert = world.uploads.insert_uploads

    def after_another_slice(*arguments: Any, **named: Any) -> None:
        monkeypatch.setattr(world.uploads, "insert_uploads", insert)
        world.add_slice(ALICE, batch.id, ["3", "4"], slice_id=1)
        insert(*arguments, **named)

    monkeypatch.setattr(world.uploads, "insert_uploads", after_another_slice)
    world.add_slice(ALICE, batch.id, ["1", "2"])
    world.step()
    slots = [grant.at for _, grant in world.lanes.load("1").turns()]
    assert len(slots) == 4
    assert all(later - earlier >= 60 for earlier, later in pairwise(slots))
    world.run()
    assert (world.statuses(batch.id), world.commons.refusals) == ([COMPLETED] * 4, 0)


def test_batches_are_listed_newest_first_page_by_page(world: World) -> None:
    alices = [world.service.create_batch(ALICE).id for _ in range(5)]
    bobs = world.service.create_batch(BOB).id
    batches, total = world.service.list_batches(page=1, limit=4)
    assert ([batch.id for batch in batches], total) == ([bobs, *alices[:1:-1]], 6)
    batches, total = world.service.list_batches(page=2, limit=4)
    assert ([batch.id for batch in batches], total) == ([alices[1], alices[0]], 6)
    batches, total = world.service.list_batches(page=1, limit=2, user_id="1")
    assert ([batch.id for batch in batches], total) == ([alices[4], alices[3]], 5)
    assert world.service.list_batches(page=9, limit=4) == ([], 6)


def test_the_filter_finds_batches_by_id_and_by_any_part_of_the_user_name(world: World) -> None:
    world.service.create_batch(ALICE)
    bobs = world.service.create_batch(BOB)
    assert world.service.list_batches(page=1, limit=10, filter_text="bO") == ([bobs], 1)
    assert world.service.list_batches(page=1, limit=10, filter_text=str(bobs.id)) == ([bobs], 1)
    assert world.service.list_batches(page=1, limit=10, filter_text="zzz") == ([], 0)


# scenario 32
# scenario 88
def test_a_cancelled_upload_is_never_published(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2", "3"])
    world.step()  # the pacer grants all three
    assert world.service.cancel_batch(ALICE, batch_id) == 3
    world.run()
    assert world.statuses(batch_id) == [CANCELLED] * 3
    assert not world.commons.publishes
    assert world.service.get_batch(batch_id).finished
    assert world.lanes.load("1").idle


# scenario 36
def test_cancelling_half_way_leaves_what_has_begun_alone(world: World) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=1, seconds=60), edit=None)
    batch_id = world.add_batch(ALICE, ["1", "2", "3"])
    world.step()
    world.step()
    assert world.service.cancel_batch(ALICE, batch_id) == 2
    world.run()
    assert sorted(world.statuses(batch_id)) == [CANCELLED, CANCELLED, COMPLETED]


# scenario 112
def test_cancel_and_claim_at_the_same_moment_have_exactly_one_winner(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    (upload,) = world.service.list_uploads(batch_id)
    claim = world.claims.begin(UploadMessage(user_id="1", batch_id=batch_id, upload_id=upload.id))
    assert claim is not None
    assert world.service._cancel(upload) is False  # it still believes the upload is queued
    assert world.statuses(batch_id) == [UploadStatus.IN_PROGRESS]


# scenario 33
# scenario 34
# scenario 35
# scenario 38
def test_only_the_owner_and_an_admin_may_cancel(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    with pytest.raises(NotYourBatchError):
        world.service.cancel_batch(BOB, batch_id)
    admin = Principal(user_id="9", username="Root", roles=frozenset({"admin"}))
    assert world.service.cancel_batch(admin, batch_id) == 1
    with pytest.raises(NothingToCancelError):
        world.service.cancel_batch(ALICE, batch_id)
    with pytest.raises(BatchNotFoundError):
        world.service.cancel_batch(ALICE, 999)


def test_thousands_of_uploads_are_cancelled_in_few_transactions() -> None:
    clock = VirtualClock()
    table = MemoryTable(clock)
    world = World(table, clock)
    batch_id = world.add_batch(ALICE, [str(n) for n in range(450)])
    before = table.operations.write_requests
    assert world.service.cancel_batch(ALICE, batch_id) == 450
    assert table.operations.write_requests - before <= 450 / 99 + 2
    assert set(world.statuses(batch_id)) == {CANCELLED}
    assert world.service.get_batch(batch_id).counts[CANCELLED] == 450


def test_a_worker_that_is_faster_with_one_upload_does_not_keep_the_others_from_being_cancelled(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2", "3"])
    seen = world.service.list_uploads(batch_id)
    message = UploadMessage(user_id="1", batch_id=batch_id, upload_id=seen[1].id)
    assert world.claims.begin(message) is not None
    with mock.patch.object(world.uploads, "list_uploads", return_value=iter(seen)):
        assert world.service.cancel_batch(ALICE, batch_id) == 2
    assert world.statuses(batch_id) == [CANCELLED, UploadStatus.IN_PROGRESS, CANCELLED]
