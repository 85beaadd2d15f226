"""The shape of a refusal.

`{"detail": sentence}` everywhere. Under `/api/v1` the keys that the clients of the image API know stand beside it:
`error`, `status_code`, a stable `code` for programs, and for a request of the wrong form `details`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

API = "/api/v1"
CODES = {401: "AUTH_001", 403: "AUTH_002", 422: "VAL_003"}


def has_codes(path: str) -> bool:
    """Return whether what is refused under this path carries a code."""
    return path == API or path.startswith(f"{API}/")


def refusal(
    path: str, status: int, sentence: str, *, code: str = "", details: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Return the body of a refusal; a status without a code of its own has that of its number."""
    body: dict[str, Any] = {"detail": sentence}
    if has_codes(path):
        body |= {"error": sentence, "status_code": status, "code": code or CODES.get(status, f"HTTP_{status}")}
        body |= {"details": list(details)} if details is not None else {}
    return body
