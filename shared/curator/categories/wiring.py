"""How the categories room is put together from the environment of a function."""

import json
from dataclasses import dataclass
from functools import cache

from curator.categories.errors import ReplicaNotConfiguredError
from curator.categories.lists import CategoryList
from curator.categories.mover import Mover
from curator.categories.replica import DEFAULT_EXCLUDED, Replica
from curator.categories.store import ListStore, MoveStore
from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.secrets import read_secret
from curator.foundation.settings import read_settings
from curator.foundation.table import Table

WANTED_KEPT = 10_000  # rows
RED_LINKS_KEPT = 100  # rows
CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """Where moves and lists are."""

    categories_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaSettings:
    """Where Commons' database can be read: a secret, JSON {"url"}, whose url is empty where it cannot."""

    commons_db_secret_id: str = ""
    wanted_excluded: tuple[str, ...] = DEFAULT_EXCLUDED


@cache
def _table() -> Table:
    return Table(aws.dynamodb, read_settings(StoreSettings).categories_table, CLOCK)


def move_store() -> MoveStore:
    """Return where moves are kept."""
    return MoveStore(_table(), CLOCK)


def mover() -> Mover:
    """Return what moves files."""
    return Mover(move_store(), CLOCK)


def list_store() -> ListStore:
    """Return where lists are kept."""
    return ListStore(_table(), CLOCK)


@cache
def wanted_categories() -> CategoryList:
    """Return the list of categories that have members but no page; raises ReplicaNotConfiguredError."""
    replica = _replica()
    return CategoryList("wanted", read=lambda: replica.wanted_categories(WANTED_KEPT), rows=list_store(), clock=CLOCK)


@cache
def red_links() -> CategoryList:
    """Return the list of categories without a page that pages link to; raises ReplicaNotConfiguredError."""
    replica = _replica()
    return CategoryList("red-links", read=lambda: replica.red_links(RED_LINKS_KEPT), rows=list_store(), clock=CLOCK)


def _replica() -> Replica:
    settings = read_settings(ReplicaSettings)
    url = json.loads(read_secret(settings.commons_db_secret_id))["url"] if settings.commons_db_secret_id else ""
    if not url:
        raise ReplicaNotConfiguredError("no COMMONS_DB_URL was given")
    return Replica(url, excluded=settings.wanted_excluded)
