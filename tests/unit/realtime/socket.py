"""A conversation that keeps what its client would read."""

from typing import Self

from curator.foundation.pagination.meta import Meta
from curator.identity.principals import Principal
from curator.realtime.errors import ConnectionGoneError
from curator.realtime.frames import MessageOut
from curator.realtime.packages.envelopes import Envelope, TypeEnvelope


class Socket:
    """A client who may have roles, and may have left."""

    def __init__(self, *, roles: frozenset[str] = frozenset()) -> None:
        self.principal = Principal(user_id="1", username="Alice", roles=roles)
        self.envelope: Envelope = TypeEnvelope()
        self.replies: list[MessageOut] = []
        self.closed = False

    def speaking(self, envelope: Envelope) -> Self:
        self.envelope = envelope
        return self

    def reply(self, message: MessageOut, meta: Meta | None = None) -> None:
        frame = self.envelope.answer(message, meta)
        self.deliver(frame)
        self.envelope.sent(frame)

    def deliver(self, message: MessageOut) -> None:
        if self.closed:
            raise ConnectionGoneError
        self.replies.append(message)
