"""Who uses what, kept in step with what repositories declare."""

from dataclasses import replace

import pytest

from curator.usage.ecosystems import Ecosystem
from curator.usage.limits import SHOWN_EVIDENCE, SHOWN_REPOSITORIES
from curator.usage.models import Changes, Confidence, Declared, DependencyType
from curator.usage.records.orders import Order, users_of
from tests.unit.usage.stores import COMMIT, NEXT, REACT, TYPESCRIPT, Stores, declares, package

MONTH = 30 * 24 * 3600.0


def test_a_scan_keeps_what_a_repository_declares(both_stores: Stores) -> None:
    owner = both_stores.organization()
    app = both_stores.repository("app", owner, stars=5)
    found = both_stores.found(owner, app, REACT, declares(NEXT, kind=DependencyType.DEV))
    assert both_stores.dependencies.replace(owner, app, found) == Changes(added=(NEXT, REACT))
    assert both_stores.dependencies.of_repository(app.id) == found
    user = both_stores.user(owner)
    assert (user.total_repositories, user.active_repositories, user.stars) == (1, 1, 5)
    assert [(use.type, use.confidence) for use in user.uses] == [(DependencyType.DIRECT, Confidence.PROVED)]
    (shown,) = user.repositories
    assert (shown.name, shown.requirement, shown.evidence) == ("app", "^1.0.0", found[1].manifests)
    assert both_stores.dependents() == (1, 1)


def test_a_new_package_has_the_name_that_its_users_write(stores: Stores) -> None:
    django = package("Django", Ecosystem.PYPI)
    owner = stores.organization()
    app = stores.repository("app", owner)
    stores.dependencies.replace(owner, app, stores.found(owner, app, django, REACT), names={django: "Django"})
    assert (stores.package(django).display_name, stores.package(REACT).display_name) == ("Django", "react")


# scenario usage-83
def test_a_repository_that_lists_a_package_twice_has_one_row_of_the_stronger_type(both_stores: Stores) -> None:
    owner = both_stores.organization()
    app = both_stores.repository("app", owner)
    both_stores.scan(
        owner,
        app,
        declares(REACT, "^17", kind=DependencyType.DEV, line=3),
        declares(REACT, "^18", kind=DependencyType.DIRECT, line=9),
    )
    (found,) = both_stores.dependencies.of_repository(app.id)
    assert (found.type, found.requirement, len(found.manifests)) == (DependencyType.DIRECT, "^18", 2)
    assert [use.type for use in both_stores.user(owner).uses] == [DependencyType.DIRECT]
    assert both_stores.dependents() == (1, 1)


def test_a_scan_that_finds_what_is_there_writes_nothing(stores: Stores) -> None:
    owner = stores.organization()
    app = stores.repository("app", owner)
    stores.scan(owner, app, REACT, NEXT)
    before = stores.dependencies.of_repository(app.id)
    written = stores.writes
    stores.clock.advance(MONTH - 1)
    assert stores.scan(owner, app, REACT, NEXT, commit="d" * 40) == Changes(unchanged=2)
    assert stores.writes == written
    assert stores.dependencies.of_repository(app.id) == before


def test_a_month_later_it_was_seen_again(stores: Stores) -> None:
    owner = stores.organization()
    app = stores.repository("app", owner)
    stores.scan(owner, app, REACT)
    stores.clock.advance(MONTH)
    assert stores.scan(owner, app, REACT, commit="d" * 40) == Changes(unchanged=1)
    (found,) = stores.dependencies.of_repository(app.id)
    assert (found.last_seen_at - found.detected_at, found.manifests[0].commit) == (MONTH, "d" * 40)
    user = stores.user(owner)
    assert (user.last_seen_at, user.first_seen_at) == (found.last_seen_at, found.detected_at)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(declares(REACT, "^2.0.0"), id="another requirement"),
        pytest.param(declares(REACT, line=8), id="another line"),
        pytest.param(declares(REACT, path="web/package.json"), id="another file"),
        pytest.param(declares(REACT, kind=DependencyType.PEER), id="another type"),
        pytest.param(declares(REACT, indirect=True), id="only indirectly"),
    ],
)
def test_what_changed_is_updated_and_keeps_since_when_it_is_used(both_stores: Stores, now: Declared) -> None:
    owner = both_stores.organization()
    app = both_stores.repository("app", owner, stars=3)
    both_stores.scan(owner, app, declares(REACT), NEXT)
    (_, before) = both_stores.dependencies.of_repository(app.id)
    both_stores.clock.advance(60)
    assert both_stores.scan(owner, app, now, NEXT) == Changes(updated=(REACT,), unchanged=1)
    (_, after) = both_stores.dependencies.of_repository(app.id)
    (wanted,) = both_stores.found(owner, app, now)
    assert after == replace(wanted, detected_at=before.detected_at)
    user = both_stores.user(owner)
    assert [(use.repositories, use.type) for use in user.uses] == [(1, after.type)]
    assert both_stores.dependents() == ((0, 0) if after.indirect else (1, 1))


