"""How much is known in all."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.statistics.store import SHARDS, UsageStatistics
from tests.fakes.memory_table import MemoryTable
from tests.unit.usage.stores import REACT, TYPESCRIPT, Stores, package


def test_an_empty_table_knows_nothing(both_stores: Stores) -> None:
    assert both_stores.statistics.read() == UsageStatistics(
        organizations=0,
        repositories=0,
        packages=0,
        by_ecosystem={},
        dependencies=0,
        sponsorable_organizations=0,
        last_scrape_at=None,
    )


def test_everything_is_counted_as_it_comes_and_goes(both_stores: Stores) -> None:
    owner = both_stores.organizations.upsert("acme", sponsorship_url="https://sponsors.example/acme")
    other = both_stores.organization("other")
    app, site = both_stores.repository("app", owner), both_stores.repository("site", other)
    both_stores.scan(owner, app, REACT, TYPESCRIPT)
    both_stores.scan(other, site, REACT, package("Django", Ecosystem.PYPI))
    both_stores.statistics.note_scrape(1_234.5)
    assert both_stores.statistics.read() == UsageStatistics(
        organizations=2,
        repositories=2,
        packages=3,
        by_ecosystem={Ecosystem.NPM: 2, Ecosystem.PYPI: 1},
        dependencies=4,
        sponsorable_organizations=1,
        last_scrape_at=1_234.5,
    )
    both_stores.scan(owner, app, REACT)
    both_stores.dependencies.forget(other, site)
    both_stores.repositories.remove(site.id)
    both_stores.organizations.update(owner.id, sponsorship_url=None)
    now = both_stores.statistics.read()
    assert (now.repositories, now.dependencies, now.sponsorable_organizations) == (1, 1, 0)
    assert now.packages == 3  # nobody uses two of them any more, and they are still known


# scenario usage-59
def test_nothing_of_a_hidden_organisation_is_counted_once_it_is_restated(stores: Stores) -> None:
    owner = stores.organizations.upsert("acme", sponsorship_url="https://sponsors.example/acme")
    stores.scan(owner, stores.repository("app", owner), REACT, TYPESCRIPT)
    before = stores.statistics.read()
    stores.organizations.delete(owner.id)
    stores.restate(owner)
    hidden = stores.statistics.read()
    assert (hidden.organizations, hidden.sponsorable_organizations) == (0, 0)
    assert (hidden.repositories, hidden.dependencies) == (0, 0)
    stores.organizations.revive(owner.id)
    stores.restate(owner)
    assert stores.statistics.read() == before


def test_reading_them_costs_one_request(stores: Stores) -> None:
    assert isinstance(stores.table, MemoryTable)
    stores.statistics.read()
    assert dict(stores.table.operations.requests) == {"get_many": 1}
    assert stores.table.operations.read["get_many"] == SHARDS + 1
