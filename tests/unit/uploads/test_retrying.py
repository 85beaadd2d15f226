"""Trying uploads again, as copies in a new batch."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from curator.commons.limits import Limit, RateLimits
from curator.uploads.errors import BatchNotFoundError, NothingToRetryError, NotYourBatchError
from curator.uploads.models import UploadStatus
from curator.uploads.retrying import retrier
from curator.uploads.retrying.store import RetryNotes
from curator.uploads.service import UploadService
from tests.unit.uploads.admin_world import OPERATOR, AdminWorld, memory_world
from tests.unit.uploads.world import ALICE, BOB, new_upload

COMPLETED, FAILED, QUEUED = UploadStatus.COMPLETED, UploadStatus.FAILED, UploadStatus.QUEUED
TOKEN = "token of Alice"


@pytest.fixture
def world() -> AdminWorld:
    return memory_world()[0]


def failed_batch(world: AdminWorld, keys: list[str], *, failed: int) -> int:
    """Return a batch of Alice's of which the first have failed and the others are completed."""
    batch_id = world.add_batch(ALICE, keys)
    world.room.uploads.fail(world.ids(batch_id)[:failed])
    world.run()
    return batch_id


# scenario 39
def test_the_failed_uploads_are_copied_into_a_new_batch_and_the_originals_stay(world: AdminWorld) -> None:
    batch_id = failed_batch(world, ["1", "2", "3"], failed=2)
    originals = world.service.list_uploads(batch_id)
    copy_id = world.room.retrier.retry_batch(ALICE, batch_id, encrypted_token=TOKEN)
    batch, copies = world.service.get_batch(copy_id), world.service.list_uploads(copy_id)
    assert (batch.user_id, batch.total) == ("1", 2)
    assert batch.edit_group_id != world.service.get_batch(batch_id).edit_group_id
    assert [copy.status for copy in copies] == [QUEUED, QUEUED]
    assert all((copy.error, copy.success, copy.fence, copy.sha1) == (None, None, 0, None) for copy in copies)
    texts, before = world.service.get_texts(copies), world.service.get_texts(originals)
    for copy, original in zip(copies, originals, strict=False):
        expected = replace(before[original.id], upload_id=copy.id, batch_id=copy_id)
        assert texts[copy.id] == expected
    assert world.service.list_uploads(batch_id) == originals
    world.run()
    assert world.statuses(copy_id) == [COMPLETED, COMPLETED]
    assert world.statuses(batch_id) == [FAILED, FAILED, COMPLETED]


# scenario 40
def test_only_failed_uploads_of_ones_own_batch_are_retried(world: AdminWorld) -> None:
    batch_id = failed_batch(world, ["1"], failed=0)
    with pytest.raises(NothingToRetryError, match=f"batch {batch_id}"):
        world.room.retrier.retry_batch(ALICE, batch_id, encrypted_token=TOKEN)
    with pytest.raises(NotYourBatchError):
        world.room.retrier.retry_batch(BOB, batch_id, encrypted_token=TOKEN)
    with pytest.raises(BatchNotFoundError):
        world.room.retrier.retry_batch(ALICE, 99, encrypted_token=TOKEN)
    assert world.service.list_batches(page=1, limit=10)[1] == 1


def test_an_operator_retries_anybodys_batch_in_a_batch_of_their_own(world: AdminWorld) -> None:
    batch_id = failed_batch(world, ["1"], failed=1)
    copy_id = world.room.retrier.retry_batch(OPERATOR, batch_id, encrypted_token="token of Operator")
    assert world.service.get_batch(copy_id).user_id == "9"


# scenario 17
def test_an_operators_retry_copies_what_no_worker_has_and_ignores_what_is_not_there(world: AdminWorld) -> None:
    done, waiting = world.add_batch(ALICE, ["1"]), world.add_batch(BOB, ["2", "3"])
    world.room.uploads.fail(world.ids(done))
    begun = world.ids(waiting)[1]
    world.room.uploads.cancel(world.ids(waiting)[:1])
    world.commons.faults["stash"] = [KeyboardInterrupt()]  # type: ignore[list-item]
    with pytest.raises(KeyboardInterrupt):
        world.run()
    assert world.upload(begun).status is UploadStatus.IN_PROGRESS
    wanted = [*world.ids(done), *world.ids(waiting), 999]
    number, copy_id = world.room.retrier.retry_uploads(OPERATOR, wanted, encrypted_token="token of Operator")
    assert copy_id is not None
    copies = world.service.list_uploads(copy_id)
    assert (number, [copy.key for copy in copies]) == (2, ["1", "2"])


# scenario 17
@pytest.mark.parametrize("ids", [[], [999]], ids=["empty", "unknown"])
def test_a_retry_of_nothing_makes_no_batch(world: AdminWorld, ids: list[int]) -> None:
    assert world.room.retrier.retry_uploads(OPERATOR, ids, encrypted_token="token") == (0, None)
    assert world.service.list_batches(page=1, limit=10) == ([], 0)


