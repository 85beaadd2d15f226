"""Holding a batch back, and letting it go on."""

from curator.realtime import frames
from curator.realtime.protocol import OfBatch
from curator.realtime.router import handles
from curator.uploads import views
from functions.websocket.conversation import SocketConversation


@handles("PAUSE_BATCH", OfBatch)
def pause_batch(message: OfBatch, conversation: SocketConversation) -> None:
    """Let nothing more of the batch begin, and answer with how it stands."""
    batch = conversation.services.pausing.pause(conversation.principal, message.data)
    conversation.reply(frames.batch_progress(views.batch_progress(batch)))


@handles("RESUME_BATCH", OfBatch)
def resume_batch(message: OfBatch, conversation: SocketConversation) -> None:
    """Let the batch go on where it stood, and answer with how it stands."""
    session = conversation.current_session()
    batch = conversation.services.pausing.resume(conversation.principal, message.data, session.encrypted_token)
    conversation.reply(frames.batch_progress(views.batch_progress(batch)))
