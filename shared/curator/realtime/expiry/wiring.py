"""The sweep, from the environment of a function."""

from dataclasses import dataclass
from functools import partial

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.realtime.delivery import Delivery
from curator.realtime.expiry.store import ExpiryStore
from curator.realtime.expiry.sweep import Sweep
from curator.realtime.store import ConnectionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where sockets are known, and where they are closed."""

    realtime_table: str
    websocket_endpoint: str


def sweep() -> Sweep:
    """Return what closes sockets; raises SettingsError for a bad deploy."""
    config, clock = read_settings(Settings), SystemClock()
    table = Table(aws.dynamodb, config.realtime_table, clock)
    connections = ConnectionStore(table, clock)
    delivery = Delivery(partial(aws.connections, config.websocket_endpoint), connections, clock)
    return Sweep(ExpiryStore(table, clock), connections, delivery, clock)
