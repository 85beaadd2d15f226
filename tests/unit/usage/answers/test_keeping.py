"""Answers are kept until something changes or their time has passed, and are made anew where nothing can be kept."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from curator.foundation.table import PARTITION, Item, Key, Put, TransactionConflictError, Update, Write
from curator.usage.answers.asking import Answer
from curator.usage.answers.generations import of_organization, of_package
from curator.usage.answers.keeping import SETTLING_SECONDS
from curator.usage.answers.questions import UsersQuestion
from curator.usage.answers.store import LONGEST_BODY, AnswerStore, KeptAnswer, answer_item
from curator.usage.answers.windows import Window
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.usage_tables import USAGE_INDEXES, usage_table
from tests.unit.usage.answers.world import REACT, UsageWorld

Ask = Callable[[UsageWorld], Answer]
KEPT = ("GEN#", "CACHE#", "SNAP#")


def users(world: UsageWorld) -> Answer:
    return world.answers.users.users(UsersQuestion(package=REACT), Window(limit=2))


def organization(world: UsageWorld) -> Answer:
    return world.answers.details.organization("ACME", Window())


def statistics(world: UsageWorld) -> Answer:
    return world.answers.details.statistics()


def organizations_of(answer: Answer) -> list[str]:
    return [user["organization"]["name"] for user in json.loads(answer.body)["users"]]


def is_kept(world: UsageWorld, ask: Ask) -> bool:
    world.memory.operations.requests.clear()
    ask(world)
    return world.memory.operations.requests.total() == 1


@pytest.fixture
def world() -> UsageWorld:
    world = UsageWorld()
    world.user("acme", 70)
    world.clock.advance(SETTLING_SECONDS)
    return world


# scenario usage-72
@pytest.mark.parametrize(
    ("ask", "seconds"), [(users, 3600), (organization, 21_600), (statistics, 900)], ids=["package", "org", "stats"]
)
def test_an_answer_is_kept_for_as_long_as_its_kind_may_be(world: UsageWorld, ask: Ask, seconds: int) -> None:
    ask(world)
    world.clock.advance(seconds - 1)
    assert is_kept(world, ask)
    world.clock.advance(1)
    assert not is_kept(world, ask)


# scenario usage-73 usage-90
def test_a_write_that_says_so_makes_answers_out_of_date(world: UsageWorld) -> None:
    assert organizations_of(users(world)) == ["acme"]
    world.user("newcomer", 90)  # which tells the generations, as a scan does after it has read a repository
    assert organizations_of(users(world)) == ["newcomer", "acme"]


def test_a_change_of_one_package_leaves_answers_about_others(world: UsageWorld) -> None:
    users(world)
    world.generations.bump("pkg#npm#vue")
    assert is_kept(world, users)


def test_a_change_of_an_organisation_is_in_its_answer_at_once(world: UsageWorld) -> None:
    organization(world)
    acme = world.organizations.get_by_name("acme")
    assert acme is not None
    world.organizations.update(acme.id, description="Makers of everything")
    world.generations.bump(of_organization("Acme"))
    assert json.loads(organization(world).body)["description"] == "Makers of everything"


# scenario usage-59
def test_an_organisation_that_is_hidden_is_in_no_kept_answer_either_and_comes_back(world: UsageWorld) -> None:
    assert organizations_of(users(world)) == ["acme"]
    acme = world.organizations.get_by_name("acme")
    assert acme is not None
    world.organizations.delete(acme.id)
    assert organizations_of(users(world)) == []
    world.organizations.revive(acme.id)
    assert organizations_of(users(world)) == ["acme"]


def test_an_answer_that_an_index_may_have_been_late_for_is_soon_made_again(world: UsageWorld) -> None:
    world.generations.bump(of_package(REACT))
    world.clock.advance(SETTLING_SECONDS - 1)
    users(world)
    assert is_kept(world, users)
    world.clock.advance(SETTLING_SECONDS)
    assert not is_kept(world, users)
    world.clock.advance(SETTLING_SECONDS + 1)
    assert is_kept(world, users)


def test_a_change_while_an_answer_is_made_makes_that_answer_out_of_date() -> None:
    clock = VirtualClock()
    table = _ChangingTable(clock, indexes=USAGE_INDEXES)
    world = UsageWorld(table, clock)
    world.user("acme", 70)
    table.meanwhile = lambda: world.user("newcomer", 90)
    users(world)
    assert organizations_of(users(world)) == ["newcomer", "acme"]


def test_a_row_that_an_index_shows_twice_while_it_moves_is_in_the_list_once() -> None:
    clock = VirtualClock()
    world = UsageWorld(_StutteringTable(clock, indexes=USAGE_INDEXES), clock)
    world.user("acme", 70)
    world.user("beta", 60)
    reply = json.loads(users(world).body)
    assert [user["organization"]["name"] for user in reply["users"]] == ["acme", "beta"]
    assert (reply["total"], reply["total_repositories"]) == (2, 2)


def test_of_two_who_ask_the_same_at_once_each_gets_an_answer_that_leads_on() -> None:
    clock = VirtualClock()
    table = _BusyTable(clock, indexes=USAGE_INDEXES)
    world = UsageWorld(table, clock)
    for name in ("acme", "beta", "gamma"):
        world.user(name, 70)
    table.conflicts = 2
    cursor = users(world).next_cursor
    assert table.conflicts == 0
    assert organizations_of(world.answers.users.users(UsersQuestion(package=REACT), Window(cursor=cursor))) == ["gamma"]


def test_an_answer_that_can_never_be_kept_as_others_are_faster_is_given_all_the_same() -> None:
    clock = VirtualClock()
    table = _BusyTable(clock, indexes=USAGE_INDEXES)
    world = UsageWorld(table, clock)
    for name in ("acme", "beta", "gamma"):
        world.user(name, 70)
    table.conflicts = 100
    assert organizations_of(users(world)) == ["acme", "beta"]


class _BusyTable(MemoryTable):
    """Refuses transactions of answers, as others hold the same items."""

    conflicts = 0

    def transact(self, writes: Sequence[Write]) -> None:
        if self.conflicts:
            self.conflicts -= 1
            raise TransactionConflictError
        super().transact(writes)


class _StutteringTable(MemoryTable):
    """Shows the first row of an index again after the last."""

    def query(self, *arguments: Any, **more: Any) -> Any:
        found = list(super().query(*arguments, **more))
        return iter(found + found[:1] if more.get("index") == "by_stars" else found)


class _ChangingTable(MemoryTable):
    """Lets something happen once, right after the first query of an order."""

    meanwhile: Callable[[], None] | None = None

    def query(self, *arguments: Any, **more: Any) -> Any:
        found = super().query(*arguments, **more)
        if self.meanwhile is not None and more.get("index"):
            happens, self.meanwhile = self.meanwhile, None
            found = iter(list(found))
            happens()
        return found


class TestWhereNothingCanBeKept:
    # scenario usage-74
    @pytest.mark.parametrize("ask", [users, organization, statistics], ids=["package", "org", "stats"])
    def test_answers_are_made_anew_each_time(self, ask: Ask) -> None:
        world, whole = self.broken_world(), UsageWorld()
        whole.user("acme", 70)
        whole.user("beta", 60)
        assert json.loads(ask(world).body) == json.loads(ask(world).body) == json.loads(ask(whole).body)

    def test_lists_go_on_by_number_alone(self) -> None:
        world = self.broken_world()
        world.user("gamma", 50)
        first = json.loads(users(world).body)
        assert (first["has_next"], first["next_cursor"]) == (True, None)
        second = world.answers.users.users(UsersQuestion(package=REACT), Window(limit=2, offset=2))
        assert organizations_of(second) == ["gamma"]

    def test_saying_that_something_changed_never_fails(self) -> None:
        world = self.broken_world()
        world.generations.bump(of_package(REACT))

    def broken_world(self) -> UsageWorld:
        clock = VirtualClock()
        world = UsageWorld(_ForgetfulTable(clock, indexes=USAGE_INDEXES), clock)
        world.user("acme", 70)
        world.user("beta", 60)
        return world


class _ForgetfulTable(MemoryTable):
    """Fails for everything that is kept for answers."""

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        _refuse(key[PARTITION] for key in keys)
        return super().get_many(keys)

    def put(self, write: Put) -> None:
        _refuse([write.item[PARTITION]])
        super().put(write)

    def update(self, write: Update) -> Item:
        _refuse([write.key[PARTITION]])
        return super().update(write)

    def transact(self, writes: Sequence[Write]) -> None:
        _refuse(write.item[PARTITION] for write in writes if isinstance(write, Put))
        super().transact(writes)


def _refuse(partitions: Any) -> None:
    if any(partition.startswith(KEPT) for partition in partitions):
        raise ClientError({"Error": {"Code": "InternalServerError"}}, "Anything")


def test_an_answer_that_no_item_can_hold_is_not_kept() -> None:
    long = KeptAnswer(body=bytes(LONGEST_BODY + 1), tag='"a"')
    assert answer_item("name", long, generations={}, until=1.0) is None


def test_equal_answers_have_equal_tags_and_others_have_others(world: UsageWorld) -> None:
    first = users(world)
    world.clock.advance(3600)
    assert users(world).tag == first.tag
    world.user("newcomer", 90)
    assert users(world).tag != first.tag


def test_dynamodb_keeps_them_as_the_table_in_memory_does() -> None:
    clock = VirtualClock()
    with usage_table(clock) as table:
        world = UsageWorld(table, clock)
        for number in range(5):
            world.user(f"org-{number}", 100 - number)
        first = users(world)
        assert users(world) == first
        cursor = json.loads(first.body)["next_cursor"]
        second = world.answers.users.users(UsersQuestion(package=REACT), Window(limit=2, cursor=cursor))
        assert organizations_of(first) + organizations_of(second) == ["org-0", "org-1", "org-2", "org-3"]


def test_the_order_of_a_long_list_lies_in_parts_of_which_a_page_reads_one_or_two() -> None:
    clock = VirtualClock()
    table = MemoryTable(clock, indexes=USAGE_INDEXES)
    world = UsageWorld(table, clock)
    for number in range(1003):
        world.table.put(Put(item=_user_row(number)))
    world.packages.ensure(REACT, "react")
    users(world)
    store = AnswerStore(table)
    snapshot = next(key[0].removeprefix("SNAP#") for key in table._items if key[0].startswith("SNAP#"))
    table.operations.read.clear()
    assert store.ordered(snapshot, 499, 502) == [f"org-{number:04}" for number in (499, 500, 501)]
    assert table.operations.read["get_many"] == 2
    assert store.ordered(snapshot, 1000, 1003) == [f"org-{number:04}" for number in (1000, 1001, 1002)]
    assert store.ordered("another", 0, 1) is None


def _user_row(number: int) -> Item:
    facts = {"name": f"org-{number:04}", "sponsored": False, "first": 1, "last": 1, "uses": {"direct": [1, 5]}}
    return {
        PARTITION: "PKG#npm#react",
        "SK": f"USER#org-{number:04}",
        "by_stars_pk": "USERS#npm#react",
        "by_stars_sk": f"{number:012}",
        "facts": facts,
    }
