"""Repositories: followed through renames, one for each address."""

from typing import Any

import pytest

from curator.usage.errors import InvalidNameError, RecordConflictError, RepositoryError
from curator.usage.models import Repository
from curator.usage.records.orders import ALL_REPOSITORIES, Order
from curator.usage.repositories.store import RepositoryTotals
from tests.unit.usage.stores import Stores

URL = "https://github.com/acme/app"


def upsert(stores: Stores, **told: Any) -> tuple[Repository, bool]:
    """Keep what a provider says of acme's app."""
    return stores.repositories.upsert(**{"organization_id": "acme", "name": "app", "github_url": URL, **told})


def test_a_repository_is_found_by_every_spelling_of_its_address(both_stores: Stores) -> None:
    created, is_new = upsert(both_stores, github_url="git@github.com:acme/app.git", node_id="R_1")
    assert is_new
    assert created.github_url == URL
    assert both_stores.repositories.find_by_url("https://GITHUB.com/ACME/App/") == created
    assert both_stores.repositories.find_by_node("R_1") == created
    assert both_stores.repositories.find_by_node("R_2") is None
    assert both_stores.repositories.find_by_url("https://github.com/acme/other") is None


def test_a_rename_and_a_transfer_are_followed_by_the_node_id(both_stores: Stores) -> None:
    created, _ = upsert(both_stores, node_id="R_1", stars=5)
    moved = "https://github.com/corp/application"
    renamed, is_new = upsert(both_stores, node_id="R_1", organization_id="corp", name="application", github_url=moved)
    assert not is_new
    assert (renamed.id, renamed.name, renamed.organization_id, renamed.stars) == (created.id, "application", "corp", 5)
    assert both_stores.repositories.find_by_url(URL) is None
    assert both_stores.repositories.find_by_url(moved) == renamed
    assert both_stores.repositories.count() == 1


def test_an_address_that_was_given_to_a_new_repository_is_the_new_ones(both_stores: Stores) -> None:
    old, _ = upsert(both_stores, node_id="R_1")
    new, is_new = upsert(both_stores, node_id="R_2")
    assert is_new
    assert both_stores.repositories.find_by_url(URL) == new
    waiting = both_stores.repositories.find_by_node("R_1")
    assert waiting is not None
    assert (waiting.id, waiting.github_url) == (old.id, f"{URL}?formerly={old.id}")
    seen, is_new = upsert(both_stores, node_id="R_1", name="was-app", github_url=f"{URL}-old")
    assert (seen.id, seen.github_url, is_new) == (old.id, f"{URL}-old", False)


def test_two_repositories_that_swapped_their_names_are_still_two(stores: Stores) -> None:
    one, _ = upsert(stores, node_id="R_1")
    two, _ = upsert(stores, node_id="R_2", name="site", github_url="https://github.com/acme/site")
    upsert(stores, node_id="R_1", name="site", github_url="https://github.com/acme/site")
    upsert(stores, node_id="R_2", name="app", github_url=URL)
    found = {one.id: one.github_url for one in stores.repositories.list().items}
    assert found == {one.id: "https://github.com/acme/site", two.id: URL}


def test_a_node_id_is_learned_later(stores: Stores) -> None:
    created, _ = upsert(stores)
    learned, is_new = upsert(stores, node_id="R_1")
    assert (learned.id, learned.node_id, is_new) == (created.id, "R_1", False)
    assert stores.repositories.find_by_node("R_1") == learned


def test_what_a_provider_says_again_writes_nothing(stores: Stores) -> None:
    created, _ = upsert(stores, node_id="R_1", stars=5, primary_language="Go")
    written = stores.writes
    stores.clock.advance(3600)
    assert upsert(stores, node_id="R_1", stars=5, primary_language=None) == (created, False)
    assert stores.writes == written


def test_two_scans_that_meet_a_new_repository_at_one_moment_keep_one(stores: Stores) -> None:
    class Meeting(type(stores.repositories)):  # type: ignore[misc]
        def create(self, **values: Any) -> Repository:
            upsert(stores, stars=9)
            created: Repository = super().create(**values)
            return created

    found, is_new = Meeting(stores.table, stores.clock, lambda: "mine").upsert(
        organization_id="acme", name="app", github_url=URL, primary_language="Go"
    )
    assert (found.stars, found.primary_language, is_new) == (9, "Go", False)
    assert stores.repositories.count() == 1


def test_an_address_that_cannot_be_is_refused(stores: Stores) -> None:
    with pytest.raises(InvalidNameError):
        upsert(stores, github_url="nowhere")
    with pytest.raises(RepositoryError, match="Failed to create entity: A repository's address is like"):
        stores.repositories.create(organization_id="acme", name="app", github_url="nowhere")
    assert stores.writes == 0


def test_an_update_to_anothers_address_is_a_conflict(stores: Stores) -> None:
    upsert(stores)
    other, _ = upsert(stores, name="site", github_url="https://github.com/acme/site", node_id="R_2")
    with pytest.raises(RecordConflictError, match=r"^Update conflicts with existing data: github_url$"):
        stores.repositories.update(other.id, github_url=f"{URL}.git")


def test_it_is_remembered_when_manifests_were_read_and_since_when_a_repository_is_gone(both_stores: Stores) -> None:
    created, _ = upsert(both_stores)
    gone = both_stores.repositories.note_gone(created.id, at=100.0)
    assert gone is not None
    assert gone.gone_since == 100.0
    again = both_stores.repositories.note_gone(created.id, at=90_000.0)
    assert again == gone
    back = both_stores.repositories.note_parsed(created.id, commit="abc", at=95_000.0)
    assert back is not None
    assert (back.gone_since, back.parsed_at, back.parsed_commit) == (None, 95_000.0, "abc")
    assert both_stores.repositories.get(created.id) == back
    assert both_stores.repositories.note_gone("nobody", at=1.0) is None
    assert both_stores.repositories.note_parsed("nobody", commit=None, at=1.0) is None


def test_a_removed_repository_frees_its_address_and_its_node_id(stores: Stores) -> None:
    created, _ = upsert(stores, node_id="R_1")
    assert stores.repositories.remove(created.id)
    assert not stores.repositories.remove(created.id)
    assert upsert(stores, node_id="R_1")[1]


def test_an_organisations_totals_come_from_its_repositories(stores: Stores) -> None:
    owner, other = stores.organization("acme"), stores.organization("other")
    stores.repository("app", owner, stars=10)
    stores.repository("old", owner, stars=5, is_archived=True)
    stores.repository("tool", other, stars=1000)
    assert stores.repositories.totals(owner.id) == RepositoryTotals(repositories=2, stars=15, archived=1)
    assert stores.repositories.totals("nobody") == RepositoryTotals(repositories=0, stars=0, archived=0)


# scenario usage-59
def test_what_a_hidden_organisation_owns_leaves_the_lists_and_counts_when_it_is_restated(stores: Stores) -> None:
    owner, other = stores.organization("acme"), stores.organization("other")
    app, tool = stores.repository("app", owner), stores.repository("tool", other)
    stores.organizations.delete(owner.id)
    stores.restate(owner)
    assert [row.id for row in stores.listing.rows(ALL_REPOSITORIES, Order.TIME)] == [tool.id]
    assert (stores.repositories.count(), stores.statistics.read().repositories) == (1, 1)
    stores.organizations.revive(owner.id)
    stores.restate(owner)
    assert stores.repositories.get(app.id) == stores.repositories.get_or_404(app.id)
    assert stores.repositories.count() == 2
