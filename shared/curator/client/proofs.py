"""How a client shows who it is when its socket opens. Asked anew for every socket: tickets and tokens do not last."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

TICKETS = "/api/realtime/tickets"

Fetch = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a proof adds to the request that opens a socket."""

    headers: Mapping[str, str] = field(default_factory=dict)
    subprotocols: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)


class Proof(Protocol):
    """Something that shows who is asking."""

    async def opening(self) -> Opening:
        """Return what the next socket is opened with."""


class Anonymous:
    """No proof at all."""

    async def opening(self) -> Opening:
        """Add nothing."""
        return Opening()


@dataclass(frozen=True, slots=True)
class Cookie:
    """The session of somebody who logged in over HTTP."""

    header: str  # of all cookies: `name=value; name=value`

    async def opening(self) -> Opening:
        """Send the cookies."""
        return Opening(headers={"Cookie": self.header})


@dataclass(frozen=True, slots=True)
class Bearer:
    """A JSON web token."""

    token: str | Fetch  # a function is asked for a fresh one each time a socket is opened
    as_subprotocol: bool = False  # as pages have to, which cannot set headers; otherwise as `Authorization`

    async def opening(self) -> Opening:
        """Send the token."""
        token = self.token if isinstance(self.token, str) else await self.token()
        if self.as_subprotocol:
            return Opening(subprotocols=("bearer", token))
        return Opening(headers={"Authorization": f"Bearer {token}"})


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket that opens one socket, soon."""

    fetch: Fetch  # returns a new one, for which the server is asked over HTTP: POST `TICKETS`

    async def opening(self) -> Opening:
        """Send a new ticket."""
        return Opening(query={"ticket": await self.fetch()})
