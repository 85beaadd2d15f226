"""One message's view of its socket, and of what handlers work with."""

from dataclasses import dataclass, field
from typing import Protocol

from curator.foundation.clock import Clock
from curator.foundation.queues import Queue
from curator.identity.errors import SessionExpiredError
from curator.identity.origins import Origins
from curator.identity.principals import Principal, roles_of
from curator.identity.sessions import Session, Sessions
from curator.realtime.connections import Connection
from curator.realtime.frames import MessageOut
from curator.realtime.store import ConnectionStore
from curator.realtime.streams.store import StreamStore
from curator.uploads.pausing import Pausing
from curator.uploads.presets.service import PresetService
from curator.uploads.retrying.retrier import Retrier
from curator.uploads.service import UploadService


class Post(Protocol):
    """What we use of `curator.realtime.delivery.Delivery`."""

    def post(self, connection_id: str, message: MessageOut) -> None:
        """Send one message to a connection."""


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
    fetches: Queue
    delivery: Post
    clock: Clock
    admin_names: tuple[str, ...] = ()
    origins: Origins = field(default_factory=lambda: Origins(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketConversation:
    """The socket a message came by. Replies are posted, in order: API Gateway drops what a function returns."""

    services: Services
    connection: Connection
    received_at: int  # milliseconds since the epoch, by API Gateway's clock
    message_id: str = ""  # API Gateway's name for the message; the same one where it is delivered again

    @property
    def principal(self) -> Principal:
        """Who opened the socket, with their roles as configured today."""
        return Principal(
            user_id=self.connection.user_id,
            username=self.connection.username,
            roles=roles_of(self.connection.username, self.services.admin_names),
        )

    @property
    def connection_id(self) -> str:
        """API Gateway's name for the socket."""
        return self.connection.connection_id

    def current_session(self) -> Session:
        """Return the session the socket was opened with, read again: a socket outlives a logout.

        Raises:
            SessionExpiredError: it has ended, and with it the right to upload.
        """
        session = self.services.sessions.find_by_key(self.connection.session_key)
        if session is None:
            raise SessionExpiredError
        return session

    def first_to_answer(self) -> bool:
        """Whether no other delivery of this message has asked this before."""
        return not self.message_id or self.services.connections.claim_message(self.connection_id, self.message_id)

    def reply(self, message: MessageOut) -> None:
        """Send a message to the client; raises ConnectionGoneError."""
        self.services.delivery.post(self.connection_id, message)
