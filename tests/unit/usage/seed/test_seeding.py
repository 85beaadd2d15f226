"""The small invented world that a table can be filled with."""

from typing import Any

import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.errors import RepositoryError
from curator.usage.models import Changes, DependencyType
from curator.usage.records.orders import ORGANIZATIONS, Order, users_of
from curator.usage.repositories.store import RepositoryTotals
from curator.usage.seed.seeding import Room, Seeded, seed
from tests.unit.usage.stores import NEXT, REACT, TYPESCRIPT, Stores, package

FASTAPI = package("fastapi", Ecosystem.PYPI)
WEEK = 7 * 24 * 3600.0


def room(stores: Stores) -> Room:
    """Return the room that these stores are."""
    return Room(
        organizations=stores.organizations,
        repositories=stores.repositories,
        packages=stores.packages,
        dependencies=stores.dependencies,
    )


def counts(stores: Stores) -> tuple[int, ...]:
    """Return how much is known."""
    now = stores.statistics.read()
    return now.packages, now.organizations, now.repositories, now.dependencies


# scenario usage-111
def test_seeding_twice_is_the_same_as_seeding_once(both_stores: Stores) -> None:
    assert seed(room(both_stores), now=both_stores.clock.now()) == Seeded(
        organizations=5, repositories=9, packages=8, dependencies=9
    )
    assert counts(both_stores) == (8, 5, 9, 9)
    both_stores.clock.advance(90 * 24 * 3600)
    assert seed(room(both_stores), now=both_stores.clock.now()) == Seeded()
    assert counts(both_stores) == (8, 5, 9, 9)


# scenario usage-111
def test_a_second_run_writes_nothing(stores: Stores) -> None:
    seed(room(stores), now=stores.clock.now())
    written = stores.writes
    seed(room(stores), now=stores.clock.now())
    assert stores.writes == written


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_table_that_somebody_uses_is_left_alone(stores: Stores, is_hidden: bool) -> None:
    owner = stores.organization("somebody")
    if is_hidden:
        stores.organizations.delete(owner.id)
    assert seed(room(stores), now=stores.clock.now()) == Seeded()
    assert counts(stores) == (0, 0 if is_hidden else 1, 0, 0)


def test_what_was_hidden_of_the_seed_stays_hidden(stores: Stores) -> None:
    seed(room(stores), now=stores.clock.now())
    hidden = stores.organizations.get_by_name("shophub")
    assert hidden is not None
    stores.organizations.delete(hidden.id)
    assert seed(room(stores), now=stores.clock.now()) == Seeded()
    assert stores.organizations.get_by_name("shophub") is None


@pytest.mark.parametrize("after", range(0, 9, 2))
def test_a_run_that_broke_off_is_finished_by_the_next(stores: Stores, after: int) -> None:
    left = [after]

    class Breaking(type(stores.dependencies)):  # type: ignore[misc]
        def replace(self, *arguments: Any, **named: Any) -> Changes:
            left[0] -= 1
            if left[0] < 0:
                raise RepositoryError("the table failed")
            found: Changes = super().replace(*arguments, **named)
            return found

    breaking = room(stores)
    broken = Breaking(stores.table, stores.clock, lambda: f"broken-{left[0]}-{stores.writes}")
    with pytest.raises(RepositoryError):
        seed(
            Room(
                organizations=breaking.organizations,
                repositories=breaking.repositories,
                packages=breaking.packages,
                dependencies=broken,
            ),
            now=stores.clock.now(),
        )
    seed(room(stores), now=stores.clock.now())
    assert counts(stores) == (8, 5, 9, 9)


def test_the_seed_answers_who_uses_react(both_stores: Stores) -> None:
    now = both_stores.clock.now()
    seed(room(both_stores), now=now)
    assert both_stores.names(users_of(REACT), Order.STARS) == ["deploynow", "shophub"]
    assert both_stores.dependents(REACT) == (2, 4)
    assert both_stores.dependents(TYPESCRIPT) == (3, 3)
    assert both_stores.dependents(NEXT) == both_stores.dependents(FASTAPI) == (1, 1)
    for unused in ("express", "polaris"):
        assert both_stores.dependents(package(unused)) == (0, 0)
    owner = both_stores.organizations.get_by_name("deploynow")
    assert owner is not None
    user = both_stores.user(owner)
    assert [(one.name, one.stars, one.type, one.requirement) for one in user.repositories] == [
        ("web-framework", 128_000, DependencyType.PEER, "18.3.1"),
        ("state-manager", 30_500, DependencyType.PEER, "18.2.0"),
    ]
    (proof,) = user.repositories[0].evidence
    assert (proof.path, proof.line, len(proof.commit or "")) == ("package.json", 12, 40)
    web = both_stores.repositories.find_by_url("https://github.com/deploynow/web-framework")
    assert web is not None
    assert web.last_commit_at == now - WEEK
    assert both_stores.repositories.totals(owner.id) == RepositoryTotals(repositories=2, stars=158_500, archived=0)


def test_the_seeds_organisations_know_their_totals_and_one_its_sponsors(stores: Stores) -> None:
    seed(room(stores), now=stores.clock.now())
    rows = stores.listing.rows(ORGANIZATIONS, Order.STARS, descending=True)
    assert [(row.facts["name"], row.facts["stars"], row.facts["repositories"]) for row in rows] == [
        ("devtools-corp", 265_000, 2),
        ("socialconnect", 230_000, 1),
        ("deploynow", 158_500, 2),
        ("techflow", 26_000, 2),
        ("shophub", 7_100, 2),
    ]
    assert stores.statistics.read().sponsorable_organizations == 1
    assert stores.package(REACT).latest_version == "18.3.1"
