"""What a caller may store with an image, and what is stored with each.

Text that holds no JSON object counts as an empty one, as in the contract; more of it than fits is an error.
"""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from curator.images.errors import MetadataRefusedError
from curator.images.limits import FILENAME_CHARACTERS, METADATA_BYTES, METADATA_DEPTH

UNNAMED = "image"
INVISIBLE = frozenset({"Cc", "Cf", "Cs"})  # control, format (such as "write from right to left"), half characters


def parse_metadata(text: str | None) -> dict[str, Any]:
    """Return the caller's own metadata; `{}` for text that holds no JSON object.

    Raises:
        MetadataRefusedError: it has more bytes than are stored, or objects within objects too deep.
    """
    if not text:
        return {}
    if len(text.encode("utf-8", "replace")) > METADATA_BYTES:
        raise MetadataRefusedError(public_message=f"Metadata too large. Maximum allowed: {METADATA_BYTES // 1024} KiB")
    try:
        values = json.loads(text)
        plain = json.loads(json.dumps(values, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace"))
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError:  # no JSON, numbers that JSON does not have, or one with thousands of digits
        return {}
    if not isinstance(plain, dict):
        return {}
    if _depth(plain) > METADATA_DEPTH:
        raise _too_deep()
    return plain


def stored_metadata(
    caller: Mapping[str, Any],
    *,
    uploader_id: str,
    org_id: str,
    filename: str,
) -> dict[str, Any]:
    """Return the caller's metadata with ours over it. Type and length join it once the file has been looked at."""
    return {**caller, "uploader_id": uploader_id, "org_id": org_id, "original_filename": filename}


def seen_metadata(stored: Mapping[str, Any], *, mime: str, length: int) -> dict[str, Any]:
    """Return stored metadata with what the file itself says."""
    return {**stored, "detected_mime_type": mime, "content_length": length}


def clean_filename(name: str) -> str:
    """Return a client's file name for people to read: its last part, without control characters, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(character for character in last if unicodedata.category(character) not in INVISIBLE)
    return visible.strip()[:FILENAME_CHARACTERS] or UNNAMED


def _depth(value: Any) -> int:
    """Return how deep objects and arrays stand in each other; level by level, since the input chose the depth."""
    depth, level = 0, [value]
    while level := [inner for inner in level if isinstance(inner, dict | list)]:
        depth += 1
        level = [inner for outer in level for inner in (outer.values() if isinstance(outer, dict) else outer)]
    return depth


def _too_deep() -> MetadataRefusedError:
    return MetadataRefusedError(public_message=f"Metadata too deep. Maximum allowed: {METADATA_DEPTH} levels")
