"""What a record may not repeat: secrets, whatever name they go by, and more text than anybody reads."""

import json
from collections.abc import Mapping
from typing import Any

REDACTED = "[REDACTED]"
SECRETS = frozenset(
    {
        *("password", "passwd", "pwd", "secret", "api_key", "private_key", "authorization"),
        *("token", "access_token", "refresh_token", "ticket", "cookie", "set_cookie", "oauth_verifier", "x_api_key"),
        *("ssn", "social_security_number", "credit_card", "card_number", "cvv"),
    }
)
SECRET_ENDINGS = ("_token", "_secret", "_password")

MAX_TEXT = 200  # characters of one text
MAX_DATA = 2000  # characters of all of it as JSON; a write unit of DynamoDB is 1 KB
MAX_DEPTH = 20  # of lists and objects in each other; our own messages have five


def redacted(data: Any, depth: int = 0) -> Any:
    """Return the same data without the values of secret keys, at any depth and in any case, and with texts cut."""
    match data:
        case Mapping() | list() | tuple() | set() | frozenset() if depth == MAX_DEPTH:
            return "…"
        case Mapping():
            return {str(key): _value(str(key), value, depth) for key, value in data.items()}
        case list() | tuple() | set() | frozenset():
            return [redacted(value, depth + 1) for value in data]
        case None | bool() | int() | float():
            return data
    return clipped(str(data), MAX_TEXT)


def _value(key: str, value: Any, depth: int) -> Any:
    return REDACTED if is_secret(key) else redacted(value, depth + 1)


def is_secret(key: str) -> bool:
    """Return whether what goes by this name is nobody's business."""
    name = key.strip().lower().replace("-", "_")
    return name in SECRETS or name.endswith(SECRET_ENDINGS)


def as_text(data: Any) -> str:
    """Return data as a record keeps it: redacted JSON; of too much of it only the size.

    As text and not as a map of DynamoDB, which takes no empty key and no half of a surrogate pair: what somebody sends
    must not keep the record of it from being written.
    """
    if data is None:
        return ""
    text = json.dumps(redacted(data), separators=(",", ":"))
    return text if len(text) <= MAX_DATA else json.dumps({"omitted_characters": len(text)})


def clipped(text: str, limit: int) -> str:
    """Return the text, of a long one its beginning; what UTF-8 cannot say is replaced."""
    text = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return text.encode("utf-8", "replace").decode()
