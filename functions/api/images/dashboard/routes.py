"""The page, what it loads, and the numbers it shows: for operators, unless the deployment shows them to everybody."""

import html
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.routing import APIRoute

from curator.foundation.errors import CuratorError, ForbiddenError, UnauthorizedError
from functions.api.client_files import ClientFiles
from functions.api.images.dashboard.sections import all_sections
from functions.api.images.guards import who_asks
from functions.api.services import Services, ServicesOf

NO_STORE = {"Cache-Control": "no-store"}
PAGE = ClientFiles(Path(__file__).parent / "page")
LOG_IN = '<p>{}. <a href="/auth/login">Log in</a></p>'

Serve = Callable[[Request], Coroutine[Any, Any, Response]]


class OperatorsRoute(APIRoute):
    """A route for operators."""

    def get_route_handler(self) -> Serve:
        """Return the route's handler behind the guard."""
        serve = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            services: Services = request.app.state.services
            if not services.image_facts.dashboard_public and not who_asks(request).is_admin:
                raise ForbiddenError(public_message="Only operators may see this")
            return await serve(request)

        return guarded


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
assets = APIRouter()


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
