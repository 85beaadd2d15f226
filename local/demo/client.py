"""A client of Curator for the demo and the tests: logs in as a person would, then speaks on the WebSocket.

CuratorClientError
├── LoginFailedError   a step of the login answered otherwise than with the next step
├── RefusedError       the server answered ERROR; the text is its sentence
└── SilenceError       an answer did not come in time
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from local.demo.consent import ConsentPageError, read_consent_form
from local.demo.conversation import Conversation, CuratorClientError, RefusedError, SilenceError

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
MAX_MESSAGE_BYTES = 128 * 1024  # API Gateway's limit


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
            CuratorClientError: the server refuses it.
        """
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._http.cookies.jar)
        address = self._address.replace("http", "ws", 1) + "/ws"
        try:
            socket = await connect(
                address,
                additional_headers={"Cookie": cookies},
                max_size=MAX_MESSAGE_BYTES,
                proxy=None,
                open_timeout=HTTP_SECONDS,  # a function that has to start first may take its time
            )
        except (OSError, WebSocketException) as problem:
            raise CuratorClientError(f"the socket at {address} does not open: {problem}") from problem
        async with socket:
            yield Conversation(socket)


def _next(reply: httpx.Response, step: str) -> str:
    """Return where a step of the login leads; raises LoginFailedError for anything but a redirect."""
    if not reply.is_redirect:
        raise LoginFailedError(f"{step} answered {reply.status_code}: {reply.text.strip()[:300]}")
    return str(reply.url.join(reply.headers["location"]))