def test_what_is_declared_no_more_disappears(both_stores: Stores) -> None:
    owner = both_stores.organization()
    app = both_stores.repository("app", owner)
    both_stores.scan(owner, app, REACT, NEXT)
    assert both_stores.scan(owner, app, NEXT) == Changes(removed=(REACT,), unchanged=1)
    assert [one.package for one in both_stores.dependencies.of_repository(app.id)] == [NEXT]
    assert both_stores.dependencies.user(REACT, owner.id) is None
    assert list(both_stores.listing.rows(users_of(REACT), Order.STARS)) == []
    assert both_stores.dependents() == (0, 0)


def test_a_scan_that_could_not_read_everything_removes_nothing(stores: Stores) -> None:
    owner = stores.organization()
    app = stores.repository("app", owner)
    stores.scan(owner, app, REACT, NEXT)
    partly = stores.found(owner, app, declares(NEXT, "^2"), TYPESCRIPT)
    changes = stores.dependencies.replace(owner, app, partly, complete=False)
    assert changes == Changes(added=(TYPESCRIPT,), updated=(NEXT,), unchanged=1)
    assert [one.package for one in stores.dependencies.of_repository(app.id)] == [NEXT, REACT, TYPESCRIPT]


def test_forgetting_a_repository_removes_all_of_it(both_stores: Stores) -> None:
    owner = both_stores.organization()
    app, site = both_stores.repository("app", owner, stars=1), both_stores.repository("site", owner, stars=2)
    both_stores.scan(owner, app, REACT, NEXT)
    both_stores.scan(owner, site, REACT)
    assert both_stores.dependencies.forget(owner, app) == Changes(removed=(NEXT, REACT))
    assert both_stores.dependencies.of_repository(app.id) == []
    assert [one.name for one in both_stores.user(owner).repositories] == ["site"]
    assert both_stores.dependents() == (1, 1)
    assert both_stores.dependencies.forget(owner, app) == Changes()


def test_a_repository_whose_organisation_was_removed_for_good_is_forgotten_like_any_other(stores: Stores) -> None:
    owner, other = stores.organization("acme"), stores.organization("other")
    app = stores.repository("app", owner)
    stores.scan(owner, app, REACT, NEXT)
    stores.scan(other, stores.repository("tool", other), REACT)
    stores.organizations.delete(owner.id, soft=False)
    assert stores.dependencies.forget(None, app).removed == (NEXT, REACT)
    assert (stores.dependents(REACT), stores.dependents(NEXT)) == ((1, 1), (0, 0))
    assert stores.names(users_of(REACT), Order.STARS) == ["other"]
    assert stores.statistics.read().dependencies == 1


def test_archived_and_indirect_uses_are_kept_apart_from_the_active_ones(both_stores: Stores) -> None:
    owner = both_stores.organization()
    both_stores.scan(owner, both_stores.repository("app", owner, stars=10), REACT)
    both_stores.scan(owner, both_stores.repository("old", owner, stars=100, is_archived=True), REACT)
    both_stores.scan(owner, both_stores.repository("lib", owner, stars=1000), declares(REACT, indirect=True))
    user = both_stores.user(owner)
    assert (user.total_repositories, user.active_repositories, user.stars) == (3, 1, 10)
    assert [one.name for one in user.repositories] == ["lib", "old", "app"]
    assert [(one.indirect, one.is_archived, one.repositories, one.stars) for one in user.uses] == [
        (False, False, 1, 10),
        (False, True, 1, 100),
        (True, False, 1, 1000),
    ]
    assert both_stores.dependents() == (1, 1)


def test_a_row_shows_the_repositories_with_most_stars_and_takes_up_who_waits(stores: Stores) -> None:
    owner = stores.organization()
    repositories = [stores.repository(f"r{stars:02d}", owner, stars=stars) for stars in range(SHOWN_REPOSITORIES + 5)]
    for repository in repositories:
        stores.scan(owner, repository, REACT)
    by_stars = [repository.name for repository in reversed(repositories)]
    user = stores.user(owner)
    assert [one.name for one in user.repositories] == by_stars[:SHOWN_REPOSITORIES]
    assert (user.total_repositories, user.stars) == (30, sum(range(30)))
    stores.scan(owner, repositories[-1])
    user = stores.user(owner)
    assert [one.name for one in user.repositories] == by_stars[1 : SHOWN_REPOSITORIES + 1]
    assert (user.total_repositories, stores.dependents()) == (29, (1, 29))
    lowest_shown = repositories[-2 - 24]
    fallen = replace(lowest_shown, stars=0, name="fallen")
    stores.scan(owner, fallen, declares(REACT, "^9"))
    shown = [one.name for one in stores.user(owner).repositories]
    assert "fallen" not in shown
    assert len(shown) == SHOWN_REPOSITORIES


def test_a_row_shows_a_few_lines_of_proof_and_the_repositorys_own_list_all(stores: Stores) -> None:
    owner = stores.organization()
    app = stores.repository("app", owner)
    stores.scan(owner, app, *(declares(REACT, path=f"{number}/package.json") for number in range(6)))
    assert len(stores.user(owner).repositories[0].evidence) == SHOWN_EVIDENCE
    (use,) = stores.dependencies.uses(REACT, owner.id)
    assert len(use.evidence) == 6


