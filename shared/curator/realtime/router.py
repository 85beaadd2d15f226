"""From a client's text to the one handler that serves it.

    text ─▶ JSON object? ─▶ a type of the protocol? ─▶ served? ─▶ allowed? ─▶ valid? ─▶ handler
              InvalidMessage    InvalidMessage     UnknownAction  Forbidden  InvalidMessage

A handler is registered once, with its message's type, model and roles. Whatever goes wrong is answered with an ERROR
and the socket stays open: a message can never cost a client its connection.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from curator.foundation.errors import CuratorError, ForbiddenError
from curator.identity.principals import Principal
from curator.realtime import frames
from curator.realtime.errors import INTERNAL_ERROR, ConnectionGoneError, InvalidMessageError, UnknownActionError
from curator.realtime.protocol import TYPES, Message, validate

log = logging.getLogger(__name__)


class Conversation(Protocol):
    """The socket a message came by."""

    @property
    def principal(self) -> Principal:
        """Who is at the other end."""

    def reply(self, message: frames.MessageOut) -> None:
        """Send a message there; raises ConnectionGoneError."""


C = TypeVar("C", bound=Conversation)
M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Generic[C]):
    """A handler and what it takes to reach it."""

    type_name: str
    model: type[Message]
    roles: frozenset[str]
    handler: Callable[[Any, C], None]


class RegistrationError(Exception):
    """The handlers do not add up; the function must not start."""


def handles(
    type_name: str, model: type[M], *, roles: Iterable[str] = ()
) -> Callable[[Callable[[M, C], None]], Registration[C]]:
    """Make the decorated function the handler of one type of message; all `roles` are needed to reach it."""

    def register(handler: Callable[[M, C], None]) -> Registration[C]:
        return Registration(type_name=type_name, model=model, roles=frozenset(roles), handler=handler)

    return register


class Router(Generic[C]):
    """Dispatches messages to registered handlers."""

    def __init__(self, registrations: Iterable[Registration[C]], *, context: dict[str, Any]) -> None:
        """Check the registrations; `context` is what models need to know to validate (see `protocol`).

        Raises:
            RegistrationError: two handlers of one type, or one of a type the protocol does not have.
        """
        self._context = context
        self._by_type: dict[str, Registration[C]] = {}
        for registration in registrations:
            if registration.type_name in self._by_type:
                raise RegistrationError(f"{registration.type_name} has two handlers")
            if registration.type_name not in TYPES:
                raise RegistrationError(f"{registration.type_name} is not a message of the protocol")
            self._by_type[registration.type_name] = registration

    def dispatch(self, text: str, conversation: C) -> None:
        """Serve one message. Never raises for anything a client sent or a handler met."""
        try:
            self._serve(text, conversation)
        except ConnectionGoneError:
            log.info("the client left before its answer")
        except CuratorError as problem:
            log.info("refused: %s: %s", type(problem).__name__, problem)
            _answer(conversation, problem.public_message)
        except Exception:
            log.exception("a handler failed")
            _answer(conversation, INTERNAL_ERROR)

    def _serve(self, text: str, conversation: C) -> None:
        message = _parse(text)
        registration = self._find(message.get("type"))
        if not registration.roles <= conversation.principal.roles:
            raise ForbiddenError(f"{registration.type_name} needs {sorted(registration.roles)}")
        log.info("serving", extra={"type_name": registration.type_name})
        registration.handler(validate(registration.model, message, self._context), conversation)

    def _find(self, type_name: object) -> Registration[C]:
        if not isinstance(type_name, str) or type_name not in TYPES:
            raise InvalidMessageError("no type of the protocol")
        registration = self._by_type.get(type_name)
        if registration is None:
            raise UnknownActionError(type_name)
        return registration


def _parse(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidMessageError("not JSON") from None
    if not isinstance(message, dict):
        raise InvalidMessageError("not an object")
    return message


def _answer(conversation: Conversation, text: str) -> None:
    try:
        conversation.reply(frames.error(text))
    except CuratorError as problem:
        log.info("the error could not be delivered: %s", problem)
