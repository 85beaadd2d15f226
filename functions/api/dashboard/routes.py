"""The page, what it loads, and the numbers it shows: for operators, unless the deployment shows them to everybody."""

import html
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from curator.foundation.errors import CuratorError, ForbiddenError, UnauthorizedError
from curator.identity.principals import ADMIN
from curator.identity.roles.actions import Roles
from curator.identity.roles.matrix import EVERYBODY
from functions.api.client_files import ClientFiles
from functions.api.dashboard.sections import all_sections
from functions.api.roles import OpenRoute, RolesRoute, Serve
from functions.api.services import Services, ServicesOf

NO_STORE = {"Cache-Control": "no-store"}
PAGE = ClientFiles(Path(__file__).parent / "page")
LOG_IN = '<p>{}. <a href="/auth/login">Log in</a></p>'


class OperatorsRoute(RolesRoute):
    """A route for operators."""

    roles = (ADMIN,)
    unknown = "Not authenticated"
    forbidden = "Only operators may see this"

    def declared(self, services: Services | None = None) -> Roles:
        """Return that operators are let in, or everybody where the deployment is set so."""
        public = services is not None and services.image_facts.dashboard_public
        return EVERYBODY if public else super().declared(services)


class OperatorsPage(OperatorsRoute):
    """The same for people in front of a browser."""

    def get_route_handler(self) -> Serve:
        """Return the route's handler, whose refusals are pages."""
        serve = super().get_route_handler()

        async def answered_in_html(request: Request) -> Response:
            try:
                return await serve(request)
            except (UnauthorizedError, ForbiddenError) as problem:
                return _refusal(problem)

        return answered_in_html


page = APIRouter(route_class=OperatorsPage)
data = APIRouter(route_class=OperatorsRoute)
assets = APIRouter(route_class=OpenRoute)


@page.get("/dashboard")
async def dashboard() -> Response:
    """Return the page."""
    return _file("index.html")


@data.get("/dashboard/data")
async def numbers(services: ServicesOf) -> Response:
    """Return all numbers; a part that fails says so, and the others are there."""
    return JSONResponse(all_sections(services), headers=NO_STORE)


@assets.get("/dashboard/assets/{name}", include_in_schema=False)
async def asset(name: str) -> Response:
    """Return the page's script or style; there is nothing in them."""
    return _file(name)


def _file(name: str) -> Response:
    file = PAGE.find(name)
    if file is None:
        raise HTTPException(404, "Not Found")
    headers = {"Cache-Control": file.cache_control, "ETag": file.tag}
    return Response(file.content, media_type=file.content_type, headers=headers)


def _refusal(problem: CuratorError) -> Response:
    return HTMLResponse(LOG_IN.format(html.escape(problem.public_message)), problem.status, NO_STORE)
