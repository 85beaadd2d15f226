"""Rooms: being told what is announced in them, and announcing."""

from curator.foundation.ids import random_token
from curator.realtime import frames
from curator.realtime.audiences.announcing import Announcer, Words
from curator.realtime.connections import MAX_ROOMS, room_slot, room_topic
from curator.realtime.errors import TooManyRoomsError
from curator.realtime.protocol import Announce, OfRoom
from curator.realtime.router import handles
from curator.realtime.streams.tokens import write_token
from functions.websocket.conversation import SocketConversation
from functions.websocket.watching import stop, watch, wish

ANNOUNCER = "announcer"


@handles("JOIN_ROOM", OfRoom)
def join_room(message: OfRoom, conversation: SocketConversation) -> None:
    """Tell the client what is announced in a room from now on; a room is there as soon as somebody is in it."""
    room = message.data
    refuse_too_many(room, conversation)
    token = watch(conversation, wish(conversation, room_topic(room)), across_sockets=False)
    conversation.reply(frames.room_joined(room, sequence=token.place.number, token=write_token(token)))


@handles("LEAVE_ROOM", OfRoom)
def leave_room(message: OfRoom, conversation: SocketConversation) -> None:
    """Stop that; there is no answer."""
    stop(conversation, room_slot(message.data))


@handles("ANNOUNCE", Announce, roles=[ANNOUNCER])
def announce(message: Announce, conversation: SocketConversation) -> None:
    """Tell something to everybody in a room, to one user or to everybody; those who are not there never read it."""
    services, said = conversation.services, message.data
    announcer = Announcer(
        connections=services.connections, streams=services.streams, queue=services.fetches, clock=services.clock
    )
    words = Words(
        id=conversation.message_id or random_token(),  # the same where the message is delivered again
        text=said.text,
        sender=conversation.principal.username,
        sender_id=conversation.principal.user_id,
    )
    if said.room is not None:
        announcer.to_room(said.room, words)
    elif said.user_id is not None:
        announcer.to_user(said.user_id, words)
    else:
        announcer.to_everybody(words)


def refuse_too_many(room: str, conversation: SocketConversation) -> None:
    """Raise TooManyRoomsError where the client may not be in one room more."""
    rooms = conversation.services.connections.rooms(conversation.connection_id)
    if room not in rooms and len(rooms) >= MAX_ROOMS:
        text = f"A connection can be in {MAX_ROOMS} rooms at most"
        raise TooManyRoomsError(f"{len(rooms)} rooms", public_message=text)
