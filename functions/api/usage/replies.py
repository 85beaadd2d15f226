"""How an answer goes out: with the tag of its bytes, or without the bytes to whoever has them.

Caches may keep an answer for whoever asked, and ask each time whether it is still the one. That costs us one request to
the table, and them no bytes.
"""

from collections.abc import Mapping

from fastapi.responses import Response

from curator.usage.answers.asking import Answer

NOT_MODIFIED, OK = 304, 200
CACHING = "private, no-cache"  # no-cache: kept, but never given without asking (RFC 9111, 5.2.2.4)
JSON, CSV = "application/json", "text/csv"


def reply(
    answer: Answer, if_none_match: str, *, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer, or that it is the one that the caller has."""
    sent = {"ETag": answer.tag, "Cache-Control": CACHING, **(headers or {})}
    if _has(if_none_match, answer.tag):
        return Response(status_code=NOT_MODIFIED, headers=sent)
    return Response(answer.body, OK, sent, media_type)


def _has(if_none_match: str, tag: str) -> bool:
    """Return whether the header names the tag; weak or not makes no difference to this question (RFC 9110, 13.1.2)."""
    return any(one.strip().removeprefix("W/") in {tag, "*"} for one in if_none_match.split(","))
