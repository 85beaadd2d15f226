"""`/auth/*`: logging in at the wiki, out, and asking who one is.

Login and callback are pages a browser navigates to, so their failures are one line of HTML.
"""

import html
import logging
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from curator.foundation.errors import CuratorError
from curator.identity.cookies import LOGIN, SESSION
from curator.identity.principals import ADMIN
from curator.identity.roles.matrix import EVERYBODY
from curator.identity.sessions import LOGIN_SECONDS, Session
from functions.api.roles import Caller, OpenRoute, SignedInRoute
from functions.api.services import CookiesOf, Services, ServicesOf

SEE_THE_WIKI = 307

log = logging.getLogger(__name__)


class AskingRoute(SignedInRoute):
    """A route for whoever is signed in, and needs no role in any deployment."""

    roles = EVERYBODY
    unknown = "Unauthorized"


router = APIRouter(prefix="/auth", route_class=OpenRoute)
asking = APIRouter(prefix="/auth", route_class=AskingRoute)


@router.get("/login")
async def login(services: ServicesOf, cookies: CookiesOf) -> Response:
    """Send the browser to the wiki's consent page."""
    try:
        started = services.login().begin()
    except CuratorError as problem:
        return _page(problem)
    response = RedirectResponse(started.redirect_url, SEE_THE_WIKI)
    response.headers.append("Set-Cookie", cookies.set(LOGIN, started.login_id, max_age=LOGIN_SECONDS))
    return response


@router.get("/callback")
async def callback(
    request: Request,
    services: ServicesOf,
    cookies: CookiesOf,
    login_id: Annotated[str, Cookie(alias=LOGIN)] = "",
    earlier_session_id: Annotated[str, Cookie(alias=SESSION)] = "",
    oauth_token: str = "",
    oauth_verifier: str = "",
) -> Response:
    """Take back who was sent to the wiki, and log them in."""
    try:
        session_id, session = services.login().complete(
            login_id=login_id, oauth_token=oauth_token, oauth_verifier=oauth_verifier
        )
    except CuratorError as problem:
        return _page(problem)
    request.state.principal = session.principal  # for the audit log: no guard stands before a login
    services.sessions.end(earlier_session_id)
    _resume_lane(services, session)
    log.info("logged in", extra={"user_id": session.user_id})
    response = RedirectResponse("/", SEE_THE_WIKI)
    response.headers.append("Set-Cookie", cookies.set(SESSION, session_id, max_age=services.sessions.lifetime))
    response.headers.append("Set-Cookie", cookies.clear(LOGIN))
    return response


@router.get("/logout")
async def logout(
    request: Request,
    services: ServicesOf,
    cookies: CookiesOf,
    session_id: Annotated[str, Cookie(alias=SESSION)] = "",
) -> Response:
    """End the session, here and for the sockets opened with it."""
    session = services.sessions.find(session_id)
    if session is not None:
        request.state.principal = session.principal  # for the audit log
        services.sessions.end(session_id)
    response = RedirectResponse("/", SEE_THE_WIKI)
    response.headers.append("Set-Cookie", cookies.clear(SESSION))
    return response


@asking.get("/whoami")
async def whoami(who: Caller, services: ServicesOf) -> dict[str, Any]:
    """Return who is logged in; 401 if nobody is."""
    is_operator = not services.actions.missing(who.roles, (ADMIN,))
    return {"username": who.username, "userid": who.user_id, "authorized": is_operator}


@router.post("/register")
async def register(
    request: Request,
    services: ServicesOf,
    cookies: CookiesOf,
    response: Response,
    api_key: Annotated[str, Header(alias="X-API-KEY")] = "",
) -> dict[str, Any]:
    """Log in with a key instead of a wiki: in development, where a key is configured."""
    session_id, session = services.development().register(api_key)
    request.state.principal = session.principal  # for the audit log
    response.headers.append("Set-Cookie", cookies.set(SESSION, session_id, max_age=services.sessions.lifetime))
    return {"message": "Logged in", "username": session.username}


def _page(problem: CuratorError) -> Response:
    log.info("not logged in: %s: %s", type(problem).__name__, problem)
    return HTMLResponse(html.escape(problem.public_message), problem.status)


def _resume_lane(services: Services, session: Session) -> None:
    """Let uploads go on that waited for this login. They can wait longer; the login cannot fail for their sake."""
    try:
        services.lanes().logged_in(session.user_id, session.encrypted_token)
    except Exception:
        log.exception("the lane was not resumed", extra={"user_id": session.user_id})