def test_an_organisations_repositories_are_read_page_by_page(both_stores: Stores) -> None:
    owner, other = both_stores.organization("acme"), both_stores.organization("other")
    names = [f"r{number}" for number in range(5)]
    for name in names:
        both_stores.scan(owner, both_stores.repository(name, owner), REACT)
    both_stores.scan(other, both_stores.repository("elsewhere", other), REACT)
    first = list(both_stores.dependencies.uses(REACT, owner.id, limit=2))
    rest = list(both_stores.dependencies.uses(REACT, owner.id, after=first[-1].repository_id, limit=9))
    assert [one.name for one in first + rest] == names


def test_what_a_provider_reports_is_kept_until_the_files_are_read(both_stores: Stores) -> None:
    owner = both_stores.organization()
    app = both_stores.repository("app", owner)
    (reported,) = both_stores.found(owner, app, REACT, commit=None)
    assert both_stores.dependencies.report(owner, app, reported)
    assert not both_stores.dependencies.report(owner, app, reported)
    assert [use.confidence for use in both_stores.user(owner).uses] == [Confidence.REPORTED]
    assert both_stores.dependents() == (1, 1)
    both_stores.scan(owner, app, REACT)
    assert [use.confidence for use in both_stores.user(owner).uses] == [Confidence.PROVED]
    assert not both_stores.dependencies.report(owner, app, reported)
    assert both_stores.dependencies.of_repository(app.id)[0].manifests[0].commit == COMMIT


def test_files_that_say_nothing_of_a_package_are_better_than_hearsay(stores: Stores) -> None:
    owner = stores.organization()
    app = stores.repository("app", owner)
    (reported,) = stores.found(owner, app, REACT, commit=None)
    stores.dependencies.report(owner, app, reported)
    assert stores.scan(owner, app, NEXT).removed == (REACT,)
    read = stores.repositories.note_parsed(app.id, commit=COMMIT, at=stores.clock.now())
    assert read is not None
    assert not stores.dependencies.report(owner, read, reported)
    assert stores.dependencies.user(REACT, owner.id) is None


def test_a_repository_that_changed_hands_is_its_new_owners(both_stores: Stores) -> None:
    owner, buyer = both_stores.organization("acme"), both_stores.organization("corp")
    app = both_stores.repository("app", owner, stars=4)
    both_stores.scan(owner, app, REACT, NEXT)
    moved = both_stores.repositories.update(app.id, organization_id=buyer.id)
    assert moved is not None
    changes = both_stores.scan(buyer, moved, REACT)
    assert changes == Changes(added=(REACT,))
    assert both_stores.dependencies.user(REACT, owner.id) is None
    assert both_stores.user(buyer).stars == 4
    assert both_stores.dependents(REACT) == (1, 1)
    assert both_stores.dependents(NEXT) == (0, 0)
    assert [one.organization_id for one in both_stores.dependencies.of_repository(app.id)] == [buyer.id]
    assert both_stores.statistics.read().dependencies == 1


def test_it_is_told_who_began_and_who_stopped(both_stores: Stores) -> None:
    began = both_stores.clock.now()
    owner, other = both_stores.organization("acme"), both_stores.organization("other")
    app, site = both_stores.repository("app", owner), both_stores.repository("site", owner)
    both_stores.scan(owner, app, REACT)
    both_stores.clock.advance(10)
    both_stores.scan(owner, site, REACT)  # not news: it uses the package already
    both_stores.scan(other, both_stores.repository("tool", other), REACT)
    both_stores.clock.advance(10)
    both_stores.scan(owner, app)
    both_stores.scan(owner, site)
    told = both_stores.dependencies.changes(REACT, began, 10)
    assert [(one.organization_name, one.began, one.at - began) for one in told] == [
        ("acme", True, 0),
        ("other", True, 10),
        ("acme", False, 20),
    ]
    assert told[0].package == REACT
    assert both_stores.dependencies.changes(REACT, began + 10, 10) == told[1:]
    assert both_stores.dependencies.changes(REACT, began, 1) == told[:1]
    assert both_stores.dependencies.changes(NEXT, began, 10) == []
    both_stores.clock.advance(365 * 24 * 3600 - 15)
    assert both_stores.dependencies.changes(REACT, began, 1) == told[1:2], "what is a year old takes nobody's place"
    both_stores.clock.advance(24 * 3600)
    assert both_stores.dependencies.changes(REACT, began, 10) == []


def test_a_large_repository_is_written_in_few_requests_and_looked_through_in_fewer(stores: Stores) -> None:
    owner = stores.organization()
    app = stores.repository("app", owner)
    keys = [package(f"package-{number:03d}") for number in range(95)]
    operations = stores.table.operations  # type: ignore[attr-defined]
    before = operations.write_requests
    assert len(stores.scan(owner, app, *keys).added) == 95
    assert operations.write_requests - before == 5
    reads = operations.read_requests
    assert stores.scan(owner, app, *keys).unchanged == 95
    assert operations.read_requests - reads == 2
