"""A message's content as a package carries it, and back. Pure.

    {"type": "PRESETS_LIST", "data": {"handler": …}}  ◀─▶  {"handler": …}
    {"type": "SUBSCRIBED", "data": 7, "sequence": 3}  ◀─▶  {"batch_id": 7, "sequence": 3}

The data of a package is an object. What a message has beside its data stands in it, too, and data that is no object
has a name there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from curator.realtime.frames import MessageOut, Row
from curator.realtime.packages.numbers import CLIENT, SERVER

DATA_KEY: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "BATCH_CREATED",
            "CANCEL_BATCH",
            "FETCH_BATCH_UPLOADS",
            "PAUSE_BATCH",
            "RESUME_BATCH",
            "RETRY_UPLOADS",
            "RETRY_UPLOADS_RESPONSE",
            "SUBSCRIBED",
            "SUBSCRIBE_BATCH",
            "UPLOADS_COMPLETE",
        ),
        "batch_id",
    ),
    **dict.fromkeys(("UPLOADS_UPDATE", "UPLOAD_SLICE_ACK"), "uploads"),
    **dict.fromkeys(("ERROR", "TRY_BATCH_RETRIEVAL"), "msg"),
    **dict.fromkeys(("JOIN_ROOM", "LEAVE_ROOM", "ROOM_JOINED"), "room"),
    "COLLECTION_IMAGE_IDS": "ids",
    "FETCH_IMAGES": "collection",
}
"""By type: the name of the message's data, which is no object."""

BESIDE: Mapping[str, frozenset[str]] = {
    "BATCHES_LIST": frozenset({"partial"}),
    "UPLOAD_SLICE_ACK": frozenset({"sliceid"}),
    "FETCH_IMAGES": frozenset({"handler"}),
    "close": frozenset({"code", "reason"}),
}
"""By type: what a message has beside its data."""

OF_STREAMS = frozenset({"sequence", "token"})
"""What any message of the server may have beside its data: its number in its stream, and what resumes it there."""


def to_package_data(message: MessageOut) -> Row:
    """Return a message's content as the data of a package; raises KeyError for data that has no name."""
    beside = {name: value for name, value in message.items() if name not in {"type", "data", "nonce"}}
    if "data" not in message:
        return beside
    data = message["data"]
    return {**(data if isinstance(data, dict) else {DATA_KEY[message["type"]]: data}), **beside}


def message_of(type_name: str, data: Mapping[str, Any]) -> MessageOut:
    """Return the message of this type whose content is the data of a package; the reverse of `to_package_data`."""
    outside = BESIDE.get(type_name, frozenset()) | (OF_STREAMS if type_name in SERVER else frozenset())
    message = {"type": type_name} | {name: value for name, value in data.items() if name in outside}
    inside = {name: value for name, value in data.items() if name not in outside}
    key = DATA_KEY.get(type_name)
    if key is None:
        return message | ({"data": inside} if inside or type_name in CLIENT else {})
    return message | ({"data": inside[key]} if key in inside else {})


def path_of(type_name: str, place: Sequence[int | str]) -> str:
    """Return where in the data of a package a place of the message is, such as `items.0.title`."""
    if place and place[0] == "data":
        key = DATA_KEY.get(type_name)
        place = [*([key] if key else []), *place[1:]]
    return ".".join(map(str, place))
