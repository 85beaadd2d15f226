"""The HTTP API over a real identity room, moto's table and a wiki that answers as told."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import httpx
from mangum import Mangum

from curator.foundation.pagination.cursors import Cursors
from curator.foundation.table import Table
from curator.identity.api_keys.checking import KeyReader
from curator.identity.api_keys.keys import ApiKeys
from curator.identity.api_keys.store import ApiKeyStore
from curator.identity.api_keys.texts import Digests
from curator.identity.api_keys.tiers import Tier
from curator.identity.api_keys.uses import Uses
from curator.identity.authenticator import Authenticator, TokenReader
from curator.identity.authorisation.permissions import OwnRules, Permissions, Rules
from curator.identity.authorisation.settings import AuthorisationSettings
from curator.identity.authorisation.status import report
from curator.identity.authorisation.store import BreakerStore
from curator.identity.development import DevelopmentLogin
from curator.identity.oauth import Credentials, OAuthLogin
from curator.identity.principals import ADMIN, Principal
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.identity.tickets.store import TicketStore
from curator.identity.tickets.tickets import Tickets
from curator.identity.tokens import TokenCipher
from curator.operations.audit.auditor import Auditor
from curator.operations.audit.log import AuditLog
from curator.operations.audit.store import AuditStore
from curator.operations.dead_letters.listing import DeadLetterList
from curator.operations.incidents.store import IncidentStore
from curator.operations.replays.service import Replays
from curator.uploads.admin.room import AdminRoom
from curator.uploads.audit.trail import AuditTrail
from curator.uploads.lanes.store import LaneStore
from curator.uploads.lanes.waking import LaneWaker
from curator.usage.answers.room import answers_over
from curator.usage.files.reading import FileUsageReader
from curator.usage.files.store import FileUsageStore
from curator.usage.scans.jobs.store import JobStore
from curator.usage.scans.lanes.store import LaneStore as ScanLanes
from curator.usage.scans.lanes.waking import LaneWaker as ScanWaker
from curator.usage.scans.service import ScanService
from curator.usage.scans.work.following import Following
from functions.api.application import create_application
from functions.api.client_files import ClientFiles
from functions.api.health import Health
from functions.api.images.room import ImageFacts, ImagesRoom
from functions.api.services import Services
from functions.api.usage.room import UsageRoom
from tests.fakes.clock import VirtualClock
from tests.fakes.http_api import browser_for
from tests.fakes.memory_table import AUDITED, MemoryTable
from tests.fakes.queues import FakeQueue
from tests.fakes.usage_tables import usage_memory_table

SITE = "https://curator.example"
API_KEY = "key of the developers"
CALLBACK = "/auth/callback?oauth_token=request&oauth_verifier=right"


class Wiki:
    """A wiki's OAuth, as mwoauth presents it."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {
            "sub": 42,
            "username": "Alice",
            "editcount": 50,
            "rights": ["autoconfirmed"],
        }
        self.is_up = True

    def initiate(self) -> tuple[str, Credentials]:
        if not self.is_up:
            raise ConnectionError("consumer secret abc")
        return "https://wiki.example/consent", Credentials("request", "request secret")

    def complete(self, request_token: Credentials, response_qs: str) -> Credentials:
        if "oauth_token=request&oauth_verifier=right" not in response_qs:
            raise TypeError("'NoneType' object is not subscriptable")
        return Credentials("access key", "access secret")

    def identify(self, access_token: Credentials) -> Mapping[str, Any]:
        return self.claims


