"""Which roles somebody needs for what: the file of actions wins, then what the code declares, then the default.

    in the file? ─▶ the file's roles        "ws": {"7": []} asks for none, whatever the handler declares
        │ no
    declared?    ─▶ the declared roles      `handles(…, roles=…)`, `@require_roles(…)`
        │ no
    default      ─▶ "allow": none · "deny": NOBODY has what it takes

All roles of an entry are needed. A role inherits others; whoever has it has those.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from curator.identity.roles.errors import ActionsError
from curator.identity.roles.matrix import EVERYBODY, NOBODY, Entry, Matrix, Row, Source
from curator.identity.roles.routes import Route, route_key

Roles = tuple[str, ...]


def _nothing() -> Mapping[Any, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """The contents of a file of actions; `Actions()` is one that says nothing and allows what nobody declares.

    Attributes:
        roles: what each role comes to: itself and all that it inherits, directly or not.
        packages: roles by the number of a package.
        routes: roles by `route_key`.
        denies: whether what neither the file nor the code speaks of is refused.
    """

    roles: Mapping[str, frozenset[str]] = field(default_factory=_nothing)
    packages: Mapping[int, Roles] = field(default_factory=_nothing)
    routes: Mapping[Route, Roles] = field(default_factory=_nothing)
    denies: bool = False

    def for_package(self, pkg_id: int, declared: Iterable[str] = ()) -> Roles:
        """Return the roles needed for a package, in the order they are stated; `declared` by its handler."""
        return self._entry(self.packages.get(pkg_id), declared).needed

    def for_route(self, method: str, template: str, declared: Iterable[str] = ()) -> Roles:
        """Return the roles needed for a route, as in `GET /api/batches/{batch_id}`; HEAD needs what GET needs."""
        return self._entry(self.routes.get(route_key(method, template)), declared).needed

    def missing(self, have: Iterable[str], needed: Sequence[str]) -> list[str]:
        """Return which of the needed roles somebody lacks who has the roles `have`, in the order of `needed`."""
        held = {one for role in have for one in self.roles.get(role, (role,))}
        # A token may name any role it likes; nobody ever has this one.
        return [role for role in needed if role == NOBODY or role not in held]

    def check(
        self,
        package_numbers: Iterable[int] | None,
        routes: Iterable[tuple[str, str]] | None,
        declared: Iterable[str] = (),
    ) -> None:
        """Return if everything the file names is there, and every role that the code declares is in the file.

        Args:
            package_numbers: all packages that are handled; None where they are not known, and another function checks.
            routes: all routes, as (method, template); None as above.
            declared: roles that handlers or routes declare.

        Raises:
            ActionsError: naming all that is not there.
        """
        numbers = self.packages if package_numbers is None else set(package_numbers)
        keys = self.routes if routes is None else {route_key(*route) for route in routes}
        problems = [f"no package {number}" for number in sorted(self.packages) if number not in numbers]
        problems += [f"no route {method} {path}" for method, path in sorted(self.routes) if (method, path) not in keys]
        problems += [f"no role {role}, which the code declares" for role in sorted(set(declared)) if self._lacks(role)]
        if problems:
            raise ActionsError("the actions do not fit the code: " + "; ".join(problems))

    def matrix(
        self,
        packages: Mapping[int, Iterable[str]],
        routes: Mapping[tuple[str, str], Iterable[str]],
        asking: Collection[tuple[str, str]] = (),
    ) -> Matrix:
        """Return every role against every package and route.

        Args:
            packages: the declared roles of each package, by its number.
            routes: the declared roles of each route, by (method, template).
            asking: the routes that ask who is there, also where no role is needed.
        """
        rows = [
            self._row(str(number), self._entry(self.packages.get(number), declared), asks=True)
            for number, declared in packages.items()
        ]
        rows += [
            self._row(" ".join(route), self._entry(self.routes.get(route_key(*route)), declared), asks=route in asking)
            for route, declared in routes.items()
        ]
        return Matrix(roles=tuple(self.roles), rows=tuple(rows))

    def _row(self, name: str, entry: Entry, *, asks: bool) -> Row:
        allowed = frozenset(self._allowed(entry.needed))
        return Row(name=name, entry=entry, allowed=allowed, asks=asks or bool(entry.needed))

    def _allowed(self, needed: Roles) -> Iterable[str]:
        return (role for role in ("", *self.roles) if not self.missing((role,) if role else (), needed))

    def _entry(self, stated: Roles | None, declared: Iterable[str]) -> Entry:
        if stated is not None:
            return Entry(stated, Source.FILE)
        if roles := tuple(dict.fromkeys(declared)):
            return Entry(() if roles == EVERYBODY else roles, Source.CODE)
        return Entry((NOBODY,) if self.denies else (), Source.DEFAULT)

    def _lacks(self, role: str) -> bool:
        return role not in self.roles and (role,) != EVERYBODY
