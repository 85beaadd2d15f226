"""The stores on an emulated DynamoDB: everything else runs on a table in memory, which cannot know its every rule."""

from collections.abc import Iterator

import pytest

from curator.uploads.lanes.recovery import Recovered
from curator.uploads.models import UploadStatus
from tests.fakes.clock import VirtualClock
from tests.fakes.tables import uploads_table
from tests.unit.uploads.world import ALICE, BOB, LEASE_SECONDS, TEN_PER_TEN_SECONDS, World

CANCELLED, COMPLETED = UploadStatus.CANCELLED, UploadStatus.COMPLETED


@pytest.fixture
def world() -> Iterator[World]:
    clock = VirtualClock()
    with uploads_table(clock) as table:
        yield World(table, clock)


def test_slices_larger_than_a_transaction_are_stored_once_worked_off_and_counted(world: World) -> None:
    world.commons.limits["Alice"] = TEN_PER_TEN_SECONDS
    keys = [str(n) for n in range(50)]
    batch_id = world.add_batch(ALICE, keys)
    world.add_slice(ALICE, batch_id, keys)
    world.run()
    batch = world.service.get_batch(batch_id)
    assert world.statuses(batch_id) == [COMPLETED] * 50
    assert (batch.total, batch.counts[COMPLETED], batch.finished) == (50, 50, True)
    assert (world.commons.refusals, set(world.commons.publishes.values())) == (0, {1})
    assert world.lanes.load("1").idle


def test_cancelled_uploads_stay_cancelled_and_batches_are_listed(world: World) -> None:
    first, second = world.add_batch(ALICE, ["1"]), world.add_batch(BOB, ["2"])
    third = world.add_batch(ALICE, ["3"])
    assert world.service.cancel_batch(ALICE, third) == 1
    world.run()
    assert (world.statuses(first), world.statuses(third)) == ([COMPLETED], [CANCELLED])
    newest, _ = world.service.list_batches(page=1, limit=10)
    alices, _ = world.service.list_batches(page=1, limit=1, user_id="1")
    assert [batch.id for batch in newest] == [third, second, first]
    assert [batch.id for batch in alices] == [third]


def test_what_got_lost_is_found_by_the_index(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2"])
    world.commons.after["publish"] = [KeyboardInterrupt()]  # type: ignore[list-item]
    world.step()
    with pytest.raises(KeyboardInterrupt):
        world.step()
    world.uploads_queue.lose_everything()
    world.clock.advance(LEASE_SECONDS + 1)
    assert world.recovery.run() == Recovered(lanes=1, ticks=0, uploads=2)
    world.run()
    assert world.statuses(batch_id) == [COMPLETED, COMPLETED]
    assert set(world.commons.publishes.values()) == {1}
    assert world.recovery.run() == Recovered()
