"""From the document in a file of actions to `Actions`, or to a list of everything that is wrong with it.

    {
      "roles": ["announcer", "operator"] or {"operator": {"inherits": ["announcer"]}, "announcer": {}},
      "ws": {"71": "announcer"},
      "http": {"/api/batches/{batch_id}": {"GET": "operator", "DELETE": ["operator", "announcer"]}},
      "default": "allow"
    }

`docs/contract/actions.schema.json` says the same as a JSON Schema, as far as one can; a test holds the two together.
It is read by hand here, because a function should not load a validator to check one file of its own.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from curator.identity.roles.actions import Actions, Roles
from curator.identity.roles.errors import ActionsError
from curator.identity.roles.inheritance import CircleError, closed
from curator.identity.roles.matrix import NOBODY
from curator.identity.roles.routes import METHODS, Route, route_key

REQUIRED, OPTIONAL = ("roles", "ws", "http"), ("default",)
DEFAULTS = ("allow", "deny")
ROLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
NUMBER = re.compile(r"[0-9]{1,9}")


def actions_of(document: Any) -> Actions:
    """Return what the document says; raises ActionsError with everything that is wrong with it."""
    problems: list[str] = []
    actions = _Reader(problems.append).actions(document)
    if problems:
        raise ActionsError("; ".join(problems))
    return actions


class _Reader:
    """Reads on after a mistake, so that all of them are told at once."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        self._complain = complain
        self._known: Collection[str] = ()

    def actions(self, document: Any) -> Actions:
        parts = self._object(document, "the document")
        for name in REQUIRED:
            if name not in parts:
                self._complain(f"{name} is missing")
        for name in parts:
            if name not in (*REQUIRED, *OPTIONAL):
                self._complain(f"{name} is not known")
        if parts.get("default", "allow") not in DEFAULTS:
            self._complain('default is neither "allow" nor "deny"')
        roles = self._roles(parts.get("roles", []))
        return Actions(
            roles=roles,
            packages=dict(self._packages(parts.get("ws", {}))),
            routes=self._routes(parts.get("http", {})),
            denies=parts.get("default") == "deny",
        )

    def _roles(self, stated: Any) -> Mapping[str, frozenset[str]]:
        if isinstance(stated, list):
            names = self._names(stated, "roles")
            inherited: dict[str, Roles] = dict.fromkeys(names, ())
        else:
            entries = self._object(stated, "roles")
            inherited = {name: self._inherited(name, entry) for name, entry in entries.items()}
        self._known = inherited.keys()
        for name in inherited:
            if not ROLE.fullmatch(name) or name == NOBODY:
                self._complain(f"{name!r} cannot be the name of a role")
        for name, heirs in inherited.items():
            for unknown in (heir for heir in heirs if heir not in inherited):
                self._complain(f"{name} inherits {unknown}, which is no role")
        try:
            return closed(inherited)
        except CircleError as circle:
            self._complain(str(circle))
            return {}

    def _inherited(self, name: str, entry: Any) -> Roles:
        fields = self._object(entry, f"the role {name}")
        for field in fields:
            if field != "inherits":
                self._complain(f"{field} of the role {name} is not known")
        return self._names(fields.get("inherits", []), f"what {name} inherits")

    def _packages(self, stated: Any) -> Iterator[tuple[int, Roles]]:
        seen: set[int] = set()
        for number, needed in self._object(stated, "ws").items():
            if not NUMBER.fullmatch(number):
                self._complain(f"ws {number!r} is not the number of a package")
            elif int(number) in seen:
                self._complain(f"ws {int(number)} is stated twice")
            else:
                seen.add(int(number))
                yield int(number), self._needed(needed, f"ws {number}")

    def _routes(self, stated: Any) -> dict[Route, Roles]:
        found: dict[Route, Roles] = {}
        for path, methods in self._object(stated, "http").items():
            if not path.startswith("/"):
                self._complain(f"http {path!r} does not begin with a slash")
            for method, needed in self._object(methods, f"http {path}").items():
                if method not in METHODS:
                    self._complain(f"http {path} {method} is none of {', '.join(METHODS)}")
                key = route_key(method, path)
                if key in found:
                    self._complain(f"http {path} {method} is stated twice")
                found[key] = self._needed(needed, f"http {path} {method}")
        return found

    def _needed(self, stated: Any, where: str) -> Roles:
        names = (stated,) if isinstance(stated, str) else self._names(stated, where)
        for name in names:
            if name not in self._known:
                self._complain(f"{where} needs {name}, which is no role")
        return names

    def _names(self, stated: Any, where: str) -> Roles:
        if not isinstance(stated, list) or not all(isinstance(name, str) for name in stated):
            self._complain(f"{where} is no list of roles")
            return ()
        if len(set(stated)) < len(stated):
            self._complain(f"{where} names a role twice")
        return tuple(dict.fromkeys(stated))

    def _object(self, stated: Any, where: str) -> Mapping[str, Any]:
        if isinstance(stated, dict):
            return stated
        self._complain(f"{where} is no object")
        return {}
