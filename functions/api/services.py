"""What the routes work with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from curator.foundation.clock import Clock, SystemClock
from curator.foundation.metrics.tallies import Tallies
from curator.identity.cookies import CookieJar
from curator.identity.roles.loading import load_actions
from functions.api.dashboard.machine import Machine
from functions.api.images.room import ImageFacts

if TYPE_CHECKING:
    from curator.identity.api_keys.keys import ApiKeys
    from curator.identity.authenticator import Authenticator
    from curator.identity.authorisation.permissions import Permissions
    from curator.identity.development import DevelopmentLogin
    from curator.identity.oauth import OAuthLogin
    from curator.identity.roles.actions import Actions
    from curator.identity.sessions import Sessions
    from curator.identity.tickets.tickets import Tickets
    from curator.operations.audit.auditor import Auditor
    from curator.operations.audit.log import AuditLog
    from curator.operations.dead_letters.listing import DeadLetterList
    from curator.operations.incidents.store import IncidentStore
    from curator.operations.replays.service import Replays
    from curator.uploads.admin.room import AdminRoom
    from curator.uploads.audit.trail import AuditTrail
    from curator.uploads.lanes.waking import LaneWaker
    from curator.usage.files.reading import FileUsageReader
    from functions.api.client_files import ClientFiles
    from functions.api.dashboard.room import DashboardRoom
    from functions.api.health import Health
    from functions.api.images.room import ImagesRoom
    from functions.api.limits import HttpLimits
    from functions.api.usage.room import UsageRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Made in `wiring`, or by a test."""

    sessions: "Sessions"
    login: "Callable[[], OAuthLogin]"
    development: "Callable[[], DevelopmentLogin]"
    lanes: "Callable[[], LaneWaker]"
    admin: "Callable[[], AdminRoom]"
    api_keys: "Callable[[], ApiKeys]"
    audit: "Callable[[], AuditTrail]"
    auditor: "Callable[[], Auditor]"
    audit_log: "Callable[[], AuditLog]"
    dashboard: "Callable[[], DashboardRoom]"
    dead_letters: "Callable[[], DeadLetterList]"
    replays: "Callable[[], Replays]"
    incidents: "Callable[[], IncidentStore]"
    file_usage: "Callable[[], FileUsageReader]"
    health: "Health"
    files: "ClientFiles"
    authenticator: "Callable[[], Authenticator]"
    tickets: "Callable[[], Tickets]"
    permissions: "Callable[[], Permissions]"
    images: "Callable[[], ImagesRoom]"
    usage: "Callable[[], UsageRoom]"
    image_facts: ImageFacts = field(default_factory=ImageFacts)
    clock: Clock = field(default_factory=SystemClock)
    actions: "Actions" = field(default_factory=load_actions)
    counted: Callable[[], Tallies] = Tallies  # the metrics of all instances
    limits: "HttpLimits | None" = None  # none: everybody may call as often as they like
    machine: Machine = field(default_factory=Machine)
    edge_secret: Callable[[], str] | None = None  # what CloudFront shows, where it stands in front
    audits_reads: bool = False  # whether looking at something is recorded like changing it
    public_url: str = ""
    client_origins: tuple[str, ...] = ()
    commons_url: str = ""
    picture_hosts: tuple[str, ...] = ()
    storage_origins: tuple[str, ...] = ()  # where browsers read and write images by addresses that we signed


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


async def _cookies(request: Request) -> CookieJar:
    """Return what writes cookies: Secure by the site's public address, or by the request's where none is configured."""
    address = (await _services(request)).public_url or str(request.url)
    return CookieJar(secure=address.lower().startswith("https:"))


ServicesOf = Annotated[Services, Depends(_services)]
CookiesOf = Annotated[CookieJar, Depends(_cookies)]
