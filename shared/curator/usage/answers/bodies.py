"""Answers as bytes. The same answer has the same bytes, so that its tag does not change."""

import json
from collections.abc import Mapping
from typing import Any


def as_json(reply: Mapping[str, Any]) -> bytes:
    """Return a reply as JSON, in the order in which it was written."""
    return json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode()
