"""From a client's text to a request: which message, in which envelope.

text ─▶ JSON object? ─▶ has a type, or nothing of a package? ─▶ a type of the protocol?    {type, data, …}
│ no            └ no ─▶ pkg_id, req_id, method and data as they must be?        {pkg_id, req_id, data}
▼ no                        │ no
InvalidMessage                 ▼
in the first form           InvalidMessage in the second, with what could be read
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curator.realtime.errors import FieldError, InvalidMessageError
from curator.realtime.packages.envelopes import Envelope, PackageEnvelope, TypeEnvelope, is_package
from curator.realtime.packages.numbers import CLIENT, NAME_OF
from curator.realtime.packages.shapes import message_of

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asks for, and how it wants to be answered."""

    envelope: Envelope
    message: dict[str, Any]  # in the first form, whichever it came in; empty where it could not be read
    problem: InvalidMessageError | None = None
    req_id: str = ""  # of a package, where it could be read

    @property
    def type_name(self) -> str:
        """The type of the message; empty where it could not be read."""
        return str(self.message.get("type", ""))


def read(text: str) -> Request:
    """Return the request; one that cannot be read has a problem and no message."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return _unreadable("not JSON")
    if not isinstance(whole, dict):
        return _unreadable("not an object")
    if is_package(whole):
        return _package(whole)
    type_name = whole.get("type")
    if not isinstance(type_name, str) or type_name not in CLIENT:
        return _unreadable("no type of the protocol")
    return Request(envelope=TypeEnvelope(), message=whole)


def _unreadable(detail: str) -> Request:
    return Request(envelope=TypeEnvelope(), message={}, problem=InvalidMessageError(detail))


def _package(whole: dict[str, Any]) -> Request:
    number, req_id = _number(whole.get("pkg_id")), _id(whole.get("req_id"))
    envelope = PackageEnvelope(pkg_id=number, req_id=req_id)
    name = NAME_OF.get(number or 0, "")
    errors = [*_wrong(whole, known=name in CLIENT, is_id=req_id is not None)]
    if errors:
        problem = InvalidMessageError(f"envelope: wrong at {', '.join(one.path for one in errors)}", errors=errors)
        return Request(envelope=envelope, message={}, problem=problem, req_id=req_id or "")
    return Request(envelope=envelope, message=message_of(name, whole.get("data") or {}), req_id=req_id or "")


def _number(given: object) -> int | None:
    """Return the number of a message, whoever sends that; None for anything else."""
    return given if isinstance(given, int) and not isinstance(given, bool) and given in NAME_OF else None


def _id(given: object) -> str | None:
    """Return a UUID as answers repeat it; None for anything else."""
    return given.lower() if isinstance(given, str) and UUID.fullmatch(given.lower()) else None


def _wrong(whole: dict[str, Any], *, known: bool, is_id: bool) -> Iterator[FieldError]:
    """Yield what is wrong with a package; keys that it does not have are ignored."""
    if not known:
        yield FieldError(path="pkg_id", message="must be the number of a message that clients send")
    if not is_id:
        yield FieldError(path="req_id", message="must be a UUID")
    if not isinstance(whole.get("method", ""), str | None):
        yield FieldError(path="method", message="must be a text")
    if not isinstance(whole.get("data"), dict | None):
        yield FieldError(path="data", message="must be an object")
