"""Beginning and ending to watch something, for the client of a conversation."""

from curator.realtime.connections import Subscription, slot_of
from curator.realtime.streams.stream import Stream
from curator.realtime.streams.tokens import Token
from functions.websocket.conversation import SocketConversation


def wish(conversation: SocketConversation, topic: str, **about_a_list: str | int) -> Subscription:
    """Return the client's wish to watch a topic, in the form they speak."""
    return Subscription(
        connection_id=conversation.connection_id,
        topic=topic,
        envelope=conversation.envelope.kind,
        **about_a_list,  # type: ignore[arg-type]
    )


def watch(conversation: SocketConversation, subscription: Subscription, *, across_sockets: bool = True) -> Token:
    """Watch a topic instead of what its slot watched before, and return what resumes that.

    What is watched across sockets is given to the session's next one without anybody asking.
    """
    conversation.services.connections.subscribe(
        subscription,
        slot_of(subscription.topic),
        requested_at=conversation.received_at,
        session_key=conversation.connection.session_key if across_sockets else None,
    )
    stream = Stream(topic=subscription.topic, filter_text=subscription.filter_text)
    place = conversation.services.streams.place(stream)
    return Token(subscription=subscription, since=conversation.received_at, place=place)


def stop(conversation: SocketConversation, slot: str) -> None:
    """Watch nothing in this slot any more."""
    conversation.services.connections.unsubscribe(
        conversation.connection_id,
        slot,
        requested_at=conversation.received_at,
        session_key=conversation.connection.session_key,
    )
