"""What all records can do; organisations and repositories stand for them."""

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from curator.foundation.table import Item, Key, Table, TransactionConflictError, Write
from curator.usage.errors import InvalidQuestionError, RecordConflictError, RecordNotFoundError, RepositoryError
from curator.usage.organizations.store import Organizations
from curator.usage.paging import PaginationParams
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.usage_tables import usage_memory_table
from tests.unit.usage.stores import Stores, ids

URL = "https://github.com/acme/x"


class BrokenTable(MemoryTable):
    """Fails as DynamoDB does, from the moment it is told to."""

    error: Exception | None = None

    def get(self, key: Key) -> Item | None:
        self.fail()
        return super().get(key)

    def transact(self, writes: list[Write]) -> None:  # type: ignore[override]
        self.fail()
        super().transact(writes)

    def fail(self) -> None:
        if self.error is not None:
            raise self.error


def throttled() -> ClientError:
    """Return the error of a table that is asked too much; a real reply, shortened."""
    code = "ProvisionedThroughputExceededException"
    return ClientError({"Error": {"Code": code, "Message": "secret/path rate exceeded"}}, "TransactWriteItems")


@pytest.fixture
def broken() -> BrokenTable:
    return BrokenTable(VirtualClock(), indexes=usage_memory_table(VirtualClock())._indexes)


def organizations(table: Table) -> Organizations:
    return Organizations(table, VirtualClock(), ids())


# scenario usage-9
def test_a_record_is_created_with_its_id_and_its_times(stores: Stores) -> None:
    created = stores.repositories.create(name="x", organization_id="o", github_url=URL)
    assert (created.id, created.created_at, created.updated_at) == ("id-00001", stores.clock.now(), stores.clock.now())
    assert stores.repositories.get(created.id) == created


# scenario usage-10
def test_a_second_record_of_one_address_is_a_conflict_that_names_the_field(stores: Stores) -> None:
    stores.repositories.create(name="x", organization_id="o", github_url=URL)
    with pytest.raises(RecordConflictError, match=r"^Entity conflicts with existing data: github_url$") as caught:
        stores.repositories.create(name="x", organization_id="o", github_url=f"{URL.upper().lower()}.git")
    assert (caught.value.status, caught.value.public_message) == (409, str(caught.value))
    assert stores.repositories.count() == 1


# scenario usage-11
def test_whatever_else_goes_wrong_is_an_error_without_the_tables_own_words(broken: BrokenTable) -> None:
    stores = organizations(broken)
    broken.error = throttled()
    with pytest.raises(RepositoryError) as caught:
        stores.create(name="acme")
    assert str(caught.value) == "Failed to create entity: ProvisionedThroughputExceededException"
    assert (caught.value.status, caught.value.public_message) == (500, "Internal error")


# scenario usage-11
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param({}, "name", id="a field is missing"),
        pytest.param({"name": "acme", "colour": "red"}, "colour is no field of it", id="a field that there is not"),
        pytest.param({"name": "acme", "id": "mine"}, "id is no field of it", id="a field that is the store's"),
        pytest.param({"name": "x" * 256}, "name has more than 255 characters", id="a text too long"),
    ],
)
def test_what_cannot_be_a_record_is_an_error(stores: Stores, values: dict[str, str], reason: str) -> None:
    with pytest.raises(RepositoryError, match=rf"^Failed to create entity: .*{reason}"):
        stores.organizations.create(**values)
    assert stores.writes == 0


# scenario usage-12 usage-13
def test_a_record_is_found_by_its_id_and_none_by_another(stores: Stores) -> None:
    created = stores.organization()
    assert stores.organizations.get(created.id) == created
    assert stores.organizations.get("id-99999") is None


def test_a_read_that_fails_says_which(broken: BrokenTable) -> None:
    broken.error = ConnectTimeoutError(endpoint_url="https://table.example")
    with pytest.raises(RepositoryError, match=r"^Failed to get entity: ConnectTimeoutError$"):
        organizations(broken).get("id-00001")


# scenario usage-14
def test_what_has_to_be_there_is_returned_or_named_as_missing(stores: Stores) -> None:
    created = stores.organization()
    assert stores.organizations.get_or_404(created.id) == created
    with pytest.raises(RecordNotFoundError, match=r"^Organization with id id-99999 not found$") as caught:
        stores.organizations.get_or_404("id-99999")
    assert caught.value.status == 404
    with pytest.raises(RecordNotFoundError, match=r"^Repository with id nobody not found$"):
        stores.repositories.get_or_404("nobody")


# scenario usage-15
def test_an_update_changes_fields_and_the_time_of_what_there_is(stores: Stores) -> None:
    created = stores.repositories.create(name="x", organization_id="o", github_url=URL)
    stores.clock.advance(5)
    updated = stores.repositories.update(created.id, stars=7)
    assert updated is not None
    assert (updated.stars, updated.created_at, updated.updated_at) == (7, created.created_at, created.created_at + 5)
    assert stores.repositories.get(created.id) == updated
    assert stores.repositories.update("id-99999", stars=7) is None


def test_an_update_of_what_no_record_has_is_an_error(stores: Stores) -> None:
    created = stores.organization()
    with pytest.raises(RepositoryError, match=r"^Failed to update entity: deleted_at is no field of it$"):
        stores.organizations.update(created.id, deleted_at=None)


