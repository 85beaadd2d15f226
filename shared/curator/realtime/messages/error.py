"""The one message that says no."""

from typing import Literal

from curator.realtime.messages.shape import ServerMessage


class Error(ServerMessage):
    """Why a message was refused or its work failed, as a sentence for the user."""

    type: Literal["ERROR"]
    data: str
