"""The second envelope, as models: what answers a package, and what is sent by number."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from curator.realtime.messages.replies import REPLIES
from curator.realtime.messages.shape import Count, ServerMessage, Shape
from curator.realtime.packages.numbers import CLIENT, NAME_OF, SERVER
from curator.realtime.packages.shapes import message_of

UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
Number = Annotated[int, Field(ge=1, le=9999, description="which message this is about; see `x-pkg-id`")]
RequestId = Annotated[str, Field(pattern=UUID, description="of the request; all zeros for what answers none")]
NumberOrNone = Annotated[Number | None, Field(description="null where the request's could not be read")]
RequestIdOrNone = Annotated[RequestId | None, Field(description="null where the request's could not be read")]


class PageMeta(Shape):
    """Which page of a list an answer holds; the total and the pages are 0 where nobody counted."""

    page: Annotated[int, Field(ge=1)]
    per_page: Annotated[int, Field(ge=1)]
    total: Count
    pages: Count
    next_cursor: str | None
    has_more: bool


class WrongField(Shape):
    """A field that is not as it must be, without its value."""

    path: str
    message: str


class Refusal(Shape):
    """Why a package was refused, as a sentence, and which fields are wrong where that is why."""

    msg: str
    errors: list[WrongField] | None = None


class PackageAnswer(Shape):
    """The answer to a package: 0 done, 1 failed, 2 not as it must be, 3 not allowed."""

    pkg_id: NumberOrNone
    req_id: RequestIdOrNone
    status_code: Literal[0, 1, 2, 3]
    meta: PageMeta | None
    data: dict[str, Any]


class PackageFollowing(Shape):
    """What is sent by number but answers nothing: a push, or what follows the answer of a request."""

    pkg_id: Number
    req_id: RequestId
    data: dict[str, Any]


class PackageRequest(BaseModel):
    """A message by its number."""

    model_config = ConfigDict(extra="ignore")

    pkg_id: Number
    req_id: RequestId
    method: str | None = ""
    data: dict[str, Any] | None = None


def read_package(package: dict[str, Any], models: dict[str, type[ServerMessage]]) -> ServerMessage | PackageAnswer:
    """Return what a package carries: a message of the server, or an answer that carries none.

    Args:
        package: as a client reads it.
        models: of what the server sends, by type.

    Raises:
        ValueError: it is none the server may send.
        KeyError: there is no message of its number.
    """
    if "status_code" not in package:
        following = PackageFollowing.model_validate(package)
        return _message(NAME_OF[following.pkg_id], following.data, models)
    answer = PackageAnswer.model_validate(package)
    if answer.status_code:
        Refusal.model_validate(answer.data)
        return answer
    request = NAME_OF[answer.pkg_id or 0]
    if request not in CLIENT or answer.req_id is None:
        raise ValueError("done, but for nobody")
    if not answer.data:
        return answer
    problems = []
    for reply in REPLIES[request]:
        try:
            return _message(reply, answer.data, models)
        except ValueError as problem:
            problems.append(problem)
    raise ValueError(f"no answer to {request}: {problems}")


def _message(name: str, data: dict[str, Any], models: dict[str, type[ServerMessage]]) -> ServerMessage:
    if name not in SERVER:
        raise ValueError(f"{name} is not the server's")
    return models[name].model_validate_json(json.dumps({**message_of(name, data), "nonce": "none"}))
