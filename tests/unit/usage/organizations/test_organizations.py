"""Organisations: named without regard to case, hidden rather than lost."""

import pytest
from botocore.exceptions import ClientError

from curator.foundation.table import Item, Key
from curator.usage.errors import RecordConflictError, RecordNotFoundError, RepositoryError
from curator.usage.organizations.store import Organizations
from curator.usage.paging import PaginatedResult, PaginationParams
from curator.usage.records.orders import ORGANIZATIONS, Order
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.unit.usage.stores import Stores, ids


def generation(stores: Stores) -> int:
    """Return how often answers were told to forget whom they show."""
    item = stores.table.get({"PK": "GEN#hidden", "SK": "META"})
    return item["generation"] if item else 0


# scenario usage-24
def test_an_organisation_is_created_with_all_that_is_known(both_stores: Stores) -> None:
    created = both_stores.organizations.create(
        name="Acme",
        github_url="https://github.com/Acme",
        website_url="https://acme.example",
        description="Makes everything",
        sponsorship_url="https://github.com/sponsors/Acme",
        total_repositories=3,
        total_stars=40,
    )
    assert both_stores.organizations.get(created.id) == created
    assert (created.description, created.total_repositories, created.total_stars) == ("Makes everything", 3, 40)


# scenario usage-24
@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="no more than its name"),
        pytest.param(
            {"github_url": None, "website_url": None, "description": None, "sponsorship_url": None}, id="none"
        ),
    ],
)
def test_an_organisation_needs_no_more_than_its_name(stores: Stores, values: dict[str, None]) -> None:
    created = stores.organizations.create(name="acme", **values)
    assert stores.organizations.get(created.id) == created
    assert (created.total_repositories, created.total_stars, created.deleted_at) == (0, 0, None)
    assert (created.github_url, created.website_url, created.description, created.sponsorship_url) == (None,) * 4


# scenario usage-25
@pytest.mark.parametrize("name", [pytest.param("acme", id="the same"), pytest.param("ACME", id="in another case")])
def test_a_name_is_given_once(both_stores: Stores, name: str) -> None:
    both_stores.organizations.create(name="acme")
    with pytest.raises(RecordConflictError, match=r"^Entity conflicts with existing data: name$"):
        both_stores.organizations.create(name=name)
    assert both_stores.organizations.count() == 1


# scenario usage-25
def test_a_deleted_organisation_keeps_its_name(stores: Stores) -> None:
    stores.organizations.delete(stores.organization().id)
    with pytest.raises(RecordConflictError):
        stores.organizations.create(name="acme")
    assert stores.organizations.delete("id-00001", soft=False)
    assert stores.organizations.create(name="acme").id != "id-00001"


# scenario usage-26
def test_an_organisation_is_found_by_its_id(stores: Stores) -> None:
    created = stores.organization()
    assert stores.organizations.get(created.id) == created


# scenario usage-27
def test_what_is_hidden_is_shown_to_who_asks_for_it(stores: Stores) -> None:
    created = stores.organization()
    stores.organizations.delete(created.id)
    assert stores.organizations.get(created.id) is None
    with pytest.raises(RecordNotFoundError, match=f"Organization with id {created.id} not found"):
        stores.organizations.get_or_404(created.id)
    shown = stores.organizations.get_or_404(created.id, include_deleted=True)
    assert shown == stores.organizations.get(created.id, include_deleted=True)
    assert shown.deleted_at is not None


# scenario usage-28
def test_an_update_modifies(both_stores: Stores) -> None:
    created = both_stores.organizations.create(name="acme", description="old", website_url="https://acme.example")
    updated = both_stores.organizations.update(created.id, description="new", website_url=None, total_stars=9)
    assert updated is not None
    assert (updated.description, updated.website_url, updated.total_stars) == ("new", None, 9)
    assert both_stores.organizations.get(created.id) == updated


# scenario usage-28
def test_an_update_to_anothers_name_is_a_conflict(both_stores: Stores) -> None:
    both_stores.organization("other")
    created = both_stores.organization()
    with pytest.raises(RecordConflictError, match=r"^Update conflicts with existing data: name$"):
        both_stores.organizations.update(created.id, name="Other")
    assert both_stores.organizations.get(created.id) == created