# scenario usage-16
def test_a_soft_deletion_hides(stores: Stores) -> None:
    created = stores.organization()
    assert stores.organizations.delete(created.id)
    assert stores.organizations.get(created.id) is None
    hidden = stores.organizations.get(created.id, include_deleted=True)
    assert hidden is not None
    assert hidden.deleted_at == stores.clock.now()


# scenario usage-17
@pytest.mark.parametrize("soft", [pytest.param(True, id="even if asked to hide"), pytest.param(False, id="for good")])
def test_what_cannot_be_hidden_is_removed(stores: Stores, soft: bool) -> None:
    created = stores.repositories.create(name="x", organization_id="o", github_url=URL, node_id="R_1")
    assert stores.repositories.delete(created.id, soft=soft)
    assert stores.repositories.get(created.id, include_deleted=True) is None
    assert (stores.repositories.count(), stores.repositories.list().items) == (0, [])
    again = stores.repositories.create(name="x", organization_id="o", github_url=URL, node_id="R_1")
    assert again.id != created.id


# scenario usage-18
def test_nothing_is_deleted_where_there_is_nothing(stores: Stores) -> None:
    assert not stores.organizations.delete("id-99999")
    assert not stores.organizations.delete("id-99999", soft=False)
    assert not stores.repositories.delete("id-99999")


# scenario usage-19
def test_a_list_has_the_newest_first_and_a_page_without_being_asked(stores: Stores) -> None:
    for number in range(60):
        stores.organization(f"org-{number:02d}")
        stores.clock.advance(number % 2)  # pairs of one moment: their ids decide
    page = stores.organizations.list()
    assert (len(page.items), page.total, page.has_next, page.has_prev) == (50, 60, True, False)
    rest = stores.organizations.list(PaginationParams(offset=50, limit=50))
    assert (len(rest.items), rest.has_next, rest.has_prev) == (10, False, True)
    everything = [*page.items, *rest.items]
    assert len({one.id for one in everything}) == 60
    assert [one.created_at for one in everything] == sorted((one.created_at for one in everything), reverse=True)


def test_a_list_by_offset_ends_at_its_reach(stores: Stores) -> None:
    assert stores.organizations.list(PaginationParams(offset=1000)).items == []
    with pytest.raises(InvalidQuestionError, match="Offset must be 1000 at most"):
        stores.organizations.list(PaginationParams(offset=1001))


# scenario usage-20
def test_a_count_leaves_out_what_is_deleted_unless_asked(stores: Stores) -> None:
    owners = [stores.organization(f"org-{number}") for number in range(3)]
    stores.organizations.delete(owners[0].id)
    assert (stores.organizations.count(), stores.organizations.count(include_deleted=True)) == (2, 3)


# scenario usage-21 usage-22
# Differs: there is no session to commit or roll back. Each verb is one transaction, and one that fails leaves nothing.
@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_a_verb_that_fails_leaves_everything_as_it_was(broken: BrokenTable, verb: str) -> None:
    stores = organizations(broken)
    kept = stores.create(name="acme", sponsorship_url="https://example.org")
    counted = stores.count(include_deleted=True)
    broken.error = TransactionConflictError()
    with pytest.raises(RepositoryError):  # noqa: PT012 - one of three
        match verb:
            case "create":
                stores.create(name="other")
            case "update":
                stores.update(kept.id, name="other")
            case _:
                stores.delete(kept.id, soft=False)
    broken.error = None
    assert stores.list(include_deleted=True).items == [kept]
    assert stores.count(include_deleted=True) == counted
    assert stores.create(name="other").name == "other"  # no name is held by what was never written


# scenario usage-23
# Differs: the store has no cache to turn on. It reads what was written last; answers made of it are what is cached.
def test_what_one_store_writes_another_reads_at_once(stores: Stores) -> None:
    other = Organizations(stores.table, stores.clock, ids())
    created = stores.organization()
    assert other.get(created.id) == created
    stores.organizations.update(created.id, description="changed")
    assert other.get_or_404(created.id).description == "changed"


def test_two_who_change_a_record_at_one_moment_lose_neither_change(broken: BrokenTable) -> None:
    stores = organizations(broken)
    kept = stores.create(name="acme")

    class Slow(MemoryTable):
        """Another writer comes between this one's reading and writing, once."""

        def transact(self, writes: list[Write]) -> None:  # type: ignore[override]
            if not others:
                others.append(stores.update(kept.id, description="theirs"))
            broken.transact(writes)

        def get(self, key: Key) -> Item | None:
            return broken.get(key)

    others: list[object] = []
    mine = Organizations(Slow(VirtualClock()), VirtualClock(), ids()).update(
        kept.id, website_url="https://mine.example"
    )
    assert mine is not None
    assert (mine.description, mine.website_url) == ("theirs", "https://mine.example")


def test_many_are_read_at_once_in_the_order_asked_for(stores: Stores) -> None:
    one, two, three = (stores.organization(name) for name in ("one", "two", "three"))
    stores.organizations.delete(two.id)
    found = stores.organizations.get_many([three.id, two.id, "nobody", one.id, three.id])
    assert list(found) == [three.id, one.id]
    assert list(stores.organizations.get_many([two.id], include_deleted=True)) == [two.id]
