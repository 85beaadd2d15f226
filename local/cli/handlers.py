"""`curator handlers`: every message a client may send, and who serves it."""

import inspect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from curator.identity.roles.actions import Actions
from curator.identity.roles.loading import load_actions
from curator.realtime.packages.numbers import CLIENT, RETIRED
from curator.realtime.registration import Registration, by_type
from local.cli.tables import print_table

REPOSITORY = Path(__file__).resolve().parents[2]
UNHANDLED = "No handler registered"
NOT_SERVED_ANY_MORE = "not served any more"
NOBODY_NEEDED = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A message of clients."""

    number: int
    name: str
    place: str  # the handler's file and line
    model: str = ""
    roles: tuple[str, ...] = ()  # all of them are needed

    @property
    def cells(self) -> tuple[str, ...]:
        """What is printed."""
        return (str(self.number), self.name, self.model, ", ".join(self.roles) or NOBODY_NEEDED, self.place)


def rows_of(registrations: Iterable[Registration[Any]], actions: Actions) -> Iterator[Row]:
    """Yield every message by its number; raises RegistrationError where two handlers serve one."""
    served = by_type(registrations)
    for name, number in sorted(CLIENT.items(), key=lambda entry: entry[1]):
        one = served.get(name)
        if one:
            needed = actions.for_package(number, one.roles)
            yield Row(number=number, name=name, model=one.model.__name__, roles=needed, place=_place(one))
        else:
            yield Row(number=number, name=name, place=NOT_SERVED_ANY_MORE if name in RETIRED else UNHANDLED)


def unhandled(rows: Iterable[Row]) -> list[str]:
    """Return the messages that somebody should serve and nobody does."""
    return [row.name for row in rows if row.place == UNHANDLED]


def show_handlers() -> None:
    """Print the number, name, model, roles and file of every message; fail where one is served by nobody."""
    from functions.websocket.handlers import HANDLERS  # noqa: PLC0415 - no other command shall wait for them

    report(HANDLERS, load_actions())


def report(registrations: Sequence[Registration[Any]], actions: Actions) -> None:
    """Print the table and its totals; raises typer.Exit with status 1 where a message is served by nobody."""
    rows = list(rows_of(registrations, actions))
    print_table(("number", "name", "model", "roles", "file"), [row.cells for row in rows], numbers=1)
    missing = unhandled(rows)
    print(f"{len(registrations)} of {len(registrations) + len(missing)} messages are served")
    if missing:
        print(f"nobody serves {', '.join(missing)}")
        raise typer.Exit(1)


def _place(one: Registration[Any]) -> str:
    path = Path(inspect.getsourcefile(one.handler) or "").resolve()
    _, line = inspect.getsourcelines(one.handler)
    return f"{path.relative_to(REPOSITORY) if path.is_relative_to(REPOSITORY) else path}:{line}"
