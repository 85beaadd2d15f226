"""The stores of presets, users, listings and retries on an emulated DynamoDB, whose rules the memory only imitates."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from curator.uploads.admin.failures import FailureFilter, Sorting
from curator.uploads.admin.filters import UploadFilter
from curator.uploads.models import Label, UploadStatus
from curator.uploads.presets.errors import PresetNotFoundError
from curator.uploads.presets.models import PresetDraft
from tests.fakes.clock import VirtualClock
from tests.fakes.tables import uploads_table
from tests.unit.uploads.admin_world import OPERATOR, AdminWorld
from tests.unit.uploads.world import ALICE, BOB

CANCELLED, COMPLETED, FAILED = UploadStatus.CANCELLED, UploadStatus.COMPLETED, UploadStatus.FAILED
DRAFT = PresetDraft(
    handler="mapillary", title="Street", title_template="", label=Label(language="en", value="x"), is_default=True
)


@pytest.fixture
def world() -> Iterator[AdminWorld]:
    clock = VirtualClock()
    with uploads_table(clock) as table:
        yield AdminWorld(table, clock)


def test_presets_live_and_die(world: AdminWorld) -> None:
    first, second = world.presets.save("1", DRAFT), world.presets.save("1", DRAFT)
    ordinary = world.presets.save("1", replace(DRAFT, is_default=False, label=None), preset_id=second.id)
    assert list(world.presets.of_handler("1", "mapillary")) == [ordinary, replace(first, is_default=False)]
    world.presets.save("1", DRAFT, preset_id=first.id)
    assert world.room.lists.presets(page=1, limit=5)[0][-1].is_default
    world.presets.delete("1", first.id)
    with pytest.raises(PresetNotFoundError):
        world.presets.delete("1", first.id)
    assert world.room.lists.presets(page=1, limit=5) == ([ordinary], 1)


def test_uploads_are_listed_found_corrected_stopped_and_retried(world: AdminWorld) -> None:
    alices, bobs = world.add_batch(ALICE, [str(n) for n in range(50)]), world.add_batch(BOB, ["a", "b"])
    rows, total = world.room.lists.uploads(page=2, limit=20, wanted=UploadFilter())
    assert ([upload.id for upload, _ in rows], total) == (list(range(32, 12, -1)), 52)
    assert all(text is not None for _, text in rows)
    world.room.uploads.change(51, {"filename": "Corrected.jpg"})
    world.step()
    assert world.room.uploads.cancel(range(1, 49)) == 48
    assert world.room.uploads.fail([52]) == 1
    world.run()
    assert world.statuses(alices) == [CANCELLED] * 48 + [COMPLETED] * 2
    assert world.statuses(bobs) == [COMPLETED, FAILED]
    found, _ = world.room.lists.uploads(page=1, limit=5, wanted=UploadFilter(text="corrected"))
    assert [upload.id for upload, _ in found] == [51]
    groups, _ = world.room.failures.batches(page=1, limit=5, sorting=Sorting.USER, wanted=FailureFilter())
    assert [(group.batch.id, group.failed_count) for group in groups] == [(bobs, 1)]
    number, copy_id = world.room.retrier.retry_uploads(OPERATOR, [1, 52], encrypted_token="token of Operator")
    world.run()
    assert copy_id is not None
    assert (number, world.statuses(copy_id)) == (2, [COMPLETED] * 2)
    assert [user.username for user in world.room.lists.users(page=1, limit=5)[0]] == ["Operator", "Bob", "Alice"]
    world.check_counts()
