"""Creating, showing and cancelling a batch."""

from curator.realtime import frames
from curator.realtime.batch_frames import batch_uploads_list
from curator.realtime.protocol import CreateBatch, OfBatch
from curator.realtime.router import handles
from curator.uploads import views
from curator.uploads.rows import upload_rows
from functions.websocket.conversation import SocketConversation


@handles("CREATE_BATCH", CreateBatch)
def create_batch(_message: CreateBatch, conversation: SocketConversation) -> None:
    """Begin a batch."""
    batch = conversation.services.uploads.create_batch(conversation.principal)
    conversation.reply(frames.batch_created(batch.id))


@handles("FETCH_BATCH_UPLOADS", OfBatch)
def fetch_batch_uploads(message: OfBatch, conversation: SocketConversation) -> None:
    """Show a batch with all its uploads and their texts; anybody logged in may look.

    What does not fit into the one message that every client takes is sent by the fetcher: thousands of uploads take
    longer than a message may.
    """
    service = conversation.services.uploads
    batch = service.get_batch(message.data)
    opening = batch_uploads_list(views.batch_item(batch), upload_rows(service, batch.id))
    for frame in opening.messages:
        conversation.reply(frame)
    if not opening.whole:
        conversation.hand_over("uploads", batch_id=batch.id)


@handles("CANCEL_BATCH", OfBatch)
def cancel_batch(message: OfBatch, conversation: SocketConversation) -> None:
    """Cancel what nobody has begun. There is no answer: subscribers see the uploads change."""
    conversation.services.uploads.cancel_batch(conversation.principal, message.data)
