"""One message's view of its socket, and of what handlers work with."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self

from curator.foundation.clock import Clock
from curator.foundation.pagination.meta import Meta
from curator.foundation.queues import Queue
from curator.identity.authenticator import Authenticator
from curator.identity.errors import LoginNeededError, SessionExpiredError
from curator.identity.origins import Origins
from curator.identity.principals import Principal, roles_of
from curator.identity.sessions import Session, Sessions
from curator.identity.tickets.tickets import Tickets
from curator.realtime.connections import Connection
from curator.realtime.expiry.store import ExpiryStore
from curator.realtime.frames import MessageOut
from curator.realtime.packages.envelopes import PACKAGE, Envelope, TypeEnvelope
from curator.realtime.router import Served
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from curator.uploads.pausing import Pausing
from curator.uploads.presets.service import PresetService
from curator.uploads.retrying.retrier import Retrier
from curator.uploads.service import UploadService


class Limits(Protocol):
    """What we use of `functions.websocket.limiting.SocketLimits`; nothing here raises."""

    def message_allowed(self, user_id: str, type_name: str = "") -> bool:
        """Count a message of the user; return whether it may be served."""

    def connection_opened(self, user_id: str, connection_id: str) -> bool:
        """Count a socket that is about to open; return whether the user may have it."""

    def connection_closed(self, user_id: str, connection_id: str) -> None:
        """Count a socket no longer."""


class Post(Protocol):
    """What we use of `curator.realtime.delivery.Delivery`."""

    def post(self, connection_id: str, message: MessageOut) -> None:
        """Send one message to a connection."""

    def close(self, connection_id: str, code: int, reason: str) -> None:
        """Say why, and close a connection; never raises."""


Record = Callable[["Served[SocketConversation]", "SocketConversation", float], None]
"""Keeps who asked for what, and what became of it, from the epoch second at which it began; never raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What handlers work with."""

    uploads: UploadService
    pausing: Pausing
    presets: PresetService
    retrier: Retrier
    connections: ConnectionStore
    streams: StreamStore
    sessions: Sessions
    authenticator: Authenticator
    tickets: Tickets
    expiries: ExpiryStore
    fetches: Queue
    delivery: Post
    limits: Limits
    clock: Clock
    admin_names: tuple[str, ...] = ()
    origins: Origins = field(default_factory=lambda: Origins(""))
    record: Record = lambda _served, _conversation, _started_at: None


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketConversation:
    """The socket a message came by. Replies are posted, in order: API Gateway drops what a function returns."""

    services: Services
    connection: Connection
    received_at: int  # milliseconds since the epoch, by API Gateway's clock
    message_id: str = ""  # API Gateway's name for the message; the same one where it is delivered again
    envelope: Envelope = field(default_factory=TypeEnvelope)  # the form the message came in

    @property
    def principal(self) -> Principal:
        """Who opened the socket, with their roles: a token's own, or those of a wiki account as configured today.

        The operators' names are names on the wiki. What a token calls its owner may be their own choice.
        """
        named, proved = self.connection.username, self.connection.roles
        roles = roles_of(named, self.services.admin_names) if proved is None else frozenset(proved)
        return Principal(user_id=self.connection.user_id, username=named, roles=roles)

    @property
    def connection_id(self) -> str:
        """API Gateway's name for the socket."""
        return self.connection.connection_id

    def require_login(self) -> None:
        """Return if the socket was opened with a login at the wiki; raises LoginNeededError."""
        if self.connection.roles is not None:
            raise LoginNeededError

    def current_session(self) -> Session:
        """Return the session the socket was opened with, read again: a socket outlives a logout.

        Raises:
            LoginNeededError: it was opened with a token.
            SessionExpiredError: the session has ended, and with it the right to upload.
        """
        self.require_login()
        session = self.services.sessions.find_by_key(self.connection.session_key)
        if session is None:
            raise SessionExpiredError
        return session

    def first_to_answer(self) -> bool:
        """Whether the message is to be answered: in the first envelope, by its first delivery only.

        A package is answered every time. Its answer has the request's id, so the client knows a repeat; and where the
        first delivery was lost on the way, this is the only answer there is.
        """
        if self.envelope.kind == PACKAGE or not self.message_id:
            return True
        return self.services.connections.claim_message(self.connection_id, self.message_id)

    def speaking(self, envelope: Envelope) -> Self:
        """Return the same conversation in this form."""
        return replace(self, envelope=envelope)

    def reply(self, message: MessageOut, meta: Meta | None = None) -> None:
        """Send a message to the client; `meta` says which page of a list it holds. Raises ConnectionGoneError."""
        frame = self.envelope.answer(message, meta)
        self.deliver(frame)
        self.envelope.sent(frame)

    def deliver(self, message: MessageOut) -> None:
        """Send a message as it is, which is in the envelope's form; raises ConnectionGoneError."""
        self.services.delivery.post(self.connection_id, message)

    def hand_over(self, kind: str, **wish: Any) -> None:
        """Let the fetcher answer: by a request of this kind (see `functions.fetcher.requests`) with these fields."""
        about = {"connection_id": self.connection_id, "user_id": self.principal.user_id}
        self.services.fetches.send({"kind": kind, **about, **wish, **self.envelope.handed_over()})