def services_of_site(
    table: Table,
    clock: VirtualClock,
    wiki: Wiki,
    folder: Path,
    *,
    public_url: str = SITE,
    api_key: str = API_KEY,
    room: AdminRoom | None = None,
    audit: AuditTrail | None = None,
    operations: Table | None = None,
    usage: Table | None = None,
    client_origins: tuple[str, ...] = (),
    tokens: TokenReader | None = None,
    rules: Rules | None = None,
    letters: DeadLetterList | None = None,
    replays: Replays | None = None,
    incidents: IncidentStore | None = None,
    images: ImagesRoom | None = None,
    image_facts: ImageFacts | None = None,
) -> Services:
    """Return what a site works with.

    `operations` is the table of the audit log, `usage` that of who uses what, `folder` holds the client's files, `room`
    is what operators work with, `images` what the image routes work with, `tokens` reads bearer tokens and `rules`
    decide on permissions instead of our own.
    """
    keys, digests, uses = ApiKeyStore(table), Digests("key"), Uses(ApiKeyStore(table), clock)
    reader = KeyReader(keys, lambda: digests, clock, used=uses.count)
    sessions, cipher = Sessions(SessionStore(table), clock, admin_names=("Operator",)), TokenCipher("key")
    login = OAuthLogin(lambda: wiki, sessions, cipher)
    development = DevelopmentLogin(api_key=api_key, username="Developer", sessions=sessions, cipher=cipher)
    authorisation = AuthorisationSettings(identity_table=table.name)
    permissions = Permissions(rules or OwnRules(), partial(report, authorisation, BreakerStore(table, clock)))
    records = AuditStore(operations or MemoryTable(clock, indexes=AUDITED))
    return Services(
        sessions=sessions,
        login=lambda: login,
        development=lambda: development,
        lanes=lambda: LaneWaker(lanes=LaneStore(table, clock), lanes_queue=FakeQueue(clock), clock=clock),
        admin=lambda: room or _no_room(),
        api_keys=lambda: ApiKeys(keys, lambda: digests, clock),
        audit=lambda: audit or _no_room(),
        auditor=lambda: Auditor(records, clock),
        file_usage=lambda: FileUsageReader(FileUsageStore(usage or MemoryTable(clock))),
        audit_log=lambda: AuditLog(records, clock, Cursors("key")),
        dashboard=_no_room,
        dead_letters=lambda: letters or _no_room(),
        replays=lambda: replays or _no_room(),
        incidents=lambda: incidents or _no_room(),
        health=Health({"identity": table}),
        files=ClientFiles(folder),
        authenticator=lambda: Authenticator(sessions, lambda: tokens, lambda: reader),
        tickets=lambda: Tickets(TicketStore(table), sessions, clock),
        permissions=lambda: permissions,
        images=lambda: images or _no_room(),
        usage=lambda: usage_room(usage or usage_memory_table(clock), clock),
        image_facts=image_facts or ImageFacts(),
        clock=clock,
        public_url=public_url,
        client_origins=client_origins,
        commons_url="https://commons.example/w/api.php",
        picture_hosts=("photos.example", "http://localhost:9000"),
    )


def browser_of_site(
    table: Table, clock: VirtualClock, wiki: Wiki, folder: Path, *, public_url: str = SITE, **more: Any
) -> httpx.Client:
    """Return a browser that has a site open; the arguments are those of `services_of_site`."""
    services = services_of_site(table, clock, wiki, folder, public_url=public_url, **more)
    return browser_for(Mangum(create_application(services), lifespan="off"), public_url)


def key_headers(services: Services, tier: str = "free", **how: Any) -> dict[str, str]:
    """Return what a request with a new API key of this tier carries; `how` are more arguments of `ApiKeys.create`."""
    operator = Principal(user_id="7", username="Operator", roles=frozenset({ADMIN}))
    return {"X-API-Key": services.api_keys().create(operator, name="a test's", tier=Tier(tier), **how).text}


def usage_room(table: Table, clock: VirtualClock) -> UsageRoom:
    """Return what the usage routes work with over this table."""
    scans = ScanService(
        jobs=JobStore(table, clock, lambda: uuid4().hex),
        waker=ScanWaker(lanes=ScanLanes(table, clock), queue=FakeQueue(clock), clock=clock),
        following=Following(),
    )
    return UsageRoom(answers=answers_over(table, clock, lambda: Cursors("key"), lambda: str(uuid4())), scans=scans)


def _no_room() -> NoReturn:
    raise AssertionError("this site has no such room")


def log_in(browser: httpx.Client) -> httpx.Response:
    """Go to the wiki and come back; return the callback's answer."""
    browser.get("/auth/login")
    return browser.get(CALLBACK)
