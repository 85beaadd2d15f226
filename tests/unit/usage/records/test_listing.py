"""Lists in every order, from every place, at the cost of one query each."""

import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.models import PackageKey
from curator.usage.records.listing import user_facts
from curator.usage.records.orders import (
    ALL_PACKAGES,
    ORGANIZATIONS,
    PARSED,
    Order,
    packages_of,
    repositories_of,
    users_of,
)
from tests.fakes.memory_table import MemoryTable
from tests.unit.usage.stores import NEXT, REACT, TYPESCRIPT, Stores, name_in, package

MOMENT = 1_800_000_000.0


@pytest.fixture
def listed(both_stores: Stores) -> Stores:
    """Give five organisations: two with equal stars, all of different sizes and ages."""
    for place, (name, stars, size) in enumerate(
        [("Delta", 7, 1), ("alpha", 100, 5), ("bravo", 7, 20), ("Echo", 0, 3), ("alphabet", 1000, 2)]
    ):
        both_stores.organizations.upsert(name, total_stars=stars, total_repositories=size)
        both_stores.clock.advance(1.25 if place < 4 else 0)
    return both_stores


@pytest.mark.parametrize(
    ("order", "descending", "names"),
    [
        pytest.param(Order.STARS, True, "alphabet alpha bravo Delta Echo", id="most stars first, equal ones by name"),
        pytest.param(Order.STARS, False, "Echo Delta bravo alpha alphabet", id="fewest stars first"),
        pytest.param(Order.NAME, False, "alpha alphabet bravo Delta Echo", id="by name in any case"),
        pytest.param(Order.NAME, True, "Echo Delta bravo alphabet alpha", id="by name backwards"),
        pytest.param(Order.TIME, True, "alphabet Echo bravo alpha Delta", id="newest first"),
        pytest.param(Order.TIME, False, "Delta alpha bravo Echo alphabet", id="oldest first"),
        pytest.param(Order.SIZE, True, "bravo alpha Echo alphabet Delta", id="largest first"),
        pytest.param(Order.SIZE, False, "Delta alphabet Echo alpha bravo", id="smallest first"),
    ],
)
def test_a_list_is_read_in_any_order_page_by_page(listed: Stores, order: Order, descending: bool, names: str) -> None:
    assert listed.names(ORGANIZATIONS, order, descending=descending) == names.split()
    after, pages = None, []
    while rows := list(listed.listing.rows(ORGANIZATIONS, order, descending=descending, after=after, limit=2)):
        pages.append([name_in(row) for row in rows])
        after = rows[-1].position
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [name for page in pages for name in page] == names.split()


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        pytest.param("AL", "alpha alphabet", id="in any case"),
        pytest.param("alphab", "alphabet", id="longer"),
        pytest.param("lph", "", id="only the beginning counts"),
        pytest.param("z", "", id="nobody"),
    ],
)
def test_names_are_found_by_how_they_begin(listed: Stores, prefix: str, names: str) -> None:
    found = [name_in(row) for row in listed.listing.rows(ORGANIZATIONS, Order.NAME, prefix=prefix)]
    assert found == names.split()
    first = list(listed.listing.rows(ORGANIZATIONS, Order.NAME, prefix=prefix, limit=1))
    following = listed.listing.rows(ORGANIZATIONS, Order.NAME, prefix=prefix, after=first[0].position) if first else []
    assert [name_in(row) for row in following] == names.split()[1:]


def test_a_row_that_is_gone_is_still_a_place_to_go_on_after(listed: Stores) -> None:
    first, second = listed.listing.rows(ORGANIZATIONS, Order.STARS, descending=True, limit=2)
    listed.organizations.delete(second.id)
    following = listed.listing.rows(ORGANIZATIONS, Order.STARS, descending=True, after=second.position)
    assert [name_in(row) for row in following] == ["bravo", "Delta", "Echo"]
    assert first.facts == {"name": "alphabet", "stars": 1000, "repositories": 2, "sponsored": False}


