"""What the function is made of, made once per environment and only when first needed."""

import json
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.metrics.tallies import Series, Tallies
from curator.foundation.pagination.cursors import Cursors
from curator.foundation.secrets import read_secret
from curator.foundation.settings import read_settings
from curator.foundation.table import Table
from curator.identity.api_keys import wiring as key_wiring
from curator.identity.authorisation import wiring as authorisation_wiring
from curator.identity.limits import wiring as limit_wiring
from curator.identity.wiring import token_reader
from curator.images import wiring as image_wiring
from curator.operations.audit import wiring as audit_wiring
from curator.operations.dead_letters import wiring as dead_letter_wiring
from curator.operations.metrics.wiring import metric_reader, metric_settings
from curator.operations.replays import wiring as replay_wiring
from curator.uploads.admin import wiring as admin_wiring
from curator.uploads.audit.wiring import audit_trail
from curator.uploads.wiring import PaceSettings, lane_waker
from curator.usage import wiring as usage_wiring
from curator.usage.files import wiring as file_usage_wiring
from curator.usage.scans import wiring as scan_wiring

if TYPE_CHECKING:
    from curator.identity.authenticator import Authenticator
    from curator.identity.development import DevelopmentLogin
    from curator.identity.oauth import Handshaker, OAuthLogin
    from curator.identity.tickets.tickets import Tickets
    from curator.identity.tokens import TokenCipher
    from curator.operations.audit.log import AuditLog
    from curator.operations.incidents.store import IncidentStore
    from functions.api.dashboard.room import DashboardRoom
    from functions.api.images.room import ImagesRoom
    from functions.api.images.settings import ImageApiSettings
    from functions.api.limits import HttpLimits
    from functions.api.services import Services
    from functions.api.usage.room import UsageRoom

