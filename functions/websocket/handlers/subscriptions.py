"""Watching one batch."""

from curator.realtime import frames
from curator.realtime.connections import Slot, Subscription, batch_topic
from curator.realtime.ending import tell_end
from curator.realtime.protocol import OfBatch, Unsubscribe
from curator.realtime.router import handles
from curator.realtime.showing import BatchState, batch_state, show_batch
from curator.realtime.streams.stream import Stream
from functions.websocket.conversation import SocketConversation

UPLOADS_SHOWN_HERE = 2000  # more of them take longer to read and send than a client should wait for its next answer


@handles("SUBSCRIBE_BATCH", OfBatch)
def subscribe_batch(message: OfBatch, conversation: SocketConversation) -> None:
    """Show a batch's uploads and push their changes from then on, instead of those of the batch watched before."""
    services = conversation.services
    batch = services.uploads.get_batch(message.data)
    subscription = Subscription(connection_id=conversation.connection_id, topic=batch_topic(batch.id))
    services.connections.subscribe(
        subscription,
        Slot.BATCH,
        requested_at=conversation.received_at,
        session_key=conversation.connection.session_key,
    )
    latest = services.streams.last_number(Stream(topic=subscription.topic))
    conversation.reply(frames.subscribed(batch.id, sequence=latest))
    if batch.total > UPLOADS_SHOWN_HERE:
        request = {"kind": "watched", "connection_id": conversation.connection_id, "batch_id": batch.id}
        services.fetches.send({**request, "user_id": conversation.principal.user_id})
        return
    tell_end(
        show_batch(lambda: _read(batch.id, conversation), conversation.reply, services.clock),
        batch_id=batch.id,
        read=lambda: _read(batch.id, conversation),
        claim=lambda total: services.connections.claim_completion(subscription, total=total),
        send=conversation.reply,
        clock=services.clock,
    )


@handles("UNSUBSCRIBE_BATCH", Unsubscribe)
def unsubscribe_batch(_message: Unsubscribe, conversation: SocketConversation) -> None:
    """Stop pushing; there is no answer."""
    conversation.services.connections.unsubscribe(
        conversation.connection_id,
        Slot.BATCH,
        requested_at=conversation.received_at,
        session_key=conversation.connection.session_key,
    )


def _read(batch_id: int, conversation: SocketConversation) -> BatchState:
    service = conversation.services.uploads
    return batch_state(service.iter_uploads(batch_id), lambda: service.get_batch(batch_id))
