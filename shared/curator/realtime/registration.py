"""A handler and what it takes to reach it.

A function becomes the handler of a message by `@handles`, and of another one besides by `Registration.under`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from curator.realtime.packages.numbers import CLIENT, RETIRED
from curator.realtime.packages.schema import Check, Schema, compiled
from curator.realtime.protocol import READING, TYPES, Message

C = TypeVar("C")
M = TypeVar("M", bound=Message)


class RegistrationError(Exception):
    """The handlers do not add up; the function must not start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Generic[C]):
    """A handler and what it takes to reach it.

    Attributes:
        type_name: of the message.
        model: of the whole message, without its type.
        handler: called with the message as its model, and the conversation.
        roles: all of them are needed, in this order; the file of actions may say otherwise.
        schema: what the data of the package must be like besides, as a JSON schema (draft 7) or a model.
        check: that schema, compiled.
        audited: whether who asked for what is kept.
    """

    type_name: str
    model: type[Message]
    handler: Callable[[Any, C], None]
    roles: tuple[str, ...] = ()
    schema: Schema | None = None
    check: Check | None = field(default=None, repr=False, compare=False)
    audited: bool = True

    @property
    def number(self) -> int:
        """The number of the message, as a package's `pkg_id`."""
        return CLIENT[self.type_name]

    @property
    def place(self) -> str:
        """Where the handler is: its module and its name."""
        return f"{self.handler.__module__}.{self.handler.__name__}"

    def under(self, type_name: str) -> "Registration[C]":
        """Return the same handler as that of another message; raises RegistrationError."""
        _known(type_name)
        return replace(self, type_name=type_name)


def handles(
    type_name: str,
    model: type[M],
    *,
    roles: Iterable[str] = (),
    schema: Mapping[str, Any] | type[BaseModel] | None = None,
    audited: bool | None = None,
) -> Callable[[Callable[[M, C], None]], Registration[C]]:
    """Make the decorated function the handler of one type of message.

    Args:
        type_name: of the message; its number is in `packages.numbers`.
        model: of the whole message, without its type.
        roles: all of them are needed to reach the handler.
        schema: what the data of the package must be like besides; compiled here and now.
        audited: whether who asked for what is kept; otherwise it is where the message changes something.

    Raises:
        RegistrationError: the protocol has no such message, nobody can send it any more, or the schema is none.
    """
    _known(type_name)
    try:
        check = None if schema is None else compiled(schema)
    except ValueError as problem:
        raise RegistrationError(f"{type_name}: {problem}") from None

    def register(handler: Callable[[M, C], None]) -> Registration[C]:
        return Registration(
            type_name=type_name,
            model=model,
            handler=handler,
            roles=tuple(dict.fromkeys(roles)),
            schema=schema,
            check=check,
            audited=type_name not in READING if audited is None else audited,
        )

    return register


def missing_handlers(registrations: Iterable[Registration[Any]]) -> list[str]:
    """Return the messages of the protocol that none of these serve, but for those that nobody serves any more."""
    return sorted(TYPES - RETIRED - {one.type_name for one in registrations}, key=CLIENT.__getitem__)


def by_type(registrations: Iterable[Registration[C]]) -> dict[str, Registration[C]]:
    """Return the registrations by their messages' types; raises RegistrationError where one has two handlers."""
    found: dict[str, Registration[C]] = {}
    for one in registrations:
        _known(one.type_name)
        if one.type_name in found:
            other = found[one.type_name]
            raise RegistrationError(f"{one.type_name} has two handlers: {other.place} and {one.place}")
        found[one.type_name] = one
    return found


def _known(type_name: str) -> None:
    if type_name in RETIRED:
        raise RegistrationError(f"{type_name} cannot be reached: it is not served any more")
    if type_name not in TYPES:
        raise RegistrationError(f"{type_name} is not a message of the protocol")