PACKAGED_CLIENT = Path(__file__).parent / "client"
DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment of this function."""

    identity_table: str
    uploads_table: str
    lanes_queue_url: str
    realtime_table: str
    commons_api_url: str
    commons_index_url: str
    oauth_consumer_secret_id: str
    token_key_secret_id: str
    development_secret_id: str
    user_agent: str
    public_url: str = ""
    client_origins: tuple[str, ...] = ()
    client_dir: str = ""
    edge_secret_id: str = ""
    admin_names: tuple[str, ...] = ()
    download_hosts: tuple[str, ...] = ()
    session_days: int = 30


@cache
def settings() -> Settings:
    """Return the settings; raises SettingsError for a bad deploy."""
    return read_settings(Settings)


@cache
def image_settings() -> "ImageApiSettings":
    """Return the settings of the image routes; raises SettingsError for a bad deploy."""
    from functions.api.images.settings import ImageApiSettings

    return read_settings(ImageApiSettings)


@cache
def services() -> "Services":
    """Return what the routes work with."""
    from curator.identity.roles.loading import load_actions
    from curator.identity.sessions import Sessions
    from curator.identity.store import SessionStore
    from functions.api.client_files import ClientFiles
    from functions.api.health import Health
    from functions.api.services import Services

    config, clock = settings(), SystemClock()
    authorisation_wiring.settings()  # read now, so that a bad deploy fails now
    scan_wiring.queue()  # the same
    dead_letter_wiring.settings()
    tables = {
        "identity": Table(aws.dynamodb, config.identity_table, clock),
        "images": image_wiring.table(),
        "realtime": Table(aws.dynamodb, config.realtime_table, clock),
        "uploads": Table(aws.dynamodb, config.uploads_table, clock),
    }
    return Services(
        sessions=Sessions(
            SessionStore(tables["identity"]),
            clock,
            lifetime=config.session_days * DAY_SECONDS,
            admin_names=config.admin_names,
        ),
        login=login,
        development=development_login,
        lanes=lane_waker,
        admin=admin_wiring.room,
        api_keys=key_wiring.api_keys,
        audit=audit_trail,
        auditor=audit_wiring.auditor,
        audit_log=audit_log,
        dashboard=dashboard,
        dead_letters=dead_letter_wiring.dead_letter_list,
        replays=replay_wiring.replays,
        incidents=incidents,
        file_usage=file_usage_wiring.reader,
        edge_secret=partial(read_secret, config.edge_secret_id) if config.edge_secret_id else None,
        audits_reads=audit_wiring.settings().audit_reads,
        health=Health(tables, queue=images_waiting, connections=open_sockets),
        files=ClientFiles(Path(config.client_dir) if config.client_dir else PACKAGED_CLIENT),
        authenticator=authenticator,
        tickets=tickets,
        permissions=authorisation_wiring.permissions,
        actions=load_actions(),
        limits=limits(),
        counted=counted,
        images=images,
        usage=usage,
        image_facts=image_settings().facts(image_wiring.settings()),
        public_url=config.public_url,
        client_origins=config.client_origins,
        commons_url=config.commons_api_url,
        picture_hosts=config.download_hosts,
        storage_origins=image_settings().storage_origins(),
    )


def limits() -> "HttpLimits | None":
    """Return what limits calls; raises SettingsError for a bad deploy."""
    from functions.api.limits import HttpLimits

    config = limit_wiring.limit_settings()
    if not config.rate_limit_enabled:
        return None
    return HttpLimits(
        limiter=limit_wiring.rate_limiter("http"), rules=config.http_rules, keys=limit_wiring.key_limiter()
    )


def counted() -> Tallies:
    """Return the metrics of all instances together."""
    from curator.identity.authorisation.breaker import SERVICE

    looks = {
        Series.named("ws_connections_active"): open_sockets,
        Series.named("circuit_breaker_state", service=SERVICE): authorisation_wiring.breaker_level,
    }
    return metric_reader("api", looks).collect()


def images_waiting() -> int:
    """Return how many images wait; raises what keeps the queue from answering."""
    return images().queue.images().waiting


def open_sockets() -> int:
    """Return how many sockets are open."""
    from curator.realtime.store import ConnectionStore

    clock = SystemClock()
    return ConnectionStore(Table(aws.impatient_dynamodb, settings().realtime_table, clock), clock).count()


@cache
def images() -> "ImagesRoom":
    """Return what the image routes work with."""
    from functions.api.images.queues import QueueDepths
    from functions.api.images.room import ImagesRoom
    from functions.api.store import TableFacts

    config = image_settings()
    return ImagesRoom(
        intake=image_wiring.intake(services().permissions().require),
        reader=image_wiring.reader(),
        remover=image_wiring.remover(),
        statistics=image_wiring.statistics(),
        queue=QueueDepths(
            aws.impatient_sqs, url=config.images_queue_url, dead_letters_url=config.images_dead_letter_queue_url
        ),
        table=TableFacts(aws.dynamodb, image_wiring.table().name),
    )


@cache
def dashboard() -> "DashboardRoom":
    """Return what only the dashboard looks at."""
    from curator.operations.overview.ages import CloudWatchAges
    from curator.operations.overview.queues import QueueStates
    from functions.api.dashboard.room import DashboardRoom
    from functions.api.dashboard.settings import QueueSettings, shown_settings
    from functions.api.store import TableFacts, TableSizes

    config, clock, operations = settings(), SystemClock(), audit_wiring.settings()
    names = {
        "identity": config.identity_table,
        "images": image_wiring.table().name,
        "operations": metric_settings().operations_table,
        "realtime": config.realtime_table,
        "uploads": config.uploads_table,
        "usage": usage_wiring.table().name,
    }
    queues = read_settings(QueueSettings).queues()
    return DashboardRoom(
        queues=QueueStates(aws.impatient_sqs, queues, CloudWatchAges(aws.impatient_cloudwatch, clock)),
        tables=TableSizes({name: TableFacts(aws.impatient_dynamodb, table) for name, table in names.items()}, clock),
        open_sockets=open_sockets,
        settings=shown_settings(
            pace=read_settings(PaceSettings),
            limits=limit_wiring.limit_settings(),
            images=image_wiring.settings(),
            more={
                "this deployment": {
                    "stage": metric_settings().stage,
                    "address": config.public_url,
                    "wiki": config.commons_api_url,
                    "operators": len(config.admin_names),
                    "origins of other clients": list(config.client_origins),
                    "login lasts": f"{config.session_days} days",
                },
                "audit": {"reads": operations.audit_reads, "kept": f"{operations.audit_retention_days} days"},
            },
        ),
    )


@cache
def usage() -> "UsageRoom":
    """Return what the usage routes work with."""
    from curator.usage.answers.room import answers_over
    from functions.api.usage.room import UsageRoom

    return UsageRoom(
        answers=answers_over(usage_wiring.table(), SystemClock(), cursors, usage_wiring.new_id),
        scans=scan_wiring.scan_service(),
    )


@cache
def cursors() -> Cursors:
    """Return what signs where pages end: derived from the key of tokens, which is read for the first of them."""
    return Cursors(read_secret(settings().token_key_secret_id))


@cache
def authenticator() -> "Authenticator":
    """Return what tells who sends a request. Secrets are read when the first bearer token or API key comes."""
    from curator.identity.authenticator import Authenticator

    return Authenticator(services().sessions, token_reader, key_wiring.key_reader)


@cache
def tickets() -> "Tickets":
    """Return what gives tickets for sockets."""
    from curator.identity.tickets.store import TicketStore
    from curator.identity.tickets.tickets import Tickets

    clock = SystemClock()
    return Tickets(TicketStore(Table(aws.dynamodb, settings().identity_table, clock)), services().sessions, clock)


@cache
def login() -> "OAuthLogin":
    """Return what logs people in. Its secrets are read when somebody first does."""
    from curator.identity.oauth import OAuthLogin

    return OAuthLogin(_handshaker, services().sessions, _cipher())


@cache
def development_login() -> "DevelopmentLogin":
    """Return what logs in without a wiki, if this deployment has that."""
    from curator.identity.development import DevelopmentLogin

    secret = json.loads(read_secret(settings().development_secret_id))
    return DevelopmentLogin(
        api_key=secret["key"], username=secret["username"], sessions=services().sessions, cipher=_cipher()
    )


@cache
def audit_log() -> "AuditLog":
    """Return the audit log."""
    from curator.operations.audit.log import AuditLog

    return AuditLog(audit_wiring.store(aws.dynamodb), SystemClock(), cursors())


@cache
def incidents() -> "IncidentStore":
    """Return what alarms rang for."""
    from curator.operations.incidents.store import IncidentStore

    return IncidentStore(dead_letter_wiring.table())


@cache
def _cipher() -> "TokenCipher":
    from curator.identity.tokens import TokenCipher

    return TokenCipher(read_secret(settings().token_key_secret_id))


@cache
def _handshaker() -> "Handshaker":
    from curator.identity.oauth import Credentials, mediawiki_handshaker

    config = settings()
    secret = json.loads(read_secret(config.oauth_consumer_secret_id))
    return mediawiki_handshaker(
        index_url=config.commons_index_url,
        consumer=Credentials(secret["key"], secret["secret"]),
        user_agent=config.user_agent,
    )
