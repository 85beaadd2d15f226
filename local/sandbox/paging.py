"""Pages of lists as Rails services give them: `page`, `per_page`, and a Link header."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        number: from 1.
        size: how long it may be.
        address: of the list, without its query.
    """

    request: Request
    number: int
    size: int
    address: str

    def of(self, items: list[Any]) -> list[Any]:
        """Return the items on it."""
        start = (self.number - 1) * self.size
        return items[start : start + self.size]

    def headers(self, total: int) -> dict[str, str]:
        """Return the headers that lead to the pages before and after it."""
        links = [(self.number - 1, "prev")] if self.number > 1 else []
        links += [(self.number + 1, "next")] if self.number * self.size < total else []
        text = ", ".join(f'<{self._link(number)}>; rel="{name}"' for number, name in links)
        return {"current-page": str(self.number), "page-items": str(self.size), **({"link": text} if text else {})}

    def _link(self, number: int) -> str:
        return f"{self.address}?{urlencode({**dict(self.request.query_params), 'page': number})}"


def page_of(request: Request, address: str, *, usual: int, most: int) -> Page:
    """Return which page a request asks for; what is no number counts for nothing."""

    def number(name: str, default: int) -> int:
        text = request.query_params.get(name, "")
        return int(text) if text.isdigit() and int(text) > 0 else default

    return Page(request, number("page", 1), min(number("per_page", usual), most), address)
