"""Keeping a socket open."""

from curator.identity.roles.matrix import EVERYBODY
from curator.realtime import frames
from curator.realtime.protocol import Ping
from curator.realtime.router import handles
from functions.websocket.conversation import SocketConversation


@handles("PING", Ping, roles=EVERYBODY)
def ping(_message: Ping, conversation: SocketConversation) -> None:
    """Answer, which is enough: API Gateway closes a socket after ten minutes in which nothing was sent."""
    conversation.reply(frames.pong())
