"""Settings as one typed object per need, read from the environment.

A room declares a frozen dataclass; `read_settings` fills it. A field `uploads_table: str` is read from
`UPLOADS_TABLE`; a field with a default may be absent. A bad deploy fails at import, naming every field that is wrong.
Pydantic would do this too, but costs every function's cold start 70 ms that most of them need for nothing else.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar, get_type_hints

T = TypeVar("T")

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


class SettingsError(Exception):
    """The environment does not hold what the code needs; the text names each field."""


def _boolean(text: str) -> bool:
    word = text.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueError("is not a yes or a no")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


_PARSERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    float: float,
    bool: _boolean,
    tuple[str, ...]: _words,
}


def read_settings(kind: type[T], environment: Mapping[str, str] | None = None) -> T:
    """Fill the dataclass `kind` from the environment.

    Raises:
        SettingsError: a field without a default is absent or empty, or a value cannot be read as the field's type.
    """
    source = os.environ if environment is None else environment
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field in fields(kind):  # type: ignore[arg-type]
        name = field.name.upper()
        try:
            text = source.get(name, "")
            if text or not _has_default(field):
                values[field.name] = _read_one(text, hints[field.name])
        except ValueError as error:
            problems.append(f"{name} {error}")
    if problems:
        raise SettingsError(f"{kind.__name__}: " + "; ".join(problems))
    return kind(**values)


def _has_default(field: "Field[Any]") -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _read_one(text: str, kind: Any) -> Any:
    if not text:
        raise ValueError("is not set")
    try:
        return _PARSERS[kind](text)
    except ValueError as error:
        raise ValueError(f"cannot be read as {getattr(kind, '__name__', kind)}: {error}") from error
