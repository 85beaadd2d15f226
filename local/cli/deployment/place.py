"""Where a deployment is, and the proof of who asks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpx

from curator.client import Anonymous, Bearer, Cookie, Proof
from curator.identity.cookies import SESSION
from local.cli.deployment.errors import MisuseError

HERE = "http://localhost:8080"
SOCKET_PATH = "/ws"  # on the one origin that a deployment has
SOCKET_SCHEMES = {"http": "ws", "https": "wss"}
PAGE_SCHEMES = {"ws": "http", "wss": "https"}
IN_HEADERS = re.compile(r"[!-~]*")  # what a proof may hold, to be shown in a header


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A deployment, as somebody reaches it.

    Attributes:
        url: origin of the HTTP API, without a slash at its end.
        socket: address of the WebSocket.
        token: a bearer token, empty for none; it wins over a session.
        session: the value of the cookie that a login at the wiki gave, empty for none.
    """

    url: str
    socket: str
    token: str = ""
    session: str = ""

    @property
    def headers(self) -> Mapping[str, str]:
        """What an HTTP request shows of who asks."""
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        return {"Cookie": f"{SESSION}={self.session}"} if self.session else {}

    @property
    def proof(self) -> Proof:
        """The same for a socket."""
        if self.token:
            return Bearer(self.token)
        return Cookie(f"{SESSION}={self.session}") if self.session else Anonymous()

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing is shown at all."""
        return not (self.token or self.session)


def place_at(url: str, *, socket: str = "", token: str = "", session: str = "") -> Place:
    """Return a deployment by what was typed.

    Args:
        url: such as `https://curator.example`; without a scheme it is https. Or the address of its WebSocket.
        socket: address of the WebSocket where it is not `/ws` on the same origin.
        token: a bearer token.
        session: a session's id.

    Raises:
        MisuseError: an address is none, or a proof cannot be one.
    """
    typed = url.strip()
    parts = _parts(typed if "://" in typed else f"https://{typed}")
    if parts is None or parts.scheme not in {*SOCKET_SCHEMES, *PAGE_SCHEMES}:
        raise MisuseError(f"{url!r} is no address of a deployment; one is written as in {HERE}")
    if parts.scheme in PAGE_SCHEMES:
        socket, parts = parts.geturl(), _beside(parts)
    parts = parts._replace(query="", fragment="")  # of a page's address, as copied from a browser
    derived = parts._replace(scheme=SOCKET_SCHEMES[parts.scheme], path=f"{parts.path}{SOCKET_PATH}").geturl()
    found = _parts(socket or derived)
    if found is None or found.scheme not in PAGE_SCHEMES:
        raise MisuseError(f"{socket!r} is no address of a WebSocket; one is written as in ws://localhost:8080/ws")
    return Place(
        url=parts.geturl(), socket=found.geturl(), token=_shown("token", token), session=_shown("session", session)
    )


def _parts(address: str) -> SplitResult | None:
    """Return the parts of an address, without a slash at its end; None where it cannot be one."""
    try:
        parts = urlsplit(address)
        known = bool(parts.hostname) and parts.port != 0 and bool(httpx.URL(address).host)
    except (ValueError, httpx.InvalidURL):  # a bracket without its end, a port that is none, a name that is none
        return None
    return parts._replace(path=parts.path.rstrip("/")) if known and not re.search(r"\s", address) else None


def _beside(socket: SplitResult) -> SplitResult:
    """Return where the HTTP API is, if the socket is beside it."""
    return socket._replace(scheme=PAGE_SCHEMES[socket.scheme], path=socket.path.removesuffix(SOCKET_PATH))


def _shown(kind: str, proof: str) -> str:
    if not IN_HEADERS.fullmatch(proof.strip()):
        raise MisuseError(f"the {kind} cannot be one: it has blanks, or letters that no {kind} has")
    return proof.strip()
