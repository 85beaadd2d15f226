"""How a route is described: what it answers with which status, and who is served."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pydantic import BaseModel

from functions.api.documents import answers

JSON, HTML, CSV, TEXT = "application/json", "text/html", "text/csv", "text/plain"


class Visitor(Enum):
    """Who is served, and what others are told."""

    ANYBODY = "anybody"
    USER = "user"  # 401
    OPERATOR = "operator"  # 403
    OPERATOR_FROM_THE_WIKI = "operator from the wiki"  # the same, and a token does not do
    KEY_HOLDER = "key holder"  # by API key, session or bearer token: 401, and 403 without the tier
    CALLER = "caller"  # by session or bearer token: 401, and 403 without the permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer with one status: for each content type its model, None for a text that is none of JSON."""

    description: str
    content: Mapping[str, type[BaseModel] | None] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    optional_headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a route does beyond what its signature says.

    Attributes:
        visitor: who is served.
        answers: by status; `common_answers` come on top.
        body: what may be sent, where the signature says less.
    """

    visitor: Visitor = Visitor.ANYBODY
    answers: Mapping[int, Answer] = field(default_factory=dict)
    body: Any = None


def problem(description: str) -> Answer:
    """Return a refusal or a failure."""
    return Answer(description=description, content={JSON: answers.Problem})


def page(description: str) -> Answer:
    """Return a page."""
    return Answer(description=description, content={HTML: None})


def ok(model: type[BaseModel], headers: Mapping[str, str] | None = None) -> Answer:
    """Return what is described by its model alone."""
    return Answer(description=(model.__doc__ or "").strip(), content={JSON: model}, headers=headers or {})
