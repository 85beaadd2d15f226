"""What somebody shows to open a socket.

The first of these that is there decides, and nothing after it:

1. `Authorization: Bearer <token>`, from programs: pages cannot set a socket's headers;
2. `Sec-WebSocket-Protocol: bearer, <token>`, from pages, by `new WebSocket(address, ["bearer", token])`;
3. `?ticket=<ticket>`, which counts once;
4. the cookie of a session.

A bad token is therefore not saved by a cookie that comes along. A token in the query string is refused even if it is a
good one: addresses are kept in logs and histories.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from curator.identity.authenticator import SCHEME, Authenticator
from curator.identity.cookies import SESSION, read_cookie
from curator.identity.errors import NotAuthenticatedError, TokenInAddressError
from curator.identity.proofs import Proof
from curator.identity.tickets.tickets import Tickets

TICKET = "ticket"
LONG_LIVED = frozenset({"authorization", "access_token", "token", "jwt"})  # RFC 6750, 2.3, and what others call it


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """The request that opens a socket; names of headers are in small letters."""

    headers: Mapping[str, str]
    query: Mapping[str, str]

    @property
    def offered_token(self) -> str | None:
        """The token among the subprotocols: what follows `bearer`, empty if nothing does; None without `bearer`."""
        offered = [one.strip() for one in self.headers.get("sec-websocket-protocol", "").split(",")]
        if SCHEME not in offered:
            return None
        return next(iter(offered[offered.index(SCHEME) + 1 :]), "")

    @property
    def answered_protocol(self) -> str | None:
        """The subprotocol to agree on: a browser closes a socket whose server takes none of those it offered."""
        return None if self.offered_token is None else SCHEME


def proof_of(handshake: Handshake, authenticator: Authenticator, tickets: Tickets) -> Proof:
    """Return who opens the socket, and until when that is proved.

    Raises:
        TokenInAddressError: a token stands in the address.
        UnauthorizedError: there is no proof, or one that counts for nothing (any more).
        TokenKeyUnavailableError: a token cannot be checked now.
    """
    if any(name.lower() in LONG_LIVED for name in handshake.query):
        raise TokenInAddressError
    authorization = handshake.headers.get("authorization")
    if authorization is not None:
        return authenticator.proof(authorization, None)
    token = handshake.offered_token
    if token is not None:
        if not token:
            raise NotAuthenticatedError("the subprotocol bearer without a token after it")
        return authenticator.owner_of(token)
    if TICKET in handshake.query:
        return tickets.redeem(handshake.query[TICKET])
    return authenticator.proof(None, read_cookie(handshake.headers.get("cookie", ""), SESSION))
