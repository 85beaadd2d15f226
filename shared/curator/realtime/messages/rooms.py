"""Rooms, and what is announced in them."""

from typing import Annotated, Literal

from pydantic import Field

from curator.realtime.messages.shape import Count, Sequence, ServerMessage, Shape, Token


class RoomJoined(ServerMessage):
    """The answer to JOIN_ROOM: the room's name; `sequence` is the number of the latest announcement in it."""

    type: Literal["ROOM_JOINED"]
    data: str
    sequence: Count
    token: Token = None


class AnnouncedWords(Shape):
    """What somebody says; without a `room` it is said to a user, or to everybody."""

    id: Annotated[str, Field(min_length=1, description="one announcement may come twice")]
    text: str
    sender: str
    room: str | None = None


class Announcement(ServerMessage):
    """What somebody announces to those who are there."""

    type: Literal["ANNOUNCEMENT"]
    data: AnnouncedWords
    sequence: Sequence = None
