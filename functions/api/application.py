"""The FastAPI application, from what it works with."""

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from starlette.exceptions import HTTPException

from curator.foundation.errors import CuratorError
from curator.foundation.tracing import CORRELATION_HEADER, TRACE_HEADER
from curator.identity.origins import Origins
from curator.images.errors import QuotaExceededError
from functions.api import (
    admin,
    api_keys,
    audit_log,
    auth,
    batches,
    client_routes,
    dead_letters,
    file_usage,
    health,
    problems,
    replays,
    tickets,
)
from functions.api.auditing import AuditMiddleware
from functions.api.cross_site import CrossSiteMiddleware
from functions.api.dashboard import routes as dashboard
from functions.api.edge import EdgeMiddleware
from functions.api.images import card, jobs, metrics, mine, quota_headers, reading, removal, uploads
from functions.api.images import health as image_health
from functions.api.images.slashes import SlashMiddleware
from functions.api.limits import LimitMiddleware
from functions.api.metering import MeteringMiddleware
from functions.api.roles import require_sound_actions
from functions.api.safety import SafetyMiddleware, security_headers
from functions.api.services import Services
from functions.api.tracing import TracingMiddleware
from functions.api.usage.routing import ROUTERS as USAGE

TRACE_HEADERS = (TRACE_HEADER, CORRELATION_HEADER)
IMAGES = (
    card.router,
    image_health.router,
    uploads.direct,
    uploads.announced,
    jobs.router,
    mine.router,
    reading.router,
    removal.router,
    dashboard.page,
    dashboard.data,
    dashboard.assets,
    metrics.router,
)
"""The image routes; those under fixed names before images, which would take the names for ids."""

EXPOSED = ("ETag", "Link", "Location", "Retry-After", *quota_headers.NAMES, *TRACE_HEADERS)
"""Headers that pages of other origins may read."""


def create_application(services: Services) -> FastAPI:
    """Return the application. Its own documentation pages are off: they would describe us to everybody."""
    application = FastAPI(title="Curator", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    application.state.services = services
    application.add_exception_handler(CuratorError, problems.answer)
    application.add_exception_handler(QuotaExceededError, quota_headers.answer)
    application.add_exception_handler(HTTPException, problems.answer_http)
    application.add_exception_handler(RequestValidationError, problems.answer_wrong_form)
    routers = all_routers(services)
    require_sound_actions(routers, services.actions)
    for router in routers:
        application.router.routes.extend(router.routes)  # to include one is to read all of its routes: see `late`
    headers = security_headers(
        commons_url=services.commons_url,
        picture_hosts=services.picture_hosts,
        storage_origins=services.storage_origins,
        secure=services.public_url.lower().startswith("https:"),
    )
    application.add_middleware(SlashMiddleware)
    application.add_middleware(
        AuditMiddleware, auditor=services.auditor, clock=services.clock, reads=services.audits_reads
    )
    if services.limits:
        application.add_middleware(
            LimitMiddleware,
            limits=services.limits,
            authenticator=services.authenticator,
            routers=routers,
            clock=services.clock,
        )
    application.add_middleware(CrossSiteMiddleware, origins=Origins(services.public_url, services.client_origins))
    if services.client_origins:
        application.add_middleware(
            CORSMiddleware,
            allow_origins=services.client_origins,
            allow_credentials=True,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", *TRACE_HEADERS],
            expose_headers=EXPOSED,
        )
    if services.edge_secret:  # outside of what looks at addresses
        application.add_middleware(EdgeMiddleware, secret=services.edge_secret)
    application.add_middleware(SafetyMiddleware, headers=headers)
    application.add_middleware(MeteringMiddleware, routers=routers)  # counts what those inside refuse, too
    application.add_middleware(TracingMiddleware)  # outside of all others: what they log and answer is named, too
    return application


def all_routers(services: Services) -> tuple[APIRouter, ...]:
    """Return the routes in the order in which they are tried."""
    return (
        auth.router,
        auth.asking,
        admin.router,
        api_keys.router,
        audit_log.router,
        dead_letters.router,
        replays.router,
        batches.router,
        file_usage.router,
        tickets.router,
        health.router(services.health),
        *IMAGES,
        *USAGE,
        client_routes.router,  # takes every path nobody above took, so it is the last
    )