# scenario usage-28
def test_an_empty_update_returns_the_row_with_a_new_time(stores: Stores) -> None:
    created = stores.organization()
    stores.clock.advance(1)
    updated = stores.organizations.update(created.id)
    assert updated is not None
    assert (updated.name, updated.updated_at) == ("acme", created.updated_at + 1)


# scenario usage-28
def test_what_is_hidden_is_not_updated(stores: Stores) -> None:
    created = stores.organization()
    stores.organizations.delete(created.id)
    assert stores.organizations.update(created.id, description="new") is None


def test_a_new_name_frees_the_old_one(stores: Stores) -> None:
    created = stores.organization()
    stores.organizations.update(created.id, name="Renamed")
    assert stores.organizations.find("acme") is None
    assert stores.organizations.find("renamed") == stores.organizations.get(created.id)
    assert stores.organizations.create(name="acme").id != created.id


# scenario usage-29
def test_a_soft_deletion_happens_once_and_one_for_good_after_it(both_stores: Stores) -> None:
    created = both_stores.organization()
    both_stores.clock.advance(3)
    assert both_stores.organizations.delete(created.id)
    hidden = both_stores.organizations.get_or_404(created.id, include_deleted=True)
    assert hidden.deleted_at == hidden.updated_at == created.created_at + 3
    both_stores.clock.advance(3)
    assert not both_stores.organizations.delete(created.id)
    assert both_stores.organizations.get_or_404(created.id, include_deleted=True) == hidden
    assert both_stores.organizations.delete(created.id, soft=False)
    assert both_stores.organizations.get(created.id, include_deleted=True) is None
    assert both_stores.organizations.count(include_deleted=True) == 0


# scenario usage-30
def test_a_list_shows_what_is_deleted_to_who_asks_for_it(both_stores: Stores) -> None:
    owners = []
    for name in ("first", "second", "third"):
        owners.append(both_stores.organization(name))
        both_stores.clock.advance(1)
    both_stores.organizations.delete(owners[1].id)
    shown = both_stores.organizations.list()
    assert ([one.name for one in shown.items], shown.total) == (["third", "first"], 2)
    everything = both_stores.organizations.list(include_deleted=True)
    assert ([one.name for one in everything.items], everything.total) == (["third", "second", "first"], 3)
    middle = both_stores.organizations.list(PaginationParams(offset=1, limit=1), include_deleted=True)
    assert ([one.name for one in middle.items], middle.has_next, middle.has_prev) == (["second"], True, True)


# scenario usage-30
@pytest.mark.parametrize("include_deleted", [True, False])
def test_an_empty_table_has_an_empty_list(stores: Stores, include_deleted: bool) -> None:
    assert stores.organizations.list(include_deleted=include_deleted) == PaginatedResult([], 0, 0, 50)


# scenario usage-31
def test_a_count_follows_creation_deletion_and_revival(stores: Stores) -> None:
    def counts() -> tuple[int, int]:
        return stores.organizations.count(), stores.organizations.count(include_deleted=True)

    assert counts() == (0, 0)
    first, second = stores.organization("first"), stores.organization("second")
    assert counts() == (2, 2)
    stores.organizations.delete(first.id)
    assert counts() == (1, 2)
    stores.organizations.revive(first.id)
    assert counts() == (2, 2)
    stores.organizations.delete(second.id, soft=False)
    assert counts() == (1, 1)


# scenario usage-32
@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("Acme", True, id="exact"),
        pytest.param("acme", False, id="another case"),
        pytest.param(" Acme", False, id="a space before"),
        pytest.param("Acme ", False, id="a space after"),
        pytest.param("nobody", False, id="missing"),
        pytest.param("", False, id="empty"),
    ],
)
def test_a_name_is_looked_up_exactly(stores: Stores, name: str, found: bool) -> None:
    created = stores.organization("Acme")
    assert stores.organizations.get_by_name(name) == (created if found else None)


