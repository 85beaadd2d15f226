"""What operators see of everybody's uploads, and what a page of it costs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from curator.uploads.admin import listing
from curator.uploads.admin.errors import ReplyTooLargeError
from curator.uploads.admin.filters import UploadFilter
from curator.uploads.listing import store as listing_store
from curator.uploads.models import NewUpload, Upload, UploadStatus
from curator.uploads.presets.models import PresetDraft
from curator.uploads.service import MAX_SLICE_ITEMS
from tests.fakes.memory_table import MemoryTable, Operations
from tests.unit.uploads.admin_world import OPERATOR, AdminWorld, memory_world
from tests.unit.uploads.world import ALICE, BOB

EVERYTHING = UploadFilter()


@pytest.fixture
def memory() -> tuple[AdminWorld, MemoryTable]:
    return memory_world()


@pytest.fixture
def world(memory: tuple[AdminWorld, MemoryTable]) -> AdminWorld:
    return memory[0]


def listed(world: AdminWorld, wanted: UploadFilter = EVERYTHING, *, page: int = 1, limit: int = 100) -> list[int]:
    rows, _ = world.room.lists.uploads(page=page, limit=limit, wanted=wanted)
    return [upload.id for upload, _ in rows]


def cost(memory: tuple[AdminWorld, MemoryTable], *, page: int = 1, limit: int = 20) -> tuple[int, int]:
    """Return how many requests a page of uploads takes, and how many items they read."""
    world, table = memory
    table.operations = Operations()
    assert len(listed(world, page=page, limit=limit)) == limit
    return table.operations.read_requests, table.operations.read.total()


# scenario 11
def test_uploads_of_all_users_are_listed_by_id_the_newest_first(world: AdminWorld) -> None:
    world.add_batch(ALICE, ["a", "b", "c"])
    bobs = world.add_batch(BOB, ["d", "e"])
    world.add_slice(BOB, bobs, ["f"], slice_id=1)
    rows, total = world.room.lists.uploads(page=1, limit=4, wanted=EVERYTHING)
    assert ([upload.key for upload, _ in rows], total) == (["f", "e", "d", "c"], 6)
    rows, total = world.room.lists.uploads(page=2, limit=4, wanted=EVERYTHING)
    assert ([upload.key for upload, _ in rows], total) == (["b", "a"], 6)
    assert [text.wikitext for _, text in rows if text] == ["== b ==", "== a =="]
    assert world.room.lists.uploads(page=3, limit=4, wanted=EVERYTHING) == ([], 6)


def test_a_page_costs_the_same_however_many_uploads_there_are(memory: tuple[AdminWorld, MemoryTable]) -> None:
    """Measured: 4 requests (the last id, the slices, the uploads, their texts); the newest page and one far back."""
    world, _ = memory
    batch_id = world.add_batch(ALICE, [str(n) for n in range(100)])
    few = cost(memory)
    for number in range(1, 31):
        world.add_slice(ALICE, batch_id, [f"{number}-{n}" for n in range(100)], slice_id=number)
    many, far_back = cost(memory), cost(memory, page=100)
    assert few[0] == many[0] == far_back[0] == 4
    slices = MAX_SLICE_ITEMS // 100 + 1
    assert max(few[1], many[1], far_back[1]) <= 1 + slices + 20 + 20


def test_a_page_that_crosses_buckets_and_a_slice_that_does_are_whole(
    world: AdminWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_store, "BUCKET_IDS", 10)
    monkeypatch.setattr(listing_store, "LONGEST_RANGE", 7)
    batch_id = world.add_batch(ALICE, [str(n) for n in range(7)])
    for number in range(1, 5):
        world.add_slice(ALICE, batch_id, [f"{number}-{n}" for n in range(7)], slice_id=number)
    assert listed(world) == list(range(35, 0, -1))
    assert listed(world, page=2, limit=11) == list(range(24, 13, -1))
    assert world.listings.locate([12]) == [(batch_id, 12)]  # of a slice that began in the bucket before
    assert world.listings.locate(range(40)) == [(batch_id, upload_id) for upload_id in range(1, 36)]


def test_ids_that_no_upload_got_are_gaps_in_their_page_and_not_found(world: AdminWorld) -> None:
    world.add_batch(ALICE, ["a"])
    world.uploads.reserve_ids("upload", 3)
    world.add_batch(ALICE, ["b"])
    assert listed(world, limit=3) == [5]
    assert listed(world, limit=3, page=2) == [1]
    assert world.listings.locate([1, 2, 4, 5, 6]) == [(1, 1), (2, 5)]


# scenario 11
@pytest.mark.parametrize(
    ("text", "keys"),
    [("PHOTO b", ["b"]), ("queue", ["c", "b", "a"]), ("zzz", []), ("2", ["c", "b"])],
    ids=["file-name", "status", "nothing", "id-batch-or-user"],
)
def test_a_text_is_looked_for_in_ids_names_and_statuses(world: AdminWorld, text: str, keys: list[str]) -> None:
    world.add_batch(ALICE, ["a", "b"])
    world.add_batch(BOB, ["c"])
    rows, total = world.room.lists.uploads(page=1, limit=10, wanted=UploadFilter(text=text))
    assert ([upload.key for upload, _ in rows], total) == (keys, len(keys))
    assert len(listed(world, UploadFilter(text=text), limit=1, page=2)) == max(0, min(1, len(keys) - 1))


def test_a_filter_looks_so_far_and_no_further_but_for_ids(
    memory: tuple[AdminWorld, MemoryTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, table = memory
    monkeypatch.setattr(listing, "FILTERED_UPLOADS", 10)
    old = world.add_batch(ALICE, ["old", "older"])
    world.add_batch(BOB, [str(n) for n in range(30)])
    assert listed(world, UploadFilter(text="Photo old")) == []
    assert listed(world, UploadFilter(text=str(old))) == [31, 24, 2, 1]  # 31 is an id, 21 in a name
    assert listed(world, UploadFilter(text="2", statuses=[UploadStatus.FAILED])) == []
    table.operations = Operations()
    assert listed(world, UploadFilter(statuses=[UploadStatus.FAILED])) == []
    assert table.operations.read.total() <= 1 + 2 + 10


# scenario 13
def test_statuses_are_alternatives(world: AdminWorld) -> None:
    first = world.add_batch(ALICE, ["a"])
    world.run()
    world.room.uploads.fail(world.ids(world.add_batch(ALICE, ["b"])))
    third = world.add_batch(ALICE, ["c"])
    wanted = UploadFilter(statuses=[UploadStatus.COMPLETED, UploadStatus.QUEUED])
    assert listed(world, wanted) == [*world.ids(third), *world.ids(first)]


def one_upload_a_day(world: AdminWorld, days: int) -> date:
    """Add an upload a day, the first now; return the day of the first."""
    batch = world.service.create_batch(ALICE)
    first = datetime.fromtimestamp(world.clock.now(), UTC).date()
    for day in range(days):
        world.add_slice(ALICE, batch.id, [str(day)], slice_id=day)
        world.clock.advance(86400)
    return first


# scenario 13
def test_dates_are_whole_days_and_both_ends_count(world: AdminWorld) -> None:
    first = one_upload_a_day(world, 5)
    second, fourth = first + timedelta(days=1), first + timedelta(days=3)
    assert listed(world, UploadFilter(date_from=second, date_to=fourth)) == [4, 3, 2]
    assert listed(world, UploadFilter(date_from=fourth)) == [5, 4]
    assert listed(world, UploadFilter(date_to=first)) == [1]
    assert listed(world, UploadFilter(date_to=first - timedelta(days=1))) == []


def test_days_long_ago_are_found_though_a_filter_looks_at_few_rows(
    memory: tuple[AdminWorld, MemoryTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, table = memory
    monkeypatch.setattr(listing, "FILTERED_UPLOADS", 3)
    monkeypatch.setattr(listing, "LONGEST_RANGE", 1)
    first = one_upload_a_day(world, 64)
    day = first + timedelta(days=9)
    table.operations = Operations()
    assert listed(world, UploadFilter(date_from=day, date_to=day)) == [10]
    assert table.operations.read_requests <= 12


def test_texts_too_large_for_one_reply_are_refused_with_a_word_on_what_to_do(
    world: AdminWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "REPLY_BYTES", 2500)
    batch = world.service.create_batch(ALICE)
    items = [NewUpload(key=str(n), collection="", filename=f"{n}.jpg", wikitext="ü" * 500) for n in range(3)]
    world.service.add_slice(ALICE, batch_id=batch.id, slice_id=0, handler="fake", items=items, encrypted_token="token")
    assert len(listed(world, limit=2)) == 2
    with pytest.raises(ReplyTooLargeError, match="ask for fewer"):
        listed(world, limit=3)


# scenario 11
def test_batches_are_found_by_id_wherever_they_are(world: AdminWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.uploads.reading.FILTERED_BATCHES", 2)
    for _ in range(5):
        world.service.create_batch(ALICE)
    world.service.create_batch(BOB)
    batches, total = world.room.lists.batches(page=1, limit=10, text="1")
    assert ([batch.id for batch in batches], total) == ([1], 1)
    batches, total = world.room.lists.batches(page=1, limit=10, text="bob")
    assert ([batch.id for batch in batches], total) == ([6], 1)
    assert world.service.list_batches(page=1, limit=10, user_id="2", filter_text="1") == ([], 0)


# scenario 11
# scenario 12
def test_users_are_found_by_part_of_their_id_or_name(world: AdminWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    for user in (ALICE, BOB, OPERATOR):
        world.service.create_batch(user)
    users, total = world.room.lists.users(page=1, limit=2)
    assert ([user.username for user in users], total) == (["Operator", "Bob"], 3)
    users, total = world.room.lists.users(page=2, limit=2)
    assert ([user.username for user in users], total) == (["Alice"], 3)
    assert [user.user_id for user in world.room.lists.users(page=1, limit=9, text="OB")[0]] == ["2"]
    monkeypatch.setattr(listing, "FILTERED_USERS", 1)
    assert [user.username for user in world.room.lists.users(page=1, limit=9, text="1")[0]] == ["Alice"]


# scenario 11
def test_presets_of_all_users_are_listed_the_newest_first(world: AdminWorld) -> None:
    draft = PresetDraft(handler="mapillary", title="Street", title_template="", is_default=True)
    for number, user_id in enumerate(["1", "2", "1", "2"]):
        world.presets.save(user_id, replace(draft, title=f"Street {number}"))
    presets, total = world.room.lists.presets(page=1, limit=3)
    assert ([(preset.id, preset.user_id, preset.is_default) for preset in presets], total) == (
        [(4, "2", True), (3, "1", True), (2, "2", False)],
        4,
    )
    presets, total = world.room.lists.presets(page=2, limit=3)
    assert ([preset.id for preset in presets], total) == ([1], 4)
    presets, total = world.room.lists.presets(page=1, limit=3, text="street 1")
    assert ([preset.id for preset in presets], total) == ([2], 1)


def test_what_is_listed_is_what_is_stored(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["a"])
    ((upload, text),), _ = world.room.lists.uploads(page=1, limit=1, wanted=EVERYTHING)
    assert isinstance(upload, Upload)
    assert [upload] == world.service.list_uploads(batch_id)
    assert text == world.service.get_texts([upload])[upload.id]
