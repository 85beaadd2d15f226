"""`curator permissions`: every role against every package and route."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from curator.identity.roles.actions import Actions
from curator.identity.roles.loading import load_actions
from curator.identity.roles.matrix import Matrix, Row
from curator.realtime.packages.numbers import NAME_OF
from curator.realtime.registration import Registration
from local.cli.tables import print_table

MAY, MAY_NOT, LOGIN = "yes", "-", "login"
WITHOUT = "without"
"""The column of whoever has no role."""


def show_permissions() -> None:
    """Print what each role alone may do: every package and every route, the roles it needs, and who says so."""
    from functions.websocket.handlers import HANDLERS  # noqa: PLC0415 - see matrix_of

    report(matrix_of(HANDLERS, load_actions()))


def matrix_of(registrations: Sequence[Registration[Any]], actions: Actions) -> Matrix:
    """Return the permissions of these handlers and of all routes."""
    # Both APIs and the web framework: no other command shall wait for them.
    from functions.api.application import all_routers  # noqa: PLC0415
    from functions.api.roles import guarded_routes  # noqa: PLC0415
    from local.contract.openapi import no_services  # noqa: PLC0415

    packages: Mapping[int, Sequence[str]] = {one.number: one.roles for one in registrations}
    guarded = guarded_routes(all_routers(no_services()))
    routes = {key: route.declared() for key, route in guarded.items()}
    asking = {key for key, route in guarded.items() if route.signed_in}
    return actions.matrix(dict(sorted(packages.items())), routes, asking)


def report(matrix: Matrix) -> None:
    """Print a matrix."""
    columns = ("package or route", "needs", "says", WITHOUT, *matrix.roles)
    print_table(columns, list(_cells(matrix)))
    print(f"{len(matrix.rows)} packages and routes, {len(matrix.roles)} roles")


def _cells(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    for row in matrix.rows:
        may = (MAY if role in row.allowed else MAY_NOT for role in ("", *matrix.roles))
        yield (_name(row), _needs(row), row.entry.source, *may)


def _needs(row: Row) -> str:
    """Return the roles; whoever sends a package is logged in, a route without roles may be for anybody."""
    if row.entry.needed:
        return ", ".join(row.entry.needed)
    return LOGIN if row.asks and not row.name.isdecimal() else MAY_NOT


def _name(row: Row) -> str:
    return f"{row.name} {NAME_OF[int(row.name)]}" if row.name.isdecimal() else row.name
