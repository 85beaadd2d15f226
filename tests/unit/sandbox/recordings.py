"""Replies recorded from a real MediaWiki 1.43, and how ours are compared with them."""

import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "mediawiki"
# what these hold depends on the file format, and nobody reads them
OPAQUE = frozenset({"metadata", "commonmetadata", "extmetadata", "html", "rights", "ratelimits", "allowed"})
# names that are data: page and entity ids, languages, properties
DATA_NAME = re.compile(r"M\d+|P\d+|-?\d+")
KEYED_BY_LANGUAGE = frozenset({"labels", "descriptions"})


def recorded(name: str) -> dict[str, Any]:
    """Return a recorded exchange: request, http, headers, body."""
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def shape(value: Any, name: str = "") -> Any:
    """Return a reply with every value replaced by its type, names that are data by a mark, lists by their first."""
    if name in OPAQUE:
        return "opaque"
    if isinstance(value, dict):
        shapes: dict[str, Any] = {}
        for key, item in value.items():
            is_data = name in KEYED_BY_LANGUAGE or DATA_NAME.fullmatch(key)
            shapes.setdefault("<name>" if is_data else key, shape(item, key))
        return shapes
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def error_code_header(headers: Any) -> str | None:
    """Return the MediaWiki-API-Error header, whatever its case."""
    return next((value for name, value in headers.items() if name.lower() == "mediawiki-api-error"), None)
