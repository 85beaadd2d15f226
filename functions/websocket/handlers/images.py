"""Asking for a collection's pictures, which takes longer than a WebSocket request may."""

from curator.realtime.protocol import FetchImages
from curator.realtime.router import handles
from functions.websocket.conversation import SocketConversation


@handles("FETCH_IMAGES", FetchImages)
def fetch_images(message: FetchImages, conversation: SocketConversation) -> None:
    """Hand the request to the fetcher, which answers on this socket."""
    conversation.services.fetches.send(
        {
            "connection_id": conversation.connection_id,
            "user_id": conversation.principal.user_id,
            "username": conversation.principal.username,
            "handler": message.handler,
            "input": message.data,
        }
    )
