"""What depends on an organisation and its repositories as they are now, set right in slices."""

import pytest

from curator.usage.models import Organization
from curator.usage.records.orders import Order, users_of
from tests.unit.usage.stores import NEXT, REACT, Stores, package


def world(stores: Stores) -> Organization:
    """Give an organisation with two repositories beside another that uses the same package."""
    owner, other = stores.organization("acme"), stores.organization("other")
    stores.scan(owner, stores.repository("app", owner, stars=5), REACT, NEXT)
    stores.scan(owner, stores.repository("site", owner, stars=50), REACT)
    stores.scan(other, stores.repository("tool", other, stars=1), REACT)
    return owner


# scenario usage-59
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_a_hidden_organisation_is_gone_from_lists_and_counters_and_comes_back(both_stores: Stores, limit: int) -> None:
    owner = world(both_stores)
    before = (both_stores.user(owner), both_stores.dependents(), both_stores.statistics.read())
    both_stores.organizations.delete(owner.id)
    both_stores.restate(owner, limit)
    assert both_stores.names(users_of(REACT), Order.STARS) == ["other"]
    assert both_stores.names(users_of(NEXT), Order.NAME) == []
    assert (both_stores.dependents(REACT), both_stores.dependents(NEXT)) == ((1, 1), (0, 0))
    assert both_stores.user(owner).hidden
    assert both_stores.statistics.read().dependencies == 1
    both_stores.organizations.revive(owner.id)
    both_stores.restate(owner, limit)
    user = both_stores.user(owner)
    assert (user.hidden, user.stars, user.repositories) == (False, before[0].stars, before[0].repositories)
    assert (both_stores.dependents(), both_stores.statistics.read()) == before[1:]


def test_nobody_is_told_that_an_organisation_began_because_it_was_shown_again(stores: Stores) -> None:
    owner = world(stores)
    stores.organizations.delete(owner.id)
    stores.restate(owner)
    stores.organizations.revive(owner.id)
    stores.restate(owner)
    told = stores.dependencies.changes(REACT, 0, 100)
    assert [(one.organization_name, one.began) for one in told] == [("acme", True), ("other", True)]


# scenario usage-59
def test_what_is_found_in_a_hidden_organisation_stays_hidden(stores: Stores) -> None:
    owner = world(stores)
    stores.organizations.delete(owner.id)
    stores.scan(owner, stores.repository("new", owner, stars=999), REACT, NEXT)
    assert stores.names(users_of(REACT), Order.STARS) == ["other"]
    assert stores.dependents(REACT) == (1, 1)
    stores.organizations.revive(owner.id)
    stores.restate(owner)
    assert stores.user(owner).stars == 999 + 55
    assert stores.dependents(REACT) == (2, 4)


def test_stars_archiving_names_and_sponsors_are_set_right(both_stores: Stores) -> None:
    owner = world(both_stores)
    both_stores.repository("app", owner, stars=500)
    both_stores.repository("site", owner, stars=70, is_archived=True)
    both_stores.organizations.update(owner.id, name="ACME", sponsorship_url="https://sponsors.example/acme")
    both_stores.restate(owner)
    user = both_stores.user(owner)
    assert (user.organization_name, user.sponsored) == ("ACME", True)
    assert (user.stars, user.active_repositories, user.total_repositories) == (500, 1, 2)
    assert [(one.name, one.stars, one.is_archived) for one in user.repositories] == [
        ("app", 500, False),
        ("site", 70, True),
    ]
    assert both_stores.dependents(REACT) == (2, 2)


def test_what_is_right_already_is_not_written(stores: Stores) -> None:
    owner = world(stores)
    written = stores.writes
    stores.restate(owner)
    assert stores.writes == written


def test_an_organisation_without_repositories_or_without_a_record_has_nothing_to_restate(stores: Stores) -> None:
    empty = stores.organization("empty")
    assert stores.dependencies.restate(empty.id) is None
    assert stores.dependencies.restate("nobody") is None


def test_a_large_organisation_is_restated_in_bounded_slices(stores: Stores) -> None:
    owner = stores.organization()
    for number in range(7):
        repository = stores.repository(f"r{number}", owner)
        stores.scan(owner, repository, *(package(f"p{one}") for one in range(number * 5)))
    stores.organizations.update(owner.id, sponsorship_url="https://sponsors.example/acme")
    assert 10 <= stores.restate(owner, limit=10) <= 14  # 105 dependencies, and one repository without any
    for one in range(30):
        assert stores.user(owner, package(f"p{one}")).sponsored


def test_a_slice_goes_on_though_its_repository_is_gone(stores: Stores) -> None:
    owner = stores.organization()
    first = stores.repository("first", owner)
    second = stores.repository("second", owner)
    stores.scan(owner, first, *(package(f"p{one}") for one in range(6)))
    stores.scan(owner, second, REACT)
    place = stores.dependencies.restate(owner.id, limit=3)
    stores.dependencies.forget(owner, first)
    stores.repositories.remove(first.id)
    stores.organizations.update(owner.id, sponsorship_url="https://sponsors.example/acme")
    assert stores.dependencies.restate(owner.id, place) is None
    assert stores.user(owner).sponsored
