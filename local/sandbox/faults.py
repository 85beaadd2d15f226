"""Failures on demand: what the outside services do wrong, how often, and to whom.

A fault names the kinds of request it meets (`upload.commit`, `query.*`, `cdn`, …), what happens then, and how many
times or how probably. Faults survive a restart, so that a test may kill the sandbox in the middle of one.
"""

import json
import random
import re
import sqlite3
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any

from local.sandbox.store import Store


class Behaviour(Enum):
    """What happens to a request that meets a fault."""

    HTTP = "http"  # `status`, with `retry_after` as Retry-After
    API_ERROR = "api_error"  # `code` in the service's own error shape
    DELAY = "delay"  # answer after `seconds`
    SUCCEED_THEN_TIMEOUT = "succeed_then_timeout"  # do it; after `seconds` drop the connection without a reply
    HTML_200 = "html_200"  # a help page instead of JSON
    DROP = "drop"  # drop the connection, nothing done


class BadFaultError(Exception):
    """The description of a fault makes no sense; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One failure on demand."""

    id: int
    kind: str  # a request kind, with * for any part
    behaviour: Behaviour
    status: int = 503
    code: str = ""
    info: str = ""
    seconds: float = 0.0
    retry_after: float | None = None
    probability: float = 1.0
    user: str = ""  # empty: everybody
    skip: int = 0  # let so many matching requests pass first
    remaining: int | None = 1  # None: until removed
    met: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the fault as the control API shows it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "behaviour": self.behaviour.value,
            "status": self.status,
            "code": self.code,
            "info": self.info,
            "seconds": self.seconds,
            "retry_after": self.retry_after,
            "probability": self.probability,
            "user": self.user,
            "skip": self.skip,
            "remaining": self.remaining,
            "met": self.met,
        }


_NUMBERS = {"status": int, "seconds": float, "retry_after": float, "probability": float, "skip": int}
_WORDS = ("code", "info", "user")
_KIND = re.compile(r"[a-z*?._\[\]-]+")


def parse(description: Any) -> dict[str, Any]:
    """Return a fault's fields from JSON of the control API.

    `times` is how often it happens: a number, or null for until it is removed. Without `times` a fault with a
    probability goes on, and one without happens once.

    Raises:
        BadFaultError: a field is unknown, missing or of the wrong kind.
    """
    if not isinstance(description, dict):
        raise BadFaultError("a fault is a JSON object")
    known = {"kind", "behaviour", "times", *_NUMBERS, *_WORDS}
    unknown = sorted(set(description) - known)
    if unknown:
        raise BadFaultError(f"unknown fields: {', '.join(unknown)}")
    kind = str(description.get("kind", ""))
    if not _KIND.fullmatch(kind):
        raise BadFaultError("kind names a request kind, such as upload.commit or query.*")
    try:
        behaviour = Behaviour(description.get("behaviour", Behaviour.HTTP.value))
    except ValueError:
        raise BadFaultError(f"behaviour is one of {', '.join(b.value for b in Behaviour)}") from None
    if behaviour is Behaviour.API_ERROR and not description.get("code"):
        raise BadFaultError("api_error needs a code")
    try:
        numbers = {
            name: read(description[name]) for name, read in _NUMBERS.items() if description.get(name) is not None
        }
        times = description.get("times", None if "probability" in description else 1)
        remaining = None if times is None else int(times)
    except (TypeError, ValueError) as error:
        raise BadFaultError(f"not a number: {error}") from error
    words = {name: str(description[name]) for name in _WORDS if description.get(name) is not None}
    return {"kind": kind, "behaviour": behaviour.value, "remaining": remaining, **numbers, **words}


class Faults:
    """The faults that are switched on."""

    def __init__(self, store: Store) -> None:
        """Keep faults in `store`."""
        self._store = store
        self._random = random.Random()  # noqa: S311 - chance, not secrecy

    def add(self, description: Any) -> Fault:
        """Switch a fault on.

        Raises:
            BadFaultError: the description makes no sense.
        """
        fields = parse(description)
        remaining = fields.pop("remaining")
        with self._store.transaction() as database:
            cursor = database.execute(
                "INSERT INTO faults (specification, remaining) VALUES (?, ?)", (json.dumps(fields), remaining)
            )
            row = database.execute("SELECT * FROM faults WHERE id = ?", (cursor.lastrowid,)).fetchone()
        return _from_row(row)

    def all(self) -> list[Fault]:
        """Return the faults, oldest first; spent ones stay to be counted."""
        with self._store.transaction() as database:
            return [_from_row(row) for row in database.execute("SELECT * FROM faults ORDER BY id")]

    def remove(self, identifier: int | None = None) -> None:
        """Switch one fault off, or all."""
        with self._store.transaction() as database:
            if identifier is None:
                database.execute("DELETE FROM faults")
            else:
                database.execute("DELETE FROM faults WHERE id = ?", (identifier,))

    def meet(self, kind: str, username: str = "") -> Fault | None:
        """Return the fault this request meets, counting it, or None."""
        with self._store.transaction() as database:
            rows = database.execute("SELECT * FROM faults WHERE remaining IS NULL OR remaining > 0 ORDER BY id")
            for row in rows.fetchall():
                fault = _from_row(row)
                if not self._applies(fault, kind, username):
                    continue
                if fault.skip:
                    fields = {**json.loads(row["specification"]), "skip": fault.skip - 1}
                    database.execute("UPDATE faults SET specification = ? WHERE id = ?", (json.dumps(fields), fault.id))
                    continue
                database.execute("UPDATE faults SET met = met + 1, remaining = remaining - 1 WHERE id = ?", (fault.id,))
                return fault
        return None

    def _applies(self, fault: Fault, kind: str, username: str) -> bool:
        if not fnmatchcase(kind, fault.kind) or fault.user not in {"", username}:
            return False
        return fault.probability >= 1 or self._random.random() < fault.probability


def _from_row(row: sqlite3.Row) -> Fault:
    fields = json.loads(row["specification"])
    behaviour = Behaviour(fields.pop("behaviour"))
    return Fault(id=row["id"], behaviour=behaviour, remaining=row["remaining"], met=row["met"], **fields)
