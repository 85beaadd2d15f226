"""Pages that go on where the one before ended."""

import base64
import json
from collections.abc import Iterator

import pytest

from curator.foundation.pagination import Meta
from curator.foundation.pagination.cursors import LONGEST, Cursors
from curator.foundation.pagination.errors import InvalidCursorError
from curator.foundation.pagination.filters import Filters
from curator.foundation.pagination.pages import paginate
from curator.foundation.pagination.sources import Source
from curator.foundation.table import Delete, Table
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.plain_tables import plain_table
from tests.unit.foundation.pagination.lists import CURSORS, ids, in_memory, in_table, key_of, people, put


@pytest.fixture(params=["in memory", "in moto"])
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Give an empty table."""
    if request.param == "in memory":
        yield MemoryTable(VirtualClock())
    else:
        with plain_table("people", VirtualClock()) as table:
            yield table


def walk(source: Source, per_page: int, filters: Filters | None = None) -> Iterator[tuple[list[int], Meta]]:
    """Yield page after page, from the first to the last."""
    cursor: str | None = ""
    while cursor is not None:
        rows, meta = paginate(source, per_page=per_page, cursor=cursor, filters=filters, cursors=CURSORS)
        yield ids(rows), meta
        cursor = meta.next_cursor


# scenario realtime-120
def test_an_empty_cursor_begins_and_each_page_hands_out_the_next_until_the_last(table: Table) -> None:
    put(table, people(5))
    pages = list(walk(in_table(table), 2))
    assert [rows for rows, _ in pages] == [[5, 4], [3, 2], [1]]
    assert [meta.has_more for _, meta in pages] == [True, True, False]
    last = pages[-1][1]
    assert last == Meta(page=1, per_page=2, total=0, pages=0)


# scenario realtime-120
def test_a_last_page_that_is_exactly_full_has_no_next(table: Table) -> None:
    put(table, people(4))
    assert [rows for rows, _ in walk(in_table(table), 2)] == [[4, 3], [2, 1]]


def test_pages_go_over_from_one_partition_to_the_next(table: Table) -> None:
    put(table, [row for row in people(402) if 197 <= row["id"] <= 202 or row["id"] > 397])
    assert [rows for rows, _ in walk(in_table(table), 4)] == [
        [402, 401, 400, 399],
        [398, 202, 201, 200],
        [199, 198, 197],
    ]


def test_a_page_reads_no_more_than_itself_however_far_down_it_is() -> None:
    table = MemoryTable(VirtualClock())
    put(table, people(199))
    pages = walk(in_table(table, partitions=1), 10)
    for _ in range(8):
        next(pages)
    before = table.operations.read["query"]
    assert next(pages)[0] == list(range(119, 109, -1))
    # The row that the cursor names, the page, and one more that tells whether any follows.
    assert table.operations.read["query"] - before == 12


def test_rows_that_come_or_go_between_two_pages_move_no_other(table: Table) -> None:
    put(table, people(6))
    pages = walk(in_table(table), 2)
    assert next(pages)[0] == [6, 5]
    put(table, [{"id": 7, "name": "New"}])
    table.delete(Delete(key=key_of(5)))  # the very row that the cursor names
    assert [rows for rows, _ in pages] == [[4, 3], [2, 1]]


def test_in_memory_rows_follow_by_their_ids() -> None:
    assert [rows for rows, _ in walk(in_memory(people(5)), 2)] == [[1, 2], [3, 4], [5]]


# scenario realtime-120
def test_a_cursor_goes_before_a_page_number() -> None:
    source = in_memory(people(5))
    _, meta = paginate(source, per_page=2, cursor="", filters=None, cursors=CURSORS)
    rows, _ = paginate(source, 3, 2, meta.next_cursor, filters=None, cursors=CURSORS)
    assert ids(rows) == [3, 4]
    rows, _ = paginate(source, -1, 2, "", filters=None, cursors=CURSORS)  # nobody reads the number
    assert ids(rows) == [1, 2]


# scenario realtime-120
@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("nonsense", id="one part"),
        pytest.param("a.b.c", id="three parts"),
        pytest.param("!!!!.????", id="another alphabet"),
        pytest.param("bm9uc2Vuc2U.bm9uc2Vuc2U", id="not signed"),
        pytest.param("é.é", id="not ASCII"),
        pytest.param("A" * (LONGEST + 1), id="too long"),
        pytest.param(".", id="nothing in it"),
    ],
)
def test_what_is_no_cursor_is_refused_in_words(cursor: str) -> None:
    with pytest.raises(InvalidCursorError, match=r"^Invalid cursor format") as refused:
        paginate(in_memory(people(5)), cursor=cursor, filters=None, cursors=CURSORS)
    assert refused.value.public_message.startswith("Invalid cursor format: it ")


def test_nobody_writes_a_cursor_for_a_key_range_of_their_own() -> None:
    given = CURSORS.write({"PK": "PEOPLE#0", "SK": "000002"}, model="Person", filters={})
    payload, _, signature = given.partition(".")
    content = json.loads(base64.urlsafe_b64decode(payload + "=="))
    content["after"]["PK"] = "SECRETS"
    forged = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    with pytest.raises(InvalidCursorError, match="not one that was given here"):
        CURSORS.read(f"{forged}.{signature}", model="Person", filters={})
    with pytest.raises(InvalidCursorError, match="not one that was given here"):
        Cursors("another secret").read(given, model="Person", filters={})


@pytest.mark.parametrize(
    ("model", "filters"),
    [
        pytest.param("Person", {"room": "attic"}, id="other filters"),
        pytest.param("House", {"room": "cellar"}, id="another list"),
        pytest.param("Person", {"room": ("cellar",)}, id="the same word, meant in another way"),
    ],
)
def test_a_cursor_goes_on_in_its_own_list_with_its_own_filters_only(model: str, filters: Filters) -> None:
    given = CURSORS.write({"id": 2}, model="Person", filters={"room": "cellar"})
    assert CURSORS.read(given, model="Person", filters={"room": "cellar"}) == {"id": 2}
    with pytest.raises(InvalidCursorError, match="another list"):
        CURSORS.read(given, model=model, filters=filters)


def test_cursors_are_not_signed_with_nothing() -> None:
    with pytest.raises(ValueError, match="need a secret"):
        Cursors("")


def test_a_filter_that_finds_little_ends_a_page_early_and_the_cursor_goes_on(table: Table) -> None:
    put(table, people(25))
    pages = list(walk(in_table(table, reach=10), 5, {"room": "attic"}))
    assert [rows for rows, _ in pages] == [[24, 21, 18], [15, 12, 9, 6], [3]]
    assert [meta.has_more for _, meta in pages] == [True, True, False]


def test_a_page_can_be_empty_though_more_follows(table: Table) -> None:
    put(table, people(25))
    pages = [rows for rows, _ in walk(in_table(table, reach=10), 5, {"name": "person 003"})]
    assert pages == [[], [], [3]]


def test_a_full_page_ends_the_list_where_its_reach_ends_too() -> None:
    table = MemoryTable(VirtualClock())
    put(table, people(10))
    (page,) = walk(in_table(table, reach=10), 10)
    assert page == (list(range(10, 0, -1)), Meta(page=1, per_page=10, total=0, pages=0))


def test_a_cursor_into_a_partition_that_is_no_part_of_the_list_any_more_ends_it(table: Table) -> None:
    put(table, people(5))
    gone = CURSORS.write({"PK": "PEOPLE#99", "SK": "019900"}, model="Person", filters={})
    rows, meta = paginate(in_table(table), cursor=gone, filters=None, cursors=CURSORS)
    assert (rows, meta.has_more) == ([], False)
