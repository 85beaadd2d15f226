"""A client of Curator for the demo and the tests: logs in as a person would, then speaks on the WebSocket.

CuratorClientError      what can go wrong on the socket is drawn in `curator.client.errors`
└── LoginFailedError    a step of the login answered otherwise than with the next step
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from curator.client import Cookie, CuratorClientError, RefusedError, SilenceError, open_socket
from local.demo.consent import ConsentPageError, read_consent_form
from local.demo.conversation import Conversation

__all__ = [
    "Account",
    "Conversation",
    "CuratorClient",
    "CuratorClientError",
    "LoginFailedError",
    "RefusedError",
    "SilenceError",
]

HTTP_SECONDS = 30.0


class LoginFailedError(CuratorClientError):
    """A step of the login answered otherwise than with the next step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is logged in."""

    username: str
    user_id: str


class CuratorClient:
    """One browser: cookies, and sockets that carry them."""

    def __init__(self, address: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Speak to the Curator at this origin, such as `http://127.0.0.1:8080`."""
        self._address = address.rstrip("/")
        self._http = httpx.AsyncClient(base_url=self._address, timeout=HTTP_SECONDS, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    @property
    def http(self) -> httpx.AsyncClient:
        """The HTTP client with the session's cookies."""
        return self._http

    @property
    def socket_address(self) -> str:
        """Where sockets are opened."""
        return self._address.replace("http", "ws", 1) + "/ws"

    @property
    def session(self) -> Cookie:
        """What shows on a socket who is logged in."""
        return Cookie("; ".join(f"{cookie.name}={cookie.value}" for cookie in self._http.cookies.jar))

    async def log_in(self, username: str) -> Account:
        """Go through the OAuth login, allowing the access as this account.

            /auth/login ─▶ consent page ─▶ Allow ─▶ /auth/callback ─▶ /

        Raises:
            LoginFailedError: a step did not lead to the next one.
        """
        consent_address = _next(await self._http.get("/auth/login"), "the login")
        page = await self._http.get(consent_address)
        try:
            form = read_consent_form(page.text, address=str(page.url))
            fields = form.allowing(username)
        except ConsentPageError as problem:
            raise LoginFailedError(f"the consent page: {problem}") from problem
        callback_address = _next(await self._http.post(form.address, data=fields), "the consent page")
        _next(await self._http.get(callback_address), "the callback")
        account = await self.whoami()
        if account is None:
            raise LoginFailedError("the callback succeeded, but nobody is logged in")
        return account

    async def whoami(self) -> Account | None:
        """Return who is logged in, or None."""
        reply = await self._http.get("/auth/whoami")
        if reply.status_code == httpx.codes.UNAUTHORIZED:
            return None
        identity = reply.raise_for_status().json()
        return Account(username=identity["username"], user_id=identity["userid"])

    @asynccontextmanager
    async def open_socket(self) -> AsyncIterator[Conversation]:
        """Open a WebSocket as who is logged in.

        Raises:
            ConnectError: the server refuses it.
        """
        async with await open_socket(self.socket_address, self.session) as socket:
            yield Conversation(socket)


def _next(reply: httpx.Response, step: str) -> str:
    """Return where a step of the login leads; raises LoginFailedError for anything but a redirect."""
    if not reply.is_redirect:
        raise LoginFailedError(f"{step} answered {reply.status_code}: {reply.text.strip()[:300]}")
    return str(reply.url.join(reply.headers["location"]))
