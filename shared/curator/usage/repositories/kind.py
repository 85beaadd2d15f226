"""What is particular about repositories as records."""

from collections.abc import Mapping

from curator.foundation.table import Item
from curator.usage.models import Repository
from curator.usage.records.kinds import Kind
from curator.usage.records.orders import (
    ALL_REPOSITORIES,
    FACTS,
    PARSED,
    Order,
    backwards,
    counted_down,
    named,
    place,
    repositories_of,
)
from curator.usage.statistics import store as statistics
from curator.usage.statistics.store import Counts


def url_guard(url: str) -> str:
    """Return the partition of the row that says which repository is at this normalised address."""
    return f"REPOURL#{url.lower()}"


def node_guard(node_id: str) -> str:
    """Return the partition of the row that says which repository GitHub calls this."""
    return f"REPONODE#{node_id}"


def _guards(repository: Repository) -> Mapping[str, str]:
    by_node = {node_guard(repository.node_id): "node_id"} if repository.node_id else {}
    return {url_guard(repository.github_url): "github_url", **by_node}


def _listed(repository: Repository) -> Item:
    name, owned = named(repository.name), repositories_of(repository.organization_id)
    everywhere = {
        **ALL_REPOSITORIES.at(Order.TIME, place(backwards(repository.created_at), repository.id)),
        **PARSED.at(Order.TIME, place(backwards(repository.parsed_at or 0.0), repository.id)),
    }
    return {
        **({} if repository.hidden else everywhere),
        **owned.at(Order.STARS, place(counted_down(repository.stars), name, repository.id)),
        **owned.at(Order.NAME, place(name, repository.id)),
        FACTS: {
            "name": repository.name,
            "stars": repository.stars,
            "archived": repository.is_archived,
            "language": repository.primary_language,
        },
    }


def _counts(repository: Repository) -> Counts:
    return {statistics.HIDDEN_REPOSITORIES if repository.hidden else statistics.REPOSITORIES: 1}


KIND = Kind(
    name="Repository",
    prefix="REPO",
    model=Repository,
    guards=_guards,
    listed=_listed,
    counts=_counts,
    newest=ALL_REPOSITORIES,
    newest_deleted=None,
    counter=statistics.REPOSITORIES,
    counter_deleted=statistics.HIDDEN_REPOSITORIES,
    longest={"name": 255, "github_url": 500, "primary_language": 50},
)
