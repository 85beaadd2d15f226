"""`/auth/*`: logging in at the wiki, out, and asking who one is.

Login and callback are pages a browser navigates to, so their failures are one line of HTML.
"""

import html
import logging
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Header, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from curator.foundation.errors import CuratorError
from curator.identity.cookies import LOGIN, SESSION
from curator.identity.sessions import LOGIN_SECONDS, Session
from functions.api.services import CookiesOf, Services, ServicesOf

SEE_THE_WIKI = 307

log = logging.getLogger(__name__)

router = APIRouter(prefix="/auth")


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
    services.sessions.end(earlier_session_id)
    _resume_lane(services, session)
    log.info("logged in", extra={"user_id": session.user_id})
    response = RedirectResponse("/", SEE_THE_WIKI)
    response.headers.append("Set-Cookie", cookies.set(SESSION, session_id, max_age=services.sessions.lifetime))
    response.headers.append("Set-Cookie", cookies.clear(LOGIN))
    return response


@router.get("/logout")
async def logout(
    services: ServicesOf, cookies: CookiesOf, session_id: Annotated[str, Cookie(alias=SESSION)] = ""
) -> Response:
    """End the session, here and for the sockets opened with it."""
    services.sessions.end(session_id)
    response = RedirectResponse("/", SEE_THE_WIKI)
    response.headers.append("Set-Cookie", cookies.clear(SESSION))
    return response


@router.get("/whoami")
async def whoami(services: ServicesOf, session_id: Annotated[str, Cookie(alias=SESSION)] = "") -> dict[str, Any]:
    """Return who is logged in; 401 if nobody is."""
    session = services.sessions.find(session_id)
    if session is None:
        raise HTTPException(401, "Unauthorized")
    who = session.principal
    return {"username": who.username, "userid": who.user_id, "authorized": who.is_admin}


@router.post("/register")
async def register(
    services: ServicesOf,
    cookies: CookiesOf,
    response: Response,
    api_key: Annotated[str, Header(alias="X-API-KEY")] = "",
) -> dict[str, Any]:
    """Log in with a key instead of a wiki: in development, where a key is configured."""
    session_id, session = services.development().register(api_key)
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
