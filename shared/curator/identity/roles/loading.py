"""Reads the file of actions, and refuses to start with one that cannot be followed to the letter."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.foundation.settings import read_settings
from curator.identity.roles.actions import Actions
from curator.identity.roles.document import actions_of
from curator.identity.roles.errors import ActionsError

SHIPPED = Path(__file__).parent / "actions.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsSettings:
    """Where the file of actions is."""

    actions_file_path: str = ""  # empty: the one that comes with Curator


def load_actions(path: Path | None = None) -> Actions:
    """Return what a file of actions says: this one, else that of ACTIONS_FILE_PATH, else Curator's own.

    Raises:
        ActionsError: it cannot be read, or does not say clearly who may do what.
    """
    if path is None:
        chosen = read_settings(ActionsSettings).actions_file_path
        path = Path(chosen) if chosen else SHIPPED
    try:
        return actions_of(_parsed(path))
    except ActionsError as problem:
        raise ActionsError(f"{path}: {problem}") from None


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_repeats)
    except (OSError, ValueError, RecursionError) as problem:
        raise ActionsError(f"cannot be read: {type(problem).__name__}: {problem}") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    """Return an object; JSON's usual readers keep the last of two values of one name, which a reviewer may overlook."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ActionsError(f"twice in one object: {', '.join(sorted({n for n in names if names.count(n) > 1}))}")
    return found
