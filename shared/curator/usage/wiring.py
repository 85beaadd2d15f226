"""How the stores of the usage room are put together from the environment of their function."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import uuid4

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.settings import read_settings
from curator.foundation.table import Table

if TYPE_CHECKING:
    from curator.usage.dependencies.store import Dependencies
    from curator.usage.organizations.store import Organizations
    from curator.usage.packages.store import Packages
    from curator.usage.records.listing import Listing
    from curator.usage.repositories.store import Repositories
    from curator.usage.statistics.store import Statistics

CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSettings:
    """Where the room keeps what it knows."""

    usage_table: str


@cache
def table() -> Table:
    """Return the usage table; raises SettingsError for a bad deploy."""
    return Table(aws.dynamodb, read_settings(UsageSettings).usage_table, CLOCK)


@cache
def organizations() -> "Organizations":
    """Return where organisations are."""
    from curator.usage.organizations.store import Organizations

    return Organizations(table(), CLOCK, new_id)


@cache
def repositories() -> "Repositories":
    """Return where repositories are."""
    from curator.usage.repositories.store import Repositories

    return Repositories(table(), CLOCK, new_id)


@cache
def packages() -> "Packages":
    """Return where packages are."""
    from curator.usage.packages.store import Packages

    return Packages(table(), CLOCK, new_id)


@cache
def dependencies() -> "Dependencies":
    """Return where it is kept who uses what."""
    from curator.usage.dependencies.store import Dependencies

    return Dependencies(table(), CLOCK, new_id)


@cache
def listing() -> "Listing":
    """Return what reads lists."""
    from curator.usage.records.listing import Listing

    return Listing(table())


@cache
def statistics() -> "Statistics":
    """Return how much is known."""
    from curator.usage.statistics.store import Statistics

    return Statistics(table())


def new_id() -> str:
    """Return an id never returned before."""
    return str(uuid4())