# scenario 18
def test_an_operators_copies_run_in_the_operators_own_lane_at_the_operators_pace(world: AdminWorld) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=1, seconds=3600), edit=None)
    batch_id = world.add_batch(ALICE, ["1", "2", "3"])
    ids = world.ids(batch_id)
    world.room.uploads.fail(ids)
    began = world.clock.now()
    _, copy_id = world.room.retrier.retry_uploads(OPERATOR, ids, encrypted_token="token of Operator")
    assert copy_id is not None
    batch = world.service.get_batch(copy_id)
    assert (batch.user_id, batch.username) == ("9", "Operator")
    assert batch.edit_group_id != world.service.get_batch(batch_id).edit_group_id
    world.run()
    assert world.statuses(copy_id) == [COMPLETED] * 3
    assert {file.uploader for file in world.commons.files.values()} == {"Operator"}
    assert world.clock.now() - began < 60


# scenario 18
def test_an_operators_copies_can_be_cancelled(world: AdminWorld) -> None:
    ids = world.ids(world.add_batch(ALICE, ["1", "2"]))
    world.room.uploads.fail(ids)
    _, copy_id = world.room.retrier.retry_uploads(OPERATOR, ids, encrypted_token="token of Operator")
    assert copy_id is not None
    assert world.service.cancel_batch(OPERATOR, copy_id) == 2
    world.run()
    assert not world.commons.publishes


def test_copies_of_several_sources_and_more_than_a_slice_keep_their_order(
    world: AdminWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrier, "MAX_SLICE_ITEMS", 2)
    batch = world.service.create_batch(ALICE)
    for slice_id, (handler, keys) in enumerate([("fake", ["1", "2", "3"]), ("other", ["4"]), ("fake", ["5"])]):
        items = [new_upload(key) for key in keys]
        world.service.add_slice(
            ALICE, batch_id=batch.id, slice_id=slice_id, handler=handler, items=items, encrypted_token=TOKEN
        )
    world.room.uploads.fail(world.ids(batch.id))
    copies = world.service.list_uploads(world.room.retrier.retry_batch(ALICE, batch.id, encrypted_token=TOKEN))
    assert [(copy.key, copy.handler) for copy in copies] == [
        ("1", "fake"),
        ("2", "fake"),
        ("3", "fake"),
        ("4", "other"),
        ("5", "fake"),
    ]


def dying_after(calls: int, monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> Callable[[], None]:
    """Let a method die at its call number `calls`; return what mends it."""
    original, number = getattr(owner, name), count()

    def dies(*arguments: Any, **named: Any) -> Any:
        if next(number) == calls:
            raise KeyboardInterrupt
        return original(*arguments, **named)

    monkeypatch.setattr(owner, name, dies)
    return lambda: monkeypatch.setattr(owner, name, original)


@pytest.mark.parametrize(
    ("owner", "name", "calls"),
    [(UploadService, "add_slice", 0), (UploadService, "add_slice", 2), (RetryNotes, "end", 0)],
    ids=["before-the-first-slice", "before-the-third-slice", "after-the-last-slice"],
)
def test_a_retry_that_was_cut_short_is_completed_by_asking_again(
    world: AdminWorld, monkeypatch: pytest.MonkeyPatch, owner: type, name: str, calls: int
) -> None:
    monkeypatch.setattr(retrier, "MAX_SLICE_ITEMS", 2)
    batch_id = failed_batch(world, list("123456"), failed=6)
    mend = dying_after(calls, monkeypatch, owner, name)
    with pytest.raises(KeyboardInterrupt):
        world.room.retrier.retry_batch(ALICE, batch_id, encrypted_token=TOKEN)
    mend()
    copy_id = world.room.retrier.retry_batch(ALICE, batch_id, encrypted_token=TOKEN)
    assert [copy.key for copy in world.service.list_uploads(copy_id)] == list("123456")
    assert world.service.list_batches(page=1, limit=10)[1] == 2
    world.run()
    assert world.statuses(copy_id) == [COMPLETED] * 6
    assert set(world.commons.publishes.values()) == {1}


def test_two_clicks_at_the_same_moment_fill_one_batch(world: AdminWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = failed_batch(world, ["1", "2"], failed=2)
    add_slice, other = UploadService.add_slice, []

    def meanwhile(self: UploadService, *arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(UploadService, "add_slice", add_slice)
        other.append(world.room.retrier.retry_batch(ALICE, batch_id, encrypted_token=TOKEN))
        return self.add_slice(*arguments, **named)

    monkeypatch.setattr(UploadService, "add_slice", meanwhile)
    copy_id = world.room.retrier.retry_batch(ALICE, batch_id, encrypted_token=TOKEN)
    assert other == [copy_id]
    assert world.service.get_batch(copy_id).total == 2


def test_of_two_retries_that_begin_at_once_both_take_the_first_ones_batch(world: AdminWorld) -> None:
    notes = RetryNotes(world.table, world.clock)
    assert (notes.begin("1", "digest", 5), notes.begin("1", "digest", 6)) == (5, 5)
    world.clock.advance(25 * 3600)
    assert notes.find("1", "digest") is None
    assert notes.begin("1", "digest", 7) == 7


def test_a_retry_asked_for_again_later_makes_another_batch(world: AdminWorld) -> None:
    batch_id = failed_batch(world, ["1"], failed=1)
    first = world.room.retrier.retry_batch(ALICE, batch_id, encrypted_token=TOKEN)
    second = world.room.retrier.retry_batch(ALICE, batch_id, encrypted_token=TOKEN)
    assert second > first
