"""Fifty images per user and hour by the clock, exactly."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from curator.foundation.table import Item, Table, TransactionConflictError, Update
from curator.images.errors import QuotaExceededError
from curator.images.models import Quota
from curator.images.quota.service import UploadQuota
from curator.images.quota.store import QuotaStore
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import LISTED, MemoryTable
from tests.fakes.serial_table import SerialTable
from tests.fakes.tables import images_table
from tests.unit.images.world import ALICE, BOB, World

HALF_PAST = 1_800_000_000.0 + 1800  # the clock's start is a full hour


# scenario images-31
# scenario images-32
def test_what_remains_falls_by_one_with_each_upload(world: World) -> None:
    quotas = [world.upload().quota for _ in range(3)]
    assert [quota.remaining for quota in quotas] == [49, 48, 47]
    assert {(quota.limit, quota.resets_at) for quota in quotas} == {(50, 1_800_003_600)}


# scenario images-33
# scenario images-34
def test_the_fifty_first_upload_of_an_hour_is_refused_and_only_this_users(world: World) -> None:
    world.clock.advance(1800.5)
    assert [world.upload().quota.remaining for _ in range(50)][-1] == 0
    with pytest.raises(QuotaExceededError) as caught:
        world.upload()
    assert (caught.value.status, caught.value.code) == (429, "UPLOAD_003")
    assert caught.value.public_message == "Rate limit exceeded. Maximum 50 uploads per hour."
    assert caught.value.quota == Quota(limit=50, remaining=0, resets_at=1_800_003_600)
    assert caught.value.retry_after == 1799.5
    assert (world.used(), world.statistics.stats().total_jobs) == (50, 50)
    assert world.upload(BOB).quota.remaining == 49


def test_one_may_be_told_to_come_back_in_a_second_at_least(world: World) -> None:
    for _ in range(50):
        world.upload()
    world.clock.advance(3599.9)
    with pytest.raises(QuotaExceededError) as caught:
        world.upload()
    assert caught.value.retry_after == 1.0


# scenario images-35
def test_the_next_hour_by_the_clock_begins_anew(world: World) -> None:
    world.clock.advance(3599)
    for _ in range(50):
        world.upload()
    world.clock.advance(1)
    assert world.upload().quota == Quota(limit=50, remaining=49, resets_at=1_800_007_200)


# scenario images-36
def test_of_sixty_uploads_at_the_same_moment_exactly_fifty_pass() -> None:
    clock = VirtualClock()
    quota = UploadQuota(QuotaStore(SerialTable(clock, indexes=LISTED), clock), limit=50, clock=clock)
    start = Barrier(60)

    def upload(_: int) -> int | None:
        start.wait()
        try:
            return quota.charge("alice")[0].remaining
        except QuotaExceededError:
            return None

    with ThreadPoolExecutor(max_workers=60) as pool:
        remaining = list(pool.map(upload, range(60)))
    assert sorted(left for left in remaining if left is not None) == list(range(50))
    assert remaining.count(None) == 10


def test_a_hit_that_is_given_back_can_be_used_again() -> None:
    clock = VirtualClock()
    with images_table(clock) as table:
        quota = UploadQuota(QuotaStore(table, clock), limit=1, clock=clock)
        _, window = quota.charge("alice")
        quota.give_back("alice", window)
        assert quota.charge("alice")[0].remaining == 0
        with pytest.raises(QuotaExceededError):
            quota.charge("alice")


def test_nothing_is_given_back_to_an_hour_whose_count_is_gone() -> None:
    clock = VirtualClock()
    table = MemoryTable(clock, indexes=LISTED)
    quota = UploadQuota(QuotaStore(table, clock), limit=1, clock=clock)
    _, window = quota.charge("alice")
    clock.advance(25 * 3600)
    quota.give_back("alice", window)
    assert table.operations.requests["update"] == 1


def test_a_count_goes_a_day_after_its_hour() -> None:
    clock = VirtualClock(HALF_PAST)
    table = MemoryTable(clock, indexes=LISTED)
    UploadQuota(QuotaStore(table, clock), limit=1, clock=clock).charge("alice")
    item = table.get({"PK": "QUOTA#alice", "SK": "2027-01-15T08:00:00"})
    assert item is not None
    assert item["expires_at"] == 1_800_003_600 + 86_400


def test_a_charge_that_meets_another_write_of_the_count_is_tried_again() -> None:
    clock = VirtualClock()

    class Busy(MemoryTable):
        conflicts = 3

        def update(self, write: Update) -> Item:
            self.conflicts -= 1
            if self.conflicts >= 0:
                raise TransactionConflictError
            return super().update(write)

    table: Table = Busy(clock, indexes=LISTED)
    quota, _ = UploadQuota(QuotaStore(table, clock), limit=5, clock=clock).charge(ALICE.user_id)
    assert quota.remaining == 4
    assert len(clock.sleeps) == 3
