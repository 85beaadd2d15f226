"""Watching one batch."""

from curator.realtime import frames
from curator.realtime.connections import Slot, Subscription, batch_topic
from curator.realtime.ending import tell_end
from curator.realtime.protocol import OfBatch, Unsubscribe
from curator.realtime.router import handles
from curator.realtime.showing import BatchState, batch_state, show_batch
from curator.realtime.streams.tokens import write_token
from curator.uploads.models import Batch
from functions.websocket.conversation import SocketConversation
from functions.websocket.watching import stop, watch, wish

UPLOADS_SHOWN_HERE = 2000  # more of them take longer to read and send than a client should wait for its next answer


@handles("SUBSCRIBE_BATCH", OfBatch)
def subscribe_batch(message: OfBatch, conversation: SocketConversation) -> None:
    """Show a batch's uploads and push their changes from then on, instead of those of the batch watched before."""
    batch = conversation.services.uploads.get_batch(message.data)
    subscription = wish(conversation, batch_topic(batch.id))
    token = watch(conversation, subscription)
    conversation.reply(frames.subscribed(batch.id, sequence=token.place.number, token=write_token(token)))
    show_uploads(batch, subscription, conversation)


@handles("UNSUBSCRIBE_BATCH", Unsubscribe)
def unsubscribe_batch(_message: Unsubscribe, conversation: SocketConversation) -> None:
    """Stop pushing; there is no answer."""
    stop(conversation, Slot.BATCH)


def show_uploads(batch: Batch, subscription: Subscription, conversation: SocketConversation) -> None:
    """Show a batch's uploads to somebody who watches it already, or have them shown."""
    services = conversation.services
    if batch.total > UPLOADS_SHOWN_HERE:
        conversation.hand_over("watched", batch_id=batch.id)
        return
    tell_end(
        show_batch(lambda: _read(batch.id, conversation), conversation.reply, services.clock),
        batch_id=batch.id,
        read=lambda: _read(batch.id, conversation),
        claim=lambda total: services.connections.claim_completion(subscription, total=total),
        send=conversation.reply,
        clock=services.clock,
    )


def _read(batch_id: int, conversation: SocketConversation) -> BatchState:
    service = conversation.services.uploads
    return batch_state(service.iter_uploads(batch_id), lambda: service.get_batch(batch_id))