# scenario usage-32
def test_a_deleted_organisation_is_not_found_by_its_name(stores: Stores) -> None:
    stores.organizations.delete(stores.organization().id)
    assert stores.organizations.get_by_name("acme") is None
    assert stores.organizations.find("acme") is None
    assert stores.organizations.find("acme", include_deleted=True) is not None


# scenario usage-32
def test_a_look_up_that_fails_says_so() -> None:
    class Down(MemoryTable):
        def get(self, key: Key) -> Item | None:
            raise ClientError({"Error": {"Code": "InternalServerError"}}, "GetItem")

    with pytest.raises(RepositoryError, match=r"^Failed to get organization by name: InternalServerError$"):
        Organizations(Down(VirtualClock()), VirtualClock(), ids()).get_by_name("acme")


def test_a_handle_is_found_in_any_case(stores: Stores) -> None:
    created = stores.organization("Acme")
    assert stores.organizations.find("aCME") == created


def test_what_a_provider_says_again_writes_nothing(stores: Stores) -> None:
    first = stores.organizations.upsert("Acme", total_stars=4, sponsorship_url="https://sponsors.example")
    written = stores.writes
    stores.clock.advance(60)
    assert stores.organizations.upsert("Acme", total_stars=4, description=None) == first
    assert stores.writes == written


def test_what_a_provider_says_differently_is_kept_and_what_it_does_not_say_stays(stores: Stores) -> None:
    first = stores.organizations.upsert("acme", total_stars=4, description="Makes everything")
    second = stores.organizations.upsert("Acme", total_stars=5, description=None)
    assert (second.id, second.name, second.total_stars) == (first.id, "Acme", 5)
    assert second.description == "Makes everything"


def test_a_scan_brings_a_hidden_organisation_back(stores: Stores) -> None:
    created = stores.organization()
    stores.organizations.delete(created.id)
    again = stores.organizations.upsert("acme", total_stars=1)
    assert (again.id, again.deleted_at, again.total_stars) == (created.id, None, 1)
    assert stores.organizations.get(created.id) == again


def test_a_revival_happens_once(stores: Stores) -> None:
    created = stores.organization()
    assert stores.organizations.revive(created.id) is None
    stores.organizations.delete(created.id)
    revived = stores.organizations.revive(created.id)
    assert revived is not None
    assert stores.organizations.get(created.id) == revived
    assert stores.organizations.revive("id-99999") is None


def test_two_scans_that_meet_a_new_organisation_at_one_moment_keep_one(stores: Stores) -> None:
    class Meeting(Organizations):
        def find(self, handle: str, include_deleted: bool = False):  # type: ignore[no-untyped-def]
            found = super().find(handle, include_deleted)
            stores.organizations.upsert("ACME", total_stars=3)  # comes between the look and the write
            return found

    mine = Meeting(stores.table, stores.clock, ids()).upsert("acme", description="mine")
    assert (mine.total_stars, mine.description) == (3, "mine")
    assert stores.organizations.count() == 1


def test_answers_forget_whom_they_show_when_one_is_hidden_removed_or_shown_again(stores: Stores) -> None:
    created = stores.organization()
    stores.organizations.update(created.id, description="new")
    assert generation(stores) == 0
    stores.organizations.delete(created.id)
    stores.organizations.revive(created.id)
    stores.organizations.delete(created.id, soft=False)
    assert generation(stores) == 3


# scenario usage-59
def test_a_hidden_organisation_stands_in_no_list(stores: Stores) -> None:
    for number, name in enumerate(("acme", "bravo", "Charlie")):
        stores.organizations.upsert(name, total_stars=number, total_repositories=number)
    hidden = stores.organizations.find("bravo")
    assert hidden is not None
    stores.organizations.delete(hidden.id)
    for order in Order:
        assert "bravo" not in stores.names(ORGANIZATIONS, order)
    assert stores.names(ORGANIZATIONS, Order.STARS) == ["Charlie", "acme"]
    assert stores.statistics.read().organizations == 2
    stores.organizations.revive(hidden.id)
    assert stores.names(ORGANIZATIONS, Order.NAME, descending=False) == ["acme", "bravo", "Charlie"]
