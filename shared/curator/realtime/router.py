"""From a client's text to the one handler that serves it, for both envelopes.

    text ─▶ a message? ─▶ served? ─▶ allowed? ─▶ valid? ─▶ handler ─▶ answered, or for packages answered for
            InvalidMessage  UnknownAction  Forbidden  InvalidMessage

A handler is registered once, with its message's type, model and roles (see `registration`). Whatever goes wrong is
answered in the form of the request and the socket stays open: a message can never cost a client its connection. Who
lacks a role learns nothing of what else would be wrong.
"""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Generic, Protocol, Self, TypeVar

from curator.foundation.errors import CuratorError
from curator.identity.principals import Principal
from curator.identity.roles.actions import Actions
from curator.realtime.errors import (
    INTERNAL_ERROR,
    ConnectionGoneError,
    FieldError,
    InvalidMessageError,
    MissingRoleError,
    UnknownActionError,
)
from curator.realtime.frames import MessageOut
from curator.realtime.packages.envelopes import PACKAGE, Envelope, Status, status_of
from curator.realtime.packages.numbers import CLIENT, NAME_OF
from curator.realtime.packages.reading import Request, read
from curator.realtime.packages.shapes import to_package_data
from curator.realtime.protocol import Message, validate
from curator.realtime.registration import Registration, RegistrationError, by_type, handles, missing_handlers

__all__ = ["Conversation", "Registration", "RegistrationError", "Router", "Served", "handles", "missing_handlers"]

NO_ACTIONS = Actions()  # what handlers declare counts, and the rest is allowed

log = logging.getLogger(__name__)


class Conversation(Protocol):
    """The socket a message came by."""

    @property
    def principal(self) -> Principal:
        """Who is at the other end."""

    @property
    def envelope(self) -> Envelope:
        """The form in which the message came."""

    def speaking(self, envelope: Envelope) -> Self:
        """Return the same conversation in this form."""

    def deliver(self, message: MessageOut) -> None:
        """Send a message there as it is, which is in the envelope's form; raises ConnectionGoneError."""


C = TypeVar("C", bound=Conversation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served(Generic[C]):
    """How a message was served, for whoever counts and keeps records."""

    request: Request
    registration: Registration[C] | None  # None where nobody serves such a message
    status: Status
    problem: Exception | None = None


class Router(Generic[C]):
    """Dispatches messages to registered handlers."""

    def __init__(
        self,
        registrations: Iterable[Registration[C]],
        *,
        context: dict[str, Any],
        actions: Actions = NO_ACTIONS,
    ) -> None:
        """Check the registrations.

        Args:
            registrations: of handlers.
            context: what models need to know to validate (see `protocol`).
            actions: which roles a package needs, where that is not what its handler declares.

        Raises:
            RegistrationError: two handlers of one message, or one of a message that the protocol does not have.
        """
        self._context = context
        self._by_type = by_type(registrations)
        self._actions = actions

    def require_complete(self) -> None:
        """Return if every message of the protocol is served; raises RegistrationError, which names those that are not.

        A function calls this when it starts.
        """
        missing = missing_handlers(self._by_type.values())
        if missing:
            raise RegistrationError(f"nobody serves {', '.join(missing)}")

    def has(self, number: int) -> bool:
        """Whether the message of this number is served."""
        return NAME_OF.get(number) in self._by_type

    def permissions_of(self, number: int) -> list[str]:
        """Return the roles needed for a package; none where anybody logged in may send it."""
        registration = self._by_type.get(NAME_OF.get(number, ""))
        return list(self._actions.for_package(number, registration.roles if registration else ()))

    def dispatch(self, text: str, conversation: C) -> Served[C]:
        """Serve one message, and return how; see `serve`."""
        return self.serve(read(text), conversation)

    def serve(self, request: Request, conversation: C) -> Served[C]:
        """Serve one request, and return how. Never raises for anything a client sent or a handler met."""
        conversation = conversation.speaking(request.envelope)
        registration = self._by_type.get(request.type_name)
        problem = self._problem_of(request, registration, conversation)
        status = Status.OK if problem is None or isinstance(problem, ConnectionGoneError) else status_of(problem)
        return Served(request=request, registration=registration, status=status, problem=problem)

    def _problem_of(self, request: Request, registration: Registration[C] | None, conversation: C) -> Exception | None:
        """Serve a request and return what went wrong, which the client has been told."""
        try:
            self._serve(request, registration, conversation)
        except ConnectionGoneError as gone:
            log.info("the client left before its answer")
            return gone
        except CuratorError as refused:
            log.info("refused: %s: %s", type(refused).__name__, refused)
            _tell(conversation, _refusal(request, refused))
            return refused
        except Exception as failed:
            log.exception("a handler failed")
            _tell(conversation, conversation.envelope.refusal(INTERNAL_ERROR))
            return failed
        return None

    def _serve(self, request: Request, registration: Registration[C] | None, conversation: C) -> None:
        if request.problem:
            raise request.problem
        if registration is None:
            raise UnknownActionError(request.type_name)
        log.info("serving", extra={"type_name": registration.type_name, "pkg_id": registration.number})
        self._allow(registration, conversation)
        registration.handler(self._valid(registration, request.message), conversation)
        if conversation.envelope.waits:
            _send(conversation, conversation.envelope.silence())

    def _allow(self, registration: Registration[C], conversation: C) -> None:
        needed = self._actions.for_package(registration.number, registration.roles)
        missing = self._actions.missing(conversation.principal.roles, needed)
        if missing:
            raise MissingRoleError(f"{registration.type_name} needs {', '.join(missing)}")

    def _valid(self, registration: Registration[C], message: dict[str, Any]) -> Message:
        if registration.check:
            errors = registration.check(_package_data(message))
            if errors:
                places = ", ".join(one.path or "data" for one in errors)
                raise InvalidMessageError(f"{registration.type_name}: wrong at {places}", errors=errors)
        return validate(registration.model, message, self._context, registration.type_name)


def _package_data(message: dict[str, Any]) -> dict[str, Any]:
    try:
        return to_package_data(message)
    except KeyError:
        error = FieldError(path="data", message="must be an object")
        raise InvalidMessageError("data is no object", errors=[error]) from None


def _refusal(request: Request, problem: CuratorError) -> MessageOut:
    """Return what a client reads of a refusal; one that speaks in packages reads the package's number in it."""
    envelope, text, status = request.envelope, problem.public_message, status_of(problem)
    if envelope.kind != PACKAGE:
        return envelope.refusal(text)
    number = CLIENT.get(request.type_name)
    if isinstance(problem, UnknownActionError):
        return envelope.refusal(f"No handler found for pkg_id {number}", status)
    if isinstance(problem, MissingRoleError):
        return envelope.refusal(f"No permission for pkg_id {number}", status)
    errors = [asdict(one) for one in problem.errors] if isinstance(problem, InvalidMessageError) else []
    return envelope.refusal(text, status, errors)


def _tell(conversation: Conversation, refusal: MessageOut) -> None:
    try:
        _send(conversation, refusal)
    except CuratorError as problem:
        log.info("the error could not be delivered: %s", problem)


def _send(conversation: Conversation, message: MessageOut) -> None:
    conversation.deliver(message)
    conversation.envelope.sent(message)
