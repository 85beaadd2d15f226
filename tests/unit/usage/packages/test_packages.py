"""Packages, each under its natural key."""

import pytest

from curator.foundation.table import Item, TransactionConflictError, Update
from curator.usage.ecosystems import Ecosystem
from curator.usage.errors import RepositoryError
from curator.usage.packages.store import Packages
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.usage_tables import USAGE_INDEXES
from tests.unit.usage.stores import NEXT, REACT, Stores, ids, package

DJANGO = package("Django", Ecosystem.PYPI)


def test_a_package_is_kept_once_however_often_it_is_asked_for(both_stores: Stores) -> None:
    kept = both_stores.packages.ensure(DJANGO, "Django")
    both_stores.clock.advance(1)
    assert both_stores.packages.ensure(DJANGO, "django") == kept
    assert (kept.key.name, kept.display_name, kept.dependent_organizations) == ("django", "Django", 0)
    assert both_stores.packages.get(DJANGO) == kept
    assert both_stores.packages.get(REACT) is None
    assert both_stores.statistics.read().by_ecosystem == {Ecosystem.PYPI: 1}


def test_who_asks_for_a_new_package_at_the_same_moment_gets_the_same(stores: Stores) -> None:
    class Meeting(Packages):
        def get(self, key):  # type: ignore[no-untyped-def]
            found = super().get(key)
            stores.packages.ensure(REACT, "React")
            return found

    mine = Meeting(stores.table, stores.clock, ids()).ensure(REACT, "react")
    assert mine == stores.packages.get(REACT)
    assert mine.display_name == "React"
    assert stores.statistics.read().packages == 1


def test_a_description_changes_what_it_tells_and_no_counter(both_stores: Stores) -> None:
    owner = both_stores.organization()
    both_stores.scan(owner, both_stores.repository("app", owner), REACT)
    both_stores.clock.advance(9)
    described = both_stores.packages.describe(
        REACT, description="For interfaces", latest_version="19.0.0", described_at=both_stores.clock.now()
    )
    assert described is not None
    assert described == both_stores.packages.get(REACT)
    assert (described.description, described.latest_version) == ("For interfaces", "19.0.0")
    assert (described.dependent_organizations, described.dependent_repositories) == (1, 1)
    assert described.updated_at == described.created_at + 9
    erased = both_stores.packages.describe(REACT, description=None)
    assert erased is not None
    assert (erased.description, erased.latest_version) == (None, "19.0.0")


def test_a_package_is_described_also_while_others_count_its_users() -> None:
    clock = VirtualClock()
    stores = Stores(CountedMeanwhile(clock, indexes=USAGE_INDEXES), clock)
    stores.packages.ensure(REACT, "react")
    described = stores.packages.describe(REACT, latest_version="19.0.0")
    assert described is not None
    assert described.latest_version == "19.0.0"


class CountedMeanwhile(MemoryTable):
    """A table of which a transaction holds the item that is changed first."""

    held = True

    def update(self, write: Update) -> Item:
        if self.held:
            self.held = False
            raise TransactionConflictError
        return super().update(write)


def test_what_nobody_knows_is_not_described(stores: Stores) -> None:
    assert stores.packages.describe(REACT, description="For interfaces") is None
    assert stores.packages.get(REACT) is None


@pytest.mark.parametrize("field", ["dependent_organizations", "id", "key", "colour"])
def test_a_description_has_no_other_fields(stores: Stores, field: str) -> None:
    stores.packages.ensure(REACT, "react")
    with pytest.raises(RepositoryError, match=f"^Failed to update entity: {field} is no field to describe it by$"):
        stores.packages.describe(REACT, **{field: 7})


def test_many_are_read_at_once_in_the_order_asked_for(stores: Stores) -> None:
    for key in (REACT, DJANGO):
        stores.packages.ensure(key, key.name)
    assert list(stores.packages.get_many([DJANGO, NEXT, REACT, DJANGO])) == [DJANGO, REACT]


@pytest.mark.parametrize("name", ["@types/node", "org.slf4j:slf4j-api", "github.com/gin-gonic/gin", "ä" * 200])
def test_names_of_every_shape_are_kept(both_stores: Stores, name: str) -> None:
    key = package(name, Ecosystem.GO)
    both_stores.packages.ensure(key, name)
    owner = both_stores.organization()
    both_stores.scan(owner, both_stores.repository("app", owner), key)
    assert both_stores.package(key).dependent_organizations == 1
