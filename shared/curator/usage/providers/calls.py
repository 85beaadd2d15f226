"""One question to a provider's API, and its reply."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from curator.usage.providers.errors import ProviderDataError, ProviderNotFoundError
from curator.usage.providers.limits import MAX_REPLY_BYTES

JSON = "application/json"
PAGE = re.compile(r"[1-9][0-9]{0,8}")
LONGEST_SEGMENT = 500  # characters; longer than any name of anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A question.

    Attributes:
        resource: which budget it is taken from.
        path: below the API's address, made by `path_of`.
        params: of the query string.
        accept: the media type that is wanted.
        payload: to be sent as JSON by POST; None for a GET.
        points: what it costs.
        is_remembered: whether to keep the reply, to ask next time only whether it still holds (RFC 9110, section 13).
        max_bytes: of the reply, unpacked.
    """

    resource: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    accept: str = JSON
    payload: Mapping[str, Any] | None = None
    points: int = 1
    is_remembered: bool = False
    max_bytes: int = MAX_REPLY_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the question was answered."""
        return httpx.codes.is_success(self.status)

    @property
    def next_page(self) -> str | None:
        """The parameter `page` of the link to the next page (RFC 8288); where that leads to is not looked at."""
        links = httpx.Response(self.status, headers=self.headers).links
        address = links.get("next", {}).get("url", "")
        try:
            page = httpx.URL(address).params.get("page", "")
        except httpx.InvalidURL:
            return None
        return page if PAGE.fullmatch(page) else None

    def json(self) -> Any:
        """Return the document; raises ProviderDataError where there is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise ProviderDataError(f"no JSON: {type(error).__name__}") from error

    def json_object(self) -> dict[str, Any]:
        """Return the document, which has to be an object; raises ProviderDataError."""
        document = self.json()
        if not isinstance(document, dict):
            raise ProviderDataError("something other than an object")
        return document

    def json_list(self) -> list[Any]:
        """Return the document, which has to be a list; raises ProviderDataError."""
        document = self.json()
        if not isinstance(document, list):
            raise ProviderDataError("something other than a list")
        return document


def path_of(*segments: str) -> str:
    """Return a path of these segments, whatever is in them: a name from a manifest may hold anything.

    Raises:
        ProviderNotFoundError: a segment that would lead elsewhere, which therefore names nothing.
    """
    if any(one in {"", ".", ".."} or len(one) > LONGEST_SEGMENT for one in segments):
        raise ProviderNotFoundError("no such name can be")
    return "".join(f"/{quote(one, safe='')}" for one in segments)
