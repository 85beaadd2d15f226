"""What the function is made of, made once per environment and only when first needed."""

from dataclasses import dataclass
from functools import cache, partial

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.queues import SqsQueue
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.identity.origins import Origins
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.realtime import protocol
from curator.realtime.delivery import Delivery
from curator.realtime.router import Router
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from curator.sources.registry import SOURCES
from curator.uploads.presets.wiring import preset_service
from curator.uploads.retrying.wiring import retrier
from curator.uploads.wiring import pausing, upload_service
from functions.websocket.conversation import Services, SocketConversation
from functions.websocket.handlers import HANDLERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment of this function."""

    identity_table: str
    realtime_table: str
    fetches_queue_url: str
    websocket_endpoint: str
    public_url: str = ""
    client_origins: tuple[str, ...] = ()
    admin_names: tuple[str, ...] = ()


@cache
def settings() -> Settings:
    """Return the settings; raises SettingsError for a bad deploy."""
    return read_settings(Settings)


@cache
def services() -> Services:
    """Return what handlers work with."""
    config = settings()
    clock = SystemClock()
    realtime = Table(aws.dynamodb, config.realtime_table, clock)
    connections = ConnectionStore(realtime, clock)
    return Services(
        uploads=upload_service(),
        pausing=pausing(),
        presets=preset_service(),
        retrier=retrier(),
        connections=connections,
        streams=StreamStore(realtime, clock),
        sessions=Sessions(
            SessionStore(Table(aws.dynamodb, config.identity_table, clock)), clock, admin_names=config.admin_names
        ),
        fetches=SqsQueue(aws.sqs, config.fetches_queue_url),
        delivery=Delivery(partial(aws.connections, config.websocket_endpoint), connections, clock),
        clock=clock,
        admin_names=config.admin_names,
        origins=Origins(config.public_url, config.client_origins),
    )


@cache
def router() -> Router[SocketConversation]:
    """Return the router with every handler of this function; raises RegistrationError."""
    return Router(HANDLERS, context={protocol.SOURCE_NAMES: tuple(SOURCES)})
