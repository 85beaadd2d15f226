"""What the function is made of, made once per environment and only when first needed."""

from dataclasses import dataclass
from functools import cache, partial

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.realtime.delivery import Delivery
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from curator.uploads.wiring import batch_reader
from functions.broadcaster.broadcast import Broadcaster


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment of this function."""

    realtime_table: str
    websocket_endpoint: str


@cache
def settings() -> Settings:
    """Return the settings; raises SettingsError for a bad deploy."""
    return read_settings(Settings)


@cache
def broadcaster() -> Broadcaster:
    """Return what tells subscribers."""
    config = settings()
    clock = SystemClock()
    table = Table(aws.dynamodb, config.realtime_table, clock)
    connections = ConnectionStore(table, clock)
    delivery = Delivery(partial(aws.connections, config.websocket_endpoint), connections, clock)
    return Broadcaster(
        subscribers=connections,
        streams=StreamStore(table, clock),
        delivery=delivery,
        listings=batch_reader(),
        clock=clock,
    )
