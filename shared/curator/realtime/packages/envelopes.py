"""Answering a client in the form it asked in.

    {type, data}           ─▶ every message as it is
    {pkg_id, req_id, data} ─▶ the first message, as {pkg_id, req_id, status_code, meta, data} with the request's number
                              what follows, as {pkg_id, req_id, data} with the number of that message
                              news of work that goes on, as what follows, and never in place of the answer

A request by package gets exactly one answer: a handler that says nothing is answered for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol

from curator.foundation.errors import BadRequestError, ForbiddenError
from curator.foundation.pagination.meta import Meta
from curator.realtime import frames
from curator.realtime.frames import MessageOut, Row
from curator.realtime.packages.numbers import NUMBER_OF, ZERO_ID
from curator.realtime.packages.shapes import to_package_data

TYPE, PACKAGE = "type", "package"
NEWS = frozenset({"RECATEGORIZE_FILES_PROGRESS"})
"""What tells of work that goes on, before its answer."""


class Status(IntEnum):
    """How a package's request went."""

    OK = 0
    ERROR = 1
    INVALID_DATA = 2
    PERMISSION_DENIED = 3


def status_of(problem: Exception) -> Status:
    """Return the status a failure is answered with."""
    if isinstance(problem, ForbiddenError):
        return Status.PERMISSION_DENIED
    return Status.INVALID_DATA if isinstance(problem, BadRequestError) else Status.ERROR


class Envelope(Protocol):
    """The form one request came in."""

    @property
    def kind(self) -> str:
        """TYPE or PACKAGE."""

    @property
    def waits(self) -> bool:
        """Whether the request still needs an answer, and nobody else has been asked to give it."""

    def answer(self, message: MessageOut, meta: Meta | None = None) -> MessageOut:
        """Return a message as the client reads it; `meta` says which page of a list it holds."""

    def refusal(self, text: str, status: Status = Status.ERROR, errors: Sequence[Row] = ()) -> MessageOut:
        """Return a refusal in a sentence; `errors` are the fields that are wrong, `{path, message}` each."""

    def silence(self) -> MessageOut:
        """Return the answer of a request that there is nothing to say to; only for one that waits."""

    def sent(self, message: MessageOut) -> None:
        """Note that the client has got what `answer` or `refusal` returned."""

    def handed_over(self) -> dict[str, Any]:
        """Return what another function needs to answer in this form; from now on it is that one's to answer."""


class TypeEnvelope:
    """`{type, data}`: messages stand for themselves, and not every request has an answer."""

    kind = TYPE
    waits = False

    def answer(self, message: MessageOut, meta: Meta | None = None) -> MessageOut:  # noqa: ARG002 - the protocol's
        """Return the message."""
        return message

    def refusal(
        self,
        text: str,
        status: Status = Status.ERROR,  # noqa: ARG002 - the protocol's
        errors: Sequence[Row] = (),  # noqa: ARG002 - the protocol's
    ) -> MessageOut:
        """Return an ERROR; clients show its text, and know no more than that."""
        return frames.error(text)

    def silence(self) -> MessageOut:
        """Raise AssertionError: here, silence is an answer."""
        raise AssertionError("no answer is due")

    def sent(self, message: MessageOut) -> None:
        """Note nothing: messages have no order here."""

    def handed_over(self) -> dict[str, Any]:
        """Return nothing: there is nothing to know."""
        return {}


@dataclass(slots=True, kw_only=True)
class PackageEnvelope:
    """`{pkg_id, req_id, data}`; of a request that could not be read, either may be missing."""

    pkg_id: int | None
    req_id: str | None
    answered: bool = False
    entrusted: bool = field(default=False, init=False)  # to another function

    kind = PACKAGE

    @property
    def waits(self) -> bool:
        """Whether nobody has answered or will."""
        return not (self.answered or self.entrusted)

    def answer(self, message: MessageOut, meta: Meta | None = None) -> MessageOut:
        """Return the answer, or what follows it."""
        if message["type"] == "ERROR" and not self.answered:
            return self.refusal(message["data"])
        if self.answered or message["type"] in NEWS:
            return _package(NUMBER_OF[message["type"]], self.req_id, to_package_data(message))
        return self._answer(Status.OK, to_package_data(message), meta)

    def refusal(self, text: str, status: Status = Status.ERROR, errors: Sequence[Row] = ()) -> MessageOut:
        """Return the answer of a request that failed, or the error that ended it later."""
        error = frames.error(text)
        if self.answered:
            return _package(NUMBER_OF["ERROR"], self.req_id, to_package_data(error))
        return self._answer(status, to_package_data(error) | ({"errors": list(errors)} if errors else {}), None)

    def silence(self) -> MessageOut:
        """Return an answer without data."""
        return self._answer(Status.OK, {}, None)

    def sent(self, message: MessageOut) -> None:
        """Note whether that was the answer."""
        self.answered = self.answered or "status_code" in message

    def handed_over(self) -> dict[str, Any]:
        """Return the request's number and id, and whether it has been answered."""
        self.entrusted = True
        return {"pkg_id": self.pkg_id, "req_id": self.req_id, "answered": self.answered}

    def _answer(self, status: Status, data: Row, meta: Meta | None) -> MessageOut:
        row = meta.as_row() if meta else None
        return {"pkg_id": self.pkg_id, "req_id": self.req_id, "status_code": int(status), "meta": row, "data": data}


def push(message: MessageOut, kind: str) -> MessageOut:
    """Return a message that answers no request, for a client that speaks in this form."""
    if kind == TYPE:
        return message
    return _package(NUMBER_OF[message["type"]], ZERO_ID, to_package_data(message))


def is_package(message: Mapping[str, Any]) -> bool:
    """Whether a message is a package; one with a type is not, whatever else it has."""
    return "type" not in message and ("pkg_id" in message or "req_id" in message)


def _package(number: int, req_id: str | None, data: Row) -> MessageOut:
    return {"pkg_id": number, "req_id": req_id, "data": data}
