"""docs/api.md: the HTTP API for people, a line a request, written from the OpenAPI document."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.contract.openapi import openapi

METHODS = ("get", "post", "put", "patch", "delete")
OPERATORS = ("/api/admin/", "/dashboard")
PARTS = (
    ("Logging in", ("/auth/",)),
    ("Batches and photographs in use", ("/api/batches/", "/api/file-usage", "/api/realtime/")),
    ("Images", ("/api/v1/images", "/api/v1/info", "/api/v1/health")),
    (
        "Who uses a package",
        ("/api/v1/packages", "/api/v1/organizations", "/api/v1/search/", "/api/v1/stats", "/api/v1/repositories"),
    ),
    ("Jobs of the usage service", ("/api/v1/jobs",)),
    ("API keys", ("/api/v1/api-keys",)),
    ("Operators", OPERATORS),
    ("Everything else", ("/",)),
)
"""Headings, and how the paths below each begin; a path stands below the first that fits."""

OPENING = """# The HTTP API

Written by `make contract` from what the code declares; every field of every answer stands in
[openapi.json](contract/openapi.json). The WebSocket has a document of its own, [asyncapi.json](contract/asyncapi.json).

- **Who asks** shows a session cookie (a login at the wiki), `Authorization: Bearer <token>`, or, for what is marked so,
  `X-API-Key`. Without a proof 401, without the role 403.
- **Refusals** are `{"detail": "…"}` with the status that fits: 400 what cannot be meant, 404, 409, 422 what has the
  wrong form, 429 too often (`Retry-After` says when again), 503 something behind it does not answer.
- **Answers** name their request in `X-Trace-ID`; send one of your own and the logs carry it through every function.
"""


def guide(version: str) -> str:
    """Return the text."""
    paths: Mapping[str, Any] = openapi(version)["paths"]
    below: dict[str, list[str]] = {heading: [] for heading, _ in PARTS}
    for path, operations in paths.items():
        below[_heading(path)].extend(_lines(path, operations))
    tables = (
        f"## {heading}\n\n| request | does | who |\n|---|---|---|\n{''.join(lines)}"
        for heading, lines in below.items()
        if lines
    )
    return OPENING + "\n" + "\n".join(tables)


def _heading(path: str) -> str:
    return next(heading for heading, beginnings in PARTS if path.startswith(beginnings))


def _lines(path: str, operations: Mapping[str, Any]) -> Iterator[str]:
    for method in METHODS:
        if method in operations:
            operation = operations[method]
            yield f"| `{method.upper()} {path}` | {_does(operation)} | {_who(path, operation)} |\n"


def _does(operation: Mapping[str, Any]) -> str:
    described = operation.get("description") or next(iter(operation["responses"].values()))["description"]
    sentence = " ".join(described.split("\n\n")[0].split()).replace("|", "\\|")
    asked = [f"`{one['name']}`" for one in operation.get("parameters", []) if one["in"] == "query"]
    return f"{sentence} Query: {', '.join(asked)}." if asked else sentence


def _who(path: str, operation: Mapping[str, Any]) -> str:
    """Return who is served: by the proofs that count, and by what is answered to others."""
    proofs = {name for one in operation.get("security", []) for name in one}
    if not proofs:
        return "everybody"
    if "apiKey" in proofs:
        return "keys and users"
    return "operators" if path.startswith(OPERATORS) else "users"