def test_packages_are_listed_in_all_and_by_ecosystem(both_stores: Stores) -> None:
    django, requests = (package(name, Ecosystem.PYPI) for name in ("Django", "requests"))
    for key in (TYPESCRIPT, django, REACT, requests):
        both_stores.packages.ensure(key, key.name)
        both_stores.clock.advance(1)
    for number in range(2):
        owner = both_stores.organization(f"org-{number}")
        repository = both_stores.repository("app", owner)
        both_stores.scan(owner, repository, REACT, *([requests] if number else []))

    def keys(ecosystem: Ecosystem | None, order: Order, *, descending: bool) -> list[PackageKey]:
        list_of = packages_of(ecosystem) if ecosystem else ALL_PACKAGES
        return [row.package for row in both_stores.listing.rows(list_of, order, descending=descending)]

    assert keys(None, Order.SIZE, descending=True) == [REACT, requests, django, TYPESCRIPT]
    assert keys(Ecosystem.PYPI, Order.SIZE, descending=True) == [requests, django]
    assert keys(None, Order.NAME, descending=False) == [django, REACT, requests, TYPESCRIPT]
    assert keys(Ecosystem.NPM, Order.NAME, descending=False) == [REACT, TYPESCRIPT]
    assert keys(None, Order.TIME, descending=True) == [requests, REACT, django, TYPESCRIPT]
    assert keys(Ecosystem.PYPI, Order.TIME, descending=True) == [requests, django]


def test_the_users_of_a_package_are_listed_with_what_filters_need(both_stores: Stores) -> None:
    for name, stars in (("small", 3), ("large", 50), ("other", 50)):
        owner = both_stores.organization(name)
        both_stores.scan(owner, both_stores.repository("app", owner, stars=stars), REACT)
        both_stores.clock.advance(10)
    owner = both_stores.organization("small")
    both_stores.scan(owner, both_stores.repository("old", owner, stars=900, is_archived=True), REACT)
    users = users_of(REACT)
    assert both_stores.names(users, Order.STARS) == ["large", "other", "small"]
    assert both_stores.names(users, Order.TIME) == ["small", "other", "large"]
    assert both_stores.names(users, Order.NAME, descending=False) == ["large", "other", "small"]
    rows = list(both_stores.listing.rows(users, Order.STARS, descending=True))
    facts = user_facts(rows[-1])
    assert (facts.name, facts.sponsored, facts.organization_id, rows[-1].id) == ("small", False, owner.id, owner.id)
    assert [(one.is_archived, one.repositories, one.stars) for one in facts.uses] == [(False, 1, 3), (True, 1, 900)]
    assert rows[0].package == REACT
    assert list(both_stores.listing.rows(users_of(NEXT), Order.STARS)) == []


def test_repositories_are_listed_by_owner_and_by_when_they_were_read(both_stores: Stores) -> None:
    owner, other = both_stores.organization("acme"), both_stores.organization("other")
    app, site = both_stores.repository("app", owner, stars=2), both_stores.repository("Site", owner, stars=10)
    tool = both_stores.repository("tool", other)
    assert both_stores.names(repositories_of(owner.id), Order.STARS) == ["Site", "app"]
    assert both_stores.names(repositories_of(owner.id), Order.NAME, descending=False) == ["app", "Site"]
    both_stores.repositories.note_parsed(app.id, commit="c", at=500.0)
    both_stores.repositories.note_parsed(tool.id, commit="c", at=400.0)
    longest_ago = [row.id for row in both_stores.listing.rows(PARSED, Order.TIME)]
    assert longest_ago == [site.id, tool.id, app.id]


def test_a_page_costs_one_query_of_as_many_rows_wherever_it_is(stores: Stores) -> None:
    assert isinstance(stores.table, MemoryTable)
    for number in range(300):
        stores.organizations.upsert(f"org-{number}", total_stars=number)
    after = None
    for _ in range(10):
        before = stores.table.operations.read["query"]
        rows = list(stores.listing.rows(ORGANIZATIONS, Order.STARS, descending=True, after=after, limit=20))
        after = rows[-1].position
        assert stores.table.operations.read["query"] - before <= 21
    assert stores.table.operations.requests["query"] == 10
