"""The table in memory answers as the real gateway on moto does: each scenario runs on both."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any

import pytest

from curator.foundation.table import ConditionFailedError, Delete, Item, Key, Put, Table, Update, Write
from tests.fakes.clock import VirtualClock
from tests.fakes.expressions import UnknownExpressionError
from tests.fakes.memory_table import MemoryTable
from tests.fakes.tables import uploads_table

NOW = 1_800_000_000.0


class Colour(StrEnum):
    RED = "red"


@pytest.fixture(params=["memory", "moto"])
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    clock = VirtualClock(NOW)
    with nullcontext(MemoryTable(clock)) if request.param == "memory" else uploads_table(clock) as table:
        yield table


def key(partition: str, sort: str = "1") -> Key:
    return {"PK": partition, "SK": sort}


def stored(table: Table, partition: str, sort: str = "1", **attributes: Any) -> Item:
    item = {**key(partition, sort), **attributes}
    table.put(Put(item=item))
    return item


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param(1.0, 1, id="whole number"),
        pytest.param(1.5, 1.5, id="fraction"),
        pytest.param(1_799_999_999.123456, 1_799_999_999.123456, id="moment"),
        pytest.param(True, True, id="truth"),
        pytest.param(Colour.RED, "red", id="enum"),
        pytest.param((1, 2.0, "x", None), [1, 2, "x", None], id="tuple"),
        pytest.param({"a": None, "b": {"c": 3}}, {"b": {"c": 3}}, id="map with a null"),
        pytest.param("", "", id="empty text"),
    ],
)
def test_values_come_back_in_the_same_shape(table: Table, written: Any, read: Any) -> None:
    stored(table, "A", value=written, nothing=None)
    assert table.get(key("A")) == {**key("A"), "value": read}


def test_what_was_read_is_the_readers_own(table: Table) -> None:
    stored(table, "A", value={"n": [1]})
    for item in (table.get(key("A")), *table.get_many([key("A")]), *table.query("PK = :a", {":a": "A"})):
        assert item is not None
        item["value"]["n"].append(2)
    assert table.get(key("A")) == {**key("A"), "value": {"n": [1]}}


def test_an_item_whose_time_has_passed_is_not_returned(table: Table) -> None:
    stored(table, "A", "old", expires_at=int(NOW))
    alive = stored(table, "A", "young", expires_at=int(NOW) + 1)
    assert table.get(key("A", "old")) is None
    assert table.get_many([key("A", "old"), key("A", "young")]) == [alive]
    assert list(table.query("PK = :a", {":a": "A"})) == [alive]
    assert list(table.query("PK = :a", {":a": "A"}, limit=1)) == []


@pytest.mark.parametrize(
    ("condition", "values", "found"),
    [
        pytest.param("PK = :a", {":a": "A"}, "1 11 2 3", id="partition"),
        pytest.param("PK = :a", {":a": "none"}, "", id="empty partition"),
        pytest.param("PK = :a AND begins_with(SK, :p)", {":a": "A", ":p": "1"}, "1 11", id="prefix"),
        pytest.param("PK = :a AND SK BETWEEN :l AND :h", {":a": "A", ":l": "11", ":h": "2"}, "11 2", id="between"),
        pytest.param("PK = :a AND SK = :s", {":a": "A", ":s": "2"}, "2", id="equal"),
        pytest.param("PK = :a AND SK < :s", {":a": "A", ":s": "2"}, "1 11", id="below"),
        pytest.param("PK = :a AND SK <= :s", {":a": "A", ":s": "2"}, "1 11 2", id="at most"),
        pytest.param("PK = :a AND SK > :s", {":a": "A", ":s": "11"}, "2 3", id="above"),
        pytest.param("PK = :a AND SK >= :s", {":a": "A", ":s": "11"}, "11 2 3", id="at least"),
        pytest.param("#p = :a AND #s = :s", {":a": "A", ":s": "3"}, "3", id="named"),
    ],
)
def test_a_query_yields_the_key_range_in_order(
    table: Table, condition: str, values: dict[str, Any], found: str
) -> None:
    for sort in ("3", "11", "1", "2"):
        stored(table, "A", sort)
    stored(table, "B", "1")
    names = {"#p": "PK", "#s": "SK"} if "#" in condition else None
    assert [item["SK"] for item in table.query(condition, values, names=names)] == found.split()
    backwards = table.query(condition, values, names=names, newest_first=True, limit=2)
    assert [item["SK"] for item in backwards] == found.split()[::-1][:2]


def test_a_range_that_ends_before_it_begins_is_refused_as_dynamodb_does() -> None:
    with pytest.raises(ValueError, match="upper bound"):
        MemoryTable(VirtualClock(NOW)).query("PK = :a AND SK BETWEEN :l AND :h", {":a": "A", ":l": "2", ":h": "1"})


def test_the_sparse_index_holds_keys_of_items_that_have_both_attributes_sorted_by_number(table: Table) -> None:
    for partition, due in (("A", 10), ("B", 9.5), ("C", 100), ("D", None)):
        stored(table, partition, due_pk="LANES", due_at=due, more="text")
    stored(table, "E", due_at=1)
    stored(table, "B", due_pk="LANES", due_at=11)
    stored(table, "F", due_pk="LANES", due_at=1)
    table.delete(Delete(key=key("F")))
    found = list(table.query("due_pk = :lanes AND due_at <= :now", {":lanes": "LANES", ":now": 50}, index="due"))
    assert found == [
        {**key("A"), "due_pk": "LANES", "due_at": 10},
        {**key("B"), "due_pk": "LANES", "due_at": 11},
    ]
    limited = table.query("due_pk = :lanes", {":lanes": "LANES"}, index="due", limit=1, newest_first=True)
    assert [item["PK"] for item in limited] == ["C"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param("attribute_exists(PK)", True, id="exists"),
        pytest.param("attribute_not_exists(PK)", False, id="exists not"),
        pytest.param("attribute_not_exists(gone)", True, id="attribute exists not"),
        pytest.param("n = :five", True, id="equal"),
        pytest.param("n <> :five", False, id="unequal"),
        pytest.param("n < :five", False, id="below"),
        pytest.param("n <= :five", True, id="at most"),
        pytest.param("n > :five", False, id="above"),
        pytest.param("n >= :five", True, id="at least"),
        pytest.param("gone = :five", False, id="nothing equals the absent"),
        pytest.param("gone <> :five", True, id="the absent is unequal"),
        pytest.param("gone < :five", False, id="the absent is not below"),
        pytest.param("#state = :five", False, id="text is no number"),
        pytest.param("#state = :red AND n = :five", True, id="both"),
        pytest.param("#state = :red AND n < :five", False, id="one of both"),
        pytest.param("n < :five OR #state = :red", True, id="either"),
        pytest.param("n = :five OR n > :five AND #state = :five", True, id="and binds closer"),
        pytest.param("(n = :five OR n > :five) AND #state = :five", False, id="brackets"),
    ],
)
@pytest.mark.parametrize("kind", ["put", "update", "delete", "transact"])
def test_a_condition_decides_whether_a_write_happens(table: Table, condition: str, holds: bool, kind: str) -> None:
    before = stored(table, "A", n=5, state=Colour.RED)
    names = {"#state": "state"} if "#state" in condition else None
    values = {name: value for name, value in {":five": 5, ":red": "red"}.items() if name in condition}
    put = Put(item={**key("A"), "n": 6}, condition=condition, names=names, values=values)
    update = Update(key=key("A"), expression="SET n = :n", condition=condition, names=names, values=values | {":n": 6})
    delete = Delete(key=key("A"), condition=condition, names=names, values=values)
    writes: dict[str, Callable[[], object]] = {
        "put": partial(table.put, put),
        "update": partial(table.update, update),
        "delete": partial(table.delete, delete),
        "transact": partial(table.transact, [put]),
    }
    if holds:
        writes[kind]()
        assert table.get(key("A")) != before
    else:
        with pytest.raises(ConditionFailedError) as refusal:
            writes[kind]()
        assert refusal.value.item == before
        assert table.get(key("A")) == before


def test_a_refusal_of_an_absent_item_carries_none(table: Table) -> None:
    with pytest.raises(ConditionFailedError) as refusal:
        table.put(Put(item=key("A"), condition="attribute_exists(PK)"))
    assert refusal.value.item is None
    table.delete(Delete(key=key("A")))  # removing what is not there is no error


def test_an_update_returns_the_item_as_it_now_stands_and_makes_one_where_there_is_none(table: Table) -> None:
    update = Update(
        key=key("A"),
        expression="SET #a = :a, b = :b ADD n :n, m :m",
        names={"#a": "a"},
        values={":a": 2.0, ":b": {"c": None}, ":n": 1, ":m": -1},
    )
    assert table.update(update) == {**key("A"), "a": 2, "b": {}, "n": 1, "m": -1}
    assert table.update(update) == {**key("A"), "a": 2, "b": {}, "n": 2, "m": -2}
    assert table.get(key("A")) == {**key("A"), "a": 2, "b": {}, "n": 2, "m": -2}


def test_an_update_forgets_attributes_whether_or_not_they_are_there(table: Table) -> None:
    stored(table, "A", n=1, m=2)
    update = Update(key=key("A"), expression="SET b = :b REMOVE n, absent", values={":b": 3})
    assert table.update(update) == {**key("A"), "m": 2, "b": 3}
    assert table.update(Update(key=key("A"), expression="REMOVE m")) == {**key("A"), "b": 3}


def test_an_update_increases_what_is_there(table: Table) -> None:
    stored(table, "A", n=5)
    increased = table.update(Update(key=key("A"), expression="SET n = n + :more, b = :b", values={":more": 2, ":b": 1}))
    assert (increased["n"], increased["b"]) == (7, 1)


def test_a_list_grows_at_its_end_as_long_as_its_size_allows(table: Table) -> None:
    update = Update(
        key=key("A"),
        expression="SET b = :b, n = list_append(if_not_exists(n, :none), :more), c = :b",
        condition="attribute_not_exists(n) OR size(n) < :limit",
        values={":none": [], ":more": [7], ":limit": 2, ":b": 1},
    )
    assert [table.update(update)["n"] for _ in range(2)] == [[7], [7, 7]]
    with pytest.raises(ConditionFailedError) as refusal:
        table.update(update)
    assert refusal.value.item == {**key("A"), "n": [7, 7], "b": 1, "c": 1}


def test_a_list_is_like_another_with_the_same_members_in_the_same_order(table: Table) -> None:
    stored(table, "A", n=[1, 2])
    for known, passes in (([2, 1], False), ([1], False), ([1, 2], True)):
        write = Update(key=key("A"), expression="SET n = :b", condition="n = :n", values={":n": known, ":b": [3]})
        if passes:
            assert table.update(write)["n"] == [3]
        else:
            with pytest.raises(ConditionFailedError):
                table.update(write)


def test_a_map_is_changed_under_one_of_its_names(table: Table) -> None:
    before = stored(table, "A", m={"x=": 1})
    condition = "attribute_exists(m.#y) OR size(m) < :two"
    write = Update(
        key=key("A"),
        expression="SET m.#y = :n",
        condition=condition,
        names={"#y": "y="},
        values={":n": 5, ":two": 2},
    )
    assert table.update(write)["m"] == {"x=": 1, "y=": 5}
    assert table.update(write)["m"] == {"x=": 1, "y=": 5}
    assert before["m"] == {"x=": 1}
    with pytest.raises(ConditionFailedError):
        table.update(replace(write, names={"#y": "z="}))
    removal = Update(key=key("A"), expression="REMOVE m.#y", condition="attribute_exists(m.#y)", names={"#y": "x="})
    assert table.update(removal)["m"] == {"y=": 5}
    for absent in (removal, replace(removal, key=key("B"))):
        with pytest.raises(ConditionFailedError):
            table.update(absent)


def test_a_transaction_happens_as_a_whole_or_not_at_all(table: Table) -> None:
    before = stored(table, "A", n=1)
    stored(table, "D")
    writes: list[Write] = [
        Put(item=key("B")),
        Update(key=key("A"), expression="ADD n :one", condition="n = :known", values={":one": 1, ":known": 2}),
        Delete(key=key("D")),
    ]
    with pytest.raises(ConditionFailedError) as refusal:
        table.transact(writes)
    assert (refusal.value.index, refusal.value.item) == (1, before)
    assert (table.get(key("A")), table.get(key("B")), table.get(key("D"))) == (before, None, key("D"))
    stored(table, "A", n=2)
    table.transact(writes)
    assert table.get(key("A")) == {**key("A"), "n": 3}
    assert (table.get(key("B")), table.get(key("D"))) == (key("B"), None)


def test_more_writes_than_a_transaction_takes_are_refused(table: Table) -> None:
    with pytest.raises(ValueError, match="100"):
        table.transact([Put(item=key("A", str(n))) for n in range(101)])


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(Put(item=key("A"), condition="contains(a, :n)", values={":n": 1}), id="function"),
        pytest.param(Put(item=key("A"), condition="NOT a = :n", values={":n": 1}), id="not"),
        pytest.param(Put(item=key("A"), condition="(a = :n", values={":n": 1}), id="open bracket"),
        pytest.param(Put(item=key("A"), condition="a = :n b", values={":n": 1}), id="leftovers"),
        pytest.param(Put(item=key("A"), condition="a = :missing"), id="value not given"),
        pytest.param(Put(item=key("A"), condition="#a = :n", values={":n": 1}), id="name not given"),
        pytest.param(Update(key=key("A"), expression="DELETE a :n", values={":n": 1}), id="delete from a set"),
        pytest.param(Update(key=key("A"), expression="SET b = a + :n", values={":n": 1}), id="arithmetic"),
    ],
)
def test_a_form_the_memory_table_does_not_know_is_an_error_and_not_a_guess(write: Put | Update) -> None:
    table = MemoryTable(VirtualClock())
    stored(table, "A", a=1)
    with pytest.raises(UnknownExpressionError):
        table.put(write) if isinstance(write, Put) else table.update(write)


def test_the_memory_table_counts_what_it_is_asked() -> None:
    table = MemoryTable(VirtualClock())
    table.transact([Put(item=key("A", "UPLOAD#1")), Put(item=key("A", "UPLOAD#2"))])
    with pytest.raises(ConditionFailedError):
        table.put(Put(item=key("B", "LANE"), condition="attribute_exists(PK)"))
    table.get(key("A", "UPLOAD#1"))
    list(table.query("PK = :a", {":a": "A"}))
    operations = table.operations
    assert (operations.read_requests, operations.read.total()) == (2, 3)
    assert (operations.write_requests, operations.written.total(), operations.refused) == (2, 3, 1)
    assert operations.sorts == {"UPLOAD": 2, "LANE": 1}
