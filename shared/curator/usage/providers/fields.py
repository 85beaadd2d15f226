"""Reading fields of others' JSON: what is not of the kind it should be was not said."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from curator.usage.providers.limits import MAX_TEXT
from curator.usage.repositories.addresses import is_part

MAX_COUNT = 10**12  # of anything; what is more is no count

Raw = Mapping[str, Any]


def raw_object(value: object) -> Raw:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def raw_objects(value: object) -> list[Raw]:
    """Return the objects in a list, none for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(raw: Raw, name: str) -> str | None:
    """Return a text, cut at `limits.MAX_TEXT`; None where it is empty."""
    value = raw.get(name)
    return (value.strip()[:MAX_TEXT] or None) if isinstance(value, str) else None


def number(raw: Raw, name: str) -> int | None:
    """Return a count."""
    value = raw.get(name)
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT
    return value if is_count else None


def flag(raw: Raw, name: str) -> bool | None:
    """Return a yes or no."""
    value = raw.get(name)
    return value if isinstance(value, bool) else None


def moment(raw: Raw, name: str) -> float | None:
    """Return a moment from an ISO 8601 timestamp; UTC where it names no zone."""
    value = raw.get(name)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def address(raw: Raw, name: str) -> str | None:
    """Return the address of a web page. People leave out the scheme; and one that is no web page is dropped."""
    value = text(raw, name)
    return None if value is None else web_address(value)


def web_address(value: str) -> str | None:
    """Return the address if it is a web page's, with a scheme."""
    value = value if "://" in value else f"https://{value}"
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    is_page = parts.scheme in {"http", "https"} and parts.hostname is not None and "." in parts.hostname
    return value if is_page and len(value) <= MAX_TEXT and not any(one.isspace() for one in value) else None


def owner_and_name(full_name: str | None) -> tuple[str, str] | None:
    """Return the two parts of `owner/name`; None for what no repository can be called."""
    owner, _, name = (full_name or "").partition("/")
    return (owner, name) if is_part(owner) and is_part(name) else None
