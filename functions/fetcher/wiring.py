"""What the function is made of, made once per environment and only when first needed."""

from dataclasses import dataclass
from functools import cache, partial

from curator.categories import wiring as categories
from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.queues import SqsQueue
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.images.own_files.wiring import own_files
from curator.realtime.delivery import Delivery
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from curator.sources.wiring import existing_pages, geocoder, source_named
from curator.uploads.acting import client_for
from curator.uploads.wiring import batch_reader
from functions.fetcher.announcing import Herald
from functions.fetcher.categories import Acting, CategoryDesk
from functions.fetcher.fetch import Fetcher
from functions.fetcher.lists import ListDesk
from functions.fetcher.moves import FileMover, Moving
from functions.fetcher.resuming import Resumer
from functions.fetcher.uploads import UploadDesk

CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment of this function; the rooms read their own."""

    identity_table: str
    realtime_table: str
    fetches_queue_url: str
    websocket_endpoint: str


@cache
def settings() -> Settings:
    """Return the settings; raises SettingsError for a bad deploy."""
    return read_settings(Settings)


@cache
def connections() -> ConnectionStore:
    """Return who is connected."""
    return ConnectionStore(_realtime(), CLOCK)


@cache
def fetcher() -> Fetcher:
    """Return what answers requests for pictures."""
    return Fetcher(
        source_named=partial(source_named, own_files=own_files),
        geocoder=geocoder(),
        existing=existing_pages(),
        delivery=_delivery(),
        queue=_fetches(),
        clock=CLOCK,
    )


@cache
def upload_desk() -> UploadDesk:
    """Return what shows large batches."""
    return UploadDesk(reader=batch_reader(), delivery=_delivery(), queue=_fetches(), clock=CLOCK)


@cache
def resumer() -> Resumer:
    """Return what shows a new socket what its session watched before."""
    return Resumer(
        connections=connections(),
        streams=StreamStore(_realtime(), CLOCK),
        reader=batch_reader(),
        delivery=_delivery(),
        clock=CLOCK,
    )


@cache
def herald() -> Herald:
    """Return what tells audiences what is announced."""
    return Herald(delivery=_delivery(), queue=_fetches())


@cache
def category_desk() -> CategoryDesk:
    """Return what looks after single categories."""
    return CategoryDesk(acting=_acting(), hide=categories.list_store().hide, delivery=_delivery())


@cache
def file_mover() -> FileMover:
    """Return what moves files from category to category."""
    return FileMover(
        Moving(
            moves=categories.move_store(),
            mover=categories.mover(),
            acting=_acting(),
            hide=categories.list_store().hide,
            delivery=_delivery(),
            queue=_fetches(),
            clock=CLOCK,
        )
    )


@cache
def list_desk() -> ListDesk:
    """Return what shows lists of missing categories."""
    return ListDesk(
        wanted=categories.wanted_categories, red_links=categories.red_links, delivery=_delivery(), queue=_fetches()
    )


def _realtime() -> Table:
    return Table(aws.dynamodb, settings().realtime_table, CLOCK)


def _delivery() -> Delivery:
    return Delivery(partial(aws.connections, settings().websocket_endpoint), connections(), CLOCK)


def _fetches() -> SqsQueue:
    return SqsQueue(aws.sqs, settings().fetches_queue_url)


def _acting() -> Acting:
    return Acting(Sessions(SessionStore(Table(aws.dynamodb, settings().identity_table, CLOCK)), CLOCK), client_for)
