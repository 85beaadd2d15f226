"""What is particular about organisations as records."""

from collections.abc import Mapping
from dataclasses import replace

from curator.foundation.table import Item
from curator.usage.models import Organization
from curator.usage.records.kinds import Kind
from curator.usage.records.orders import (
    DELETED_ORGANIZATIONS,
    FACTS,
    ORGANIZATIONS,
    Order,
    backwards,
    counted_down,
    named,
    place,
)
from curator.usage.statistics import store as statistics
from curator.usage.statistics.store import Counts


def guard(name: str) -> str:
    """Return the partition of the row that says which organisation has this name."""
    return f"ORGNAME#{name.lower()}"


def _guards(organization: Organization) -> Mapping[str, str]:
    return {guard(organization.name): "name"}


def _listed(organization: Organization) -> Item:
    newest = place(backwards(organization.created_at), organization.id)
    if organization.deleted_at is not None:
        return DELETED_ORGANIZATIONS.at(Order.TIME, newest)
    name = named(organization.name)
    return {
        **ORGANIZATIONS.at(Order.STARS, place(counted_down(organization.total_stars), name)),
        **ORGANIZATIONS.at(Order.SIZE, place(counted_down(organization.total_repositories), name)),
        **ORGANIZATIONS.at(Order.NAME, place(name, organization.id)),
        **ORGANIZATIONS.at(Order.TIME, newest),
        FACTS: {
            "name": organization.name,
            "stars": organization.total_stars,
            "repositories": organization.total_repositories,
            "sponsored": organization.sponsorship_url is not None,
        },
    }


def _counts(organization: Organization) -> Counts:
    if organization.deleted_at is not None:
        return {statistics.DELETED_ORGANIZATIONS: 1}
    return {statistics.ORGANIZATIONS: 1, statistics.SPONSORABLE: int(organization.sponsorship_url is not None)}


KIND = Kind(
    name="Organization",
    prefix="ORG",
    model=Organization,
    guards=_guards,
    listed=_listed,
    counts=_counts,
    newest=ORGANIZATIONS,
    newest_deleted=DELETED_ORGANIZATIONS,
    counter=statistics.ORGANIZATIONS,
    counter_deleted=statistics.DELETED_ORGANIZATIONS,
    longest={"name": 255, "github_url": 500, "website_url": 500, "sponsorship_url": 500},
    is_deleted=lambda organization: organization.deleted_at is not None,
    hide=lambda organization, at: replace(organization, deleted_at=at),
)
