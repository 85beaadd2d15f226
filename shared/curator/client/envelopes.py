"""The two shapes a message is sent in: `{type, data, …}`, and the package `{pkg_id, req_id, data}`. Pure.

A package is answered with `{pkg_id, req_id, status_code, meta, data}`, where `pkg_id` is still the request's. Whatever
else the server sends in packages is a message by its own number, and is read as that message: who listens need not
know in which shape it came.
"""

import json
from dataclasses import dataclass
from typing import Any

from curator.client.errors import RefusedError
from curator.realtime.packages.numbers import NAME_OF, ZERO_ID
from curator.realtime.packages.shapes import message_of

ERROR, CLOSE, PING = "ERROR", "close", 10
STATUS = "status_code"  # what only an answer to a package has

Message = dict[str, Any]
Kind = str | int  # a message's type, or its number


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server answered."""

    data: Any  # of a package always an object
    meta: dict[str, Any] | None = None  # of a page: `{page, per_page, total, pages, …}`
    message: Message  # the whole of it


def write(kind: Kind, data: Any, *, req_id: str, **fields: Any) -> str:
    """Return a message as text: a number's as a package; `data` is left out when it is None."""
    head: Message = {"type": kind} if isinstance(kind, str) else {"pkg_id": kind, "req_id": req_id}
    return json.dumps({**head, **({} if data is None else {"data": data}), **fields}, separators=(",", ":"))


def read(text: str | bytes) -> Message | None:
    """Return what the server sent; None for what only a later version may know."""
    try:
        message = json.loads(text)
    except ValueError:
        return None
    if not isinstance(message, dict):
        return None
    if isinstance(message.get("type"), str) or STATUS in message:
        return message
    name, data = NAME_OF.get(message.get("pkg_id", 0)), message.get("data")
    if name is None or not isinstance(data, dict):
        return None
    return {**message_of(name, data), "req_id": message.get("req_id")}


def request_of(message: Message) -> str | None:
    """Return the `req_id` of the request that a message belongs to, None where it names none."""
    req_id = message.get("req_id")
    return req_id if isinstance(req_id, str) and req_id != ZERO_ID else None


def answer_of(message: Message) -> Answer:
    """Return the answer that a message is; raises RefusedError for one that says no."""
    data = message.get("data")
    status = message.get(STATUS, 0)
    if status:
        said = data if isinstance(data, dict) else {}
        raise RefusedError(str(said.get("msg", "")), status_code=status, errors=said.get("errors", ()))
    if message.get("type") == ERROR:
        raise RefusedError(str(data))
    return Answer(data=data, meta=message.get("meta"), message=message)
