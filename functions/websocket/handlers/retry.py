"""Trying a batch's failed uploads again."""

from curator.realtime import frames
from curator.realtime.protocol import OfBatch
from curator.realtime.router import handles
from functions.websocket.conversation import SocketConversation


@handles("RETRY_UPLOADS", OfBatch)
def retry_uploads(message: OfBatch, conversation: SocketConversation) -> None:
    """Copy the failed uploads into a new batch, and answer with its id."""
    session = conversation.current_session()
    batch_id = conversation.services.retrier.retry_batch(
        conversation.principal, message.data, encrypted_token=session.encrypted_token
    )
    conversation.reply(frames.retry_uploads_response(batch_id))
