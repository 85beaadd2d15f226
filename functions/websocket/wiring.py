"""What the function is made of, made once per environment and only when first needed."""

from dataclasses import dataclass
from functools import cache, partial

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.queues import SqsQueue
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.identity.authenticator import Authenticator
from curator.identity.origins import Origins
from curator.identity.roles.loading import load_actions
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.identity.tickets.store import TicketStore
from curator.identity.tickets.tickets import Tickets
from curator.identity.wiring import token_reader
from curator.operations.audit import wiring as audit
from curator.realtime import protocol
from curator.realtime.delivery import Delivery
from curator.realtime.expiry.store import ExpiryStore
from curator.realtime.router import Router
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from curator.sources.registry import SOURCES
from curator.uploads.presets.wiring import preset_service
from curator.uploads.retrying.wiring import retrier
from curator.uploads.wiring import pausing, upload_service
from functions.websocket.auditing import recorder
from functions.websocket.conversation import Services, SocketConversation
from functions.websocket.handlers import HANDLERS
from functions.websocket.limiting import socket_limits


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
    audit.settings()
    return read_settings(Settings)


@cache
def services() -> Services:
    """Return what handlers work with."""
    config = settings()
    clock = SystemClock()
    realtime = Table(aws.dynamodb, config.realtime_table, clock)
    connections = ConnectionStore(realtime, clock)
    identity = Table(aws.dynamodb, config.identity_table, clock)
    sessions = Sessions(SessionStore(identity), clock, admin_names=config.admin_names)
    return Services(
        uploads=upload_service(),
        pausing=pausing(),
        presets=preset_service(),
        retrier=retrier(),
        connections=connections,
        streams=StreamStore(realtime, clock),
        sessions=sessions,
        authenticator=Authenticator(sessions, token_reader),
        tickets=Tickets(TicketStore(identity), sessions, clock),
        expiries=ExpiryStore(realtime, clock),
        fetches=SqsQueue(aws.sqs, config.fetches_queue_url),
        delivery=Delivery(partial(aws.connections, config.websocket_endpoint), connections, clock),
        limits=socket_limits(connections),
        record=recorder(audit.auditor),
        clock=clock,
        admin_names=config.admin_names,
        origins=Origins(config.public_url, config.client_origins),
    )


@cache
def router() -> Router[SocketConversation]:
    """Return the router with every handler of this function; raises RegistrationError, ActionsError."""
    actions = load_actions()
    numbers = [registration.number for registration in HANDLERS]
    actions.check(numbers, None, [role for registration in HANDLERS for role in registration.roles])
    serving = Router(HANDLERS, context={protocol.SOURCE_NAMES: tuple(SOURCES)}, actions=actions)
    serving.require_complete()
    return serving
