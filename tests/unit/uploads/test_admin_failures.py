"""The failed uploads by batch."""

from typing import Any

import pytest

from curator.uploads.admin import failures
from curator.uploads.admin.failures import FailureFilter, Sorting
from curator.uploads.listing.categories import category_of
from curator.uploads.models import UploadStatus
from tests.unit.uploads.admin_world import OPERATOR, AdminWorld, memory_world
from tests.unit.uploads.test_structured_errors import settle
from tests.unit.uploads.world import ALICE, BOB

EVERYTHING = FailureFilter()


@pytest.fixture
def world() -> AdminWorld:
    return memory_world()[0]


def fail(world: AdminWorld, batch_id: int, *messages: str) -> None:
    """Let the first uploads of a batch fail, each with its message."""
    for upload, message in zip(world.service.list_uploads(batch_id), messages, strict=False):
        settle(world, upload, UploadStatus.FAILED, error={"type": "error", "message": message})


def listed(
    world: AdminWorld, wanted: FailureFilter = EVERYTHING, sorting: Sorting = Sorting.RECENT, **page: int
) -> list[int]:
    groups, _ = world.room.failures.batches(**{"page": 1, "limit": 50, **page}, sorting=sorting, wanted=wanted)
    return [group.batch.id for group in groups]


@pytest.fixture
def three(world: AdminWorld) -> AdminWorld:
    """Give a world with three batches: Bob's, the operator's and Alice's, of 3, 2 and 1 failures."""
    bobs = world.add_batch(BOB, ["a", "b", "c", "d"])
    fail(world, bobs, "Too many requests", "Timed out", "Timed out")
    operators = world.add_batch(OPERATOR, ["e", "f"])
    fail(world, operators, "HTTP 403", "what?")
    alices = world.add_batch(ALICE, ["g", "h"])
    fail(world, alices, "DNS is down")
    return world


# scenario 19
def test_failures_are_grouped_by_batch_with_their_number_and_the_number_of_all(three: AdminWorld) -> None:
    groups, total = three.room.failures.batches(page=1, limit=50, sorting=Sorting.RECENT, wanted=EVERYTHING)
    assert total == 3
    assert [(group.batch.id, group.failed_count, group.batch.total) for group in groups] == [
        (3, 1, 2),
        (2, 2, 2),
        (1, 3, 4),
    ]
    assert [upload.key for upload in groups[2].shown] == ["a", "b", "c"]


# scenario 19
@pytest.mark.parametrize(
    ("sorting", "expected"),
    [
        (Sorting.RECENT, [3, 2, 1]),
        (Sorting.BATCH_SIZE, [1, 2, 3]),
        (Sorting.ERROR_TYPE, [2, 3, 1]),
        (Sorting.USER, [3, 1, 2]),
    ],
)
def test_there_are_four_orders(three: AdminWorld, sorting: Sorting, expected: list[int]) -> None:
    assert listed(three, sorting=sorting) == expected


# scenario 19
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (FailureFilter(error_type="timeout"), [(1, 2)]),
        (FailureFilter(error_type="other"), [(2, 1)]),
        (FailureFilter(error_type="auth", handler="fake"), [(2, 1)]),
        (FailureFilter(handler="nowhere"), []),
        (FailureFilter(text="photo C"), [(1, 3)]),
        (FailureFilter(text="photo d"), []),
        (FailureFilter(text="ALI"), [(3, 1)]),
        (FailureFilter(text="2"), [(2, 2)]),
        (FailureFilter(text="bob", error_type="rate_limit"), [(1, 1)]),
    ],
    ids=["kind", "other", "kind-and-source", "source", "file", "file-not-failed", "user", "batch", "user-and-kind"],
)
def test_uploads_are_filtered_before_they_are_counted_and_batches_after(
    three: AdminWorld, wanted: FailureFilter, expected: list[tuple[int, int]]
) -> None:
    groups, total = three.room.failures.batches(page=1, limit=50, sorting=Sorting.RECENT, wanted=wanted)
    assert ([(group.batch.id, group.failed_count) for group in groups], total) == (expected, len(expected))


def test_pages_are_of_batches(three: AdminWorld) -> None:
    assert listed(three, page=1, limit=2) == [3, 2]
    assert listed(three, page=2, limit=2) == [1]
    assert listed(three, page=3, limit=2) == []


def test_a_bounded_number_of_failures_is_looked_through_to_the_end_of_a_batch(
    three: AdminWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "FILTERED_FAILURES", 2)
    monkeypatch.setattr(failures, "SHOWN_PER_BATCH", 1)
    groups, total = three.room.failures.batches(page=1, limit=50, sorting=Sorting.RECENT, wanted=EVERYTHING)
    assert [(group.batch.id, group.failed_count, len(group.shown)) for group in groups] == [(3, 1, 1), (2, 2, 1)]
    assert total == 2


def test_failing_by_an_operators_hand_is_listed_too(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["a"])
    world.run()
    assert listed(world) == []
    world.room.uploads.fail(world.ids(batch_id))
    assert listed(world, FailureFilter(error_type="other")) == [batch_id]


def test_a_corrected_file_name_is_found(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["a"])
    fail(world, batch_id, "what?")
    world.room.uploads.change(world.ids(batch_id)[0], {"filename": "Corrected.jpg"})
    assert listed(world, FailureFilter(text="corrected")) == [batch_id]


@pytest.mark.parametrize(
    ("error", "category"),
    [
        (None, "other"),
        ({"type": "error", "message": "Rate limit reached"}, "rate_limit"),
        ({"type": "error", "message": "HTTP 429: connection error"}, "rate_limit"),
        ({"type": "error", "message": "Connection Timeout"}, "timeout"),
        ({"type": "error", "message": "Forbidden"}, "auth"),
        ({"type": "error", "message": "Network unreachable"}, "network"),
        ({"type": "title_blacklisted", "message": "No"}, "other"),
        ({"type": "duplicate", "message": "429", "links": []}, "duplicate"),
        ({"type": "duplicated_sdc_updated", "message": "", "links": []}, "duplicate"),
        ({"message": "stored without a type"}, "other"),
    ],
    ids=["none", "rate", "first-sign", "timeout", "auth", "network", "title", "duplicate", "updated", "no-type"],
)
def test_an_error_has_a_kind(error: dict[str, Any] | None, category: str) -> None:
    assert category_of(error) == category
