"""Asking for a collection's pictures, which takes longer than a WebSocket request may."""

from curator.realtime.protocol import FetchImages
from curator.realtime.router import handles
from functions.websocket.conversation import SocketConversation

OWN_FILES = "files"  # as `curator.sources.files` names itself


@handles("FETCH_IMAGES", FetchImages)
def fetch_images(message: FetchImages, conversation: SocketConversation) -> None:
    """Hand the request to the fetcher, which answers on this socket.

    Raises:
        LoginNeededError: a token has no files of its own here: its owner's id may be somebody else's elsewhere.
    """
    if message.handler == OWN_FILES:
        conversation.require_login()
    conversation.hand_over(
        "images", username=conversation.principal.username, handler=message.handler, input=message.data
    )
