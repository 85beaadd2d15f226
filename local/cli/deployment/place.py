"""Where a deployment is, and the proof of who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from curator.client import Anonymous, Bearer, Cookie, Proof
from curator.identity.cookies import SESSION
from local.cli.deployment.errors import MisuseError

HERE = "http://localhost:8080"
SOCKET_PATH = "/ws"  # on the one origin that a deployment has
SOCKET_SCHEMES = {"http": "ws", "https": "wss"}


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
        url: such as `https://curator.example`; without a scheme it is https.
        socket: address of the WebSocket where it is not `/ws` on the same origin.
        token: a bearer token.
        session: a session's id.

    Raises:
        MisuseError: the address is none.
    """
    typed = url.strip()
    address = typed if "://" in typed else f"https://{typed}"
    parts = urlsplit(address)
    if parts.scheme not in SOCKET_SCHEMES or not parts.hostname:
        raise MisuseError(f"{url!r} is no address of a deployment; one is written as in {HERE}")
    address = address.rstrip("/")
    derived = f"{SOCKET_SCHEMES[parts.scheme]}://{parts.netloc}{parts.path.rstrip('/')}{SOCKET_PATH}"
    return Place(url=address, socket=socket or derived, token=token.strip(), session=session.strip())
