"""One request to GitHub's REST API, and how GitHub refuses it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from local.sandbox.origin import server_of
from local.sandbox.services import Sandbox
from local.sandbox.world.repositories import WorldRepository
from local.sandbox.world.world import World

BASE = "/github"  # what the sandbox's GitHub is mounted at
DOCUMENTATION = "https://docs.github.com/rest"
TOKEN_PREFIX = "sandbox-github-"  # noqa: S105 - how tokens begin that the sandbox takes
MOST_A_PAGE = 100
USUAL_A_PAGE = 30


class GithubError(Exception):
    """A refusal, as GitHub words it."""

    def __init__(self, status: int, message: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        """Name the status, the message, and what else is in the body."""
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.more = more

    @property
    def body(self) -> dict[str, Any]:
        """Return what is sent."""
        return {
            "message": str(self),
            **self.more,
            "documentation_url": self.more.get("documentation_url", DOCUMENTATION),
            "status": str(self.status),
        }


def not_found() -> GithubError:
    """Return the refusal of what is not there, or is nobody's business."""
    return GithubError(404, "Not Found")


def validation_failed(resource: str, name: str, code: str = "invalid", message: str = "") -> GithubError:
    """Return the refusal of a parameter."""
    error = {"resource": resource, "field": name, "code": code, **({"message": message} if message else {})}
    return GithubError(422, "Validation Failed", errors=[error])


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks."""

    name: str  # the token, or the address of somebody without one
    known: bool  # has a token


def caller_of(request: Request) -> Caller:
    """Return who asks; raises GithubError for a token that is none, and for a client that does not say what it is."""
    if not request.headers.get("user-agent"):
        raise GithubError(
            403,
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
        )
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return Caller(name=request.client.host if request.client else "127.0.0.1", known=False)
    if scheme.lower() not in {"bearer", "token"} or not token.strip().startswith(TOKEN_PREFIX):
        raise GithubError(401, "Bad credentials")
    return Caller(name=token.strip(), known=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent back: JSON, or bytes as they are."""

    body: Any
    raw: bytes | None = None
    media_type: str = "application/json; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One request, read."""

    sandbox: Sandbox
    request: Request
    caller: Caller

    @property
    def world(self) -> World:
        """Return what there is."""
        return self.sandbox.living_world.world

    @property
    def base(self) -> str:
        """Return the address that all links begin with."""
        return server_of(self.sandbox, self.request) + BASE

    def part(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[name])

    def value(self, name: str, default: str = "") -> str:
        """Return a parameter of the query."""
        return self.request.query_params.get(name, default)

    def accepts(self, word: str) -> bool:
        """Tell whether a custom media type asks for a form: `raw`, `sha`."""
        kinds = self.request.headers.get("accept", "").split(",")
        return any(f".{word}" in kind.partition("+")[0] for kind in kinds)

    def number(self, name: str, default: int) -> int:
        """Return a parameter that counts something; what is none is taken for the default, as GitHub does."""
        text = self.value(name)
        return int(text) if text.isdigit() and int(text) > 0 else default

    @property
    def page(self) -> int:
        """Return which page is asked for, from 1."""
        return self.number("page", 1)

    @property
    def per_page(self) -> int:
        """Return how long a page may be."""
        return min(self.number("per_page", USUAL_A_PAGE), MOST_A_PAGE)

    def link(self, total: int) -> dict[str, str]:
        """Return the header that leads to the other pages; none where there is one page."""
        last = max(1, -(-total // self.per_page))
        places: list[tuple[str, int]] = []
        if self.page > 1:
            places += [("prev", self.page - 1), ("first", 1)]
        if self.page < last:
            places += [("next", self.page + 1), ("last", last)]
        links = [f'<{self._page_address(number)}>; rel="{name}"' for name, number in places]
        return {"link": ", ".join(links)} if links else {}

    def slice(self, items: list[Any]) -> list[Any]:
        """Return the items of the page that is asked for."""
        start = (self.page - 1) * self.per_page
        return items[start : start + self.per_page]

    def repository(self) -> WorldRepository:
        """Return the repository that the path names, by name or by number.

        Raises:
            GithubError: there is none, it is blocked, or it has moved (a redirect to its number).
        """
        parts = self.request.path_params
        if "id" in parts:
            return _visible(self.world.numbered(int(parts["id"])))
        repository = _visible(self.world.repository(self.part("owner"), self.part("name")))
        asked = f"{self.part('owner')}/{self.part('name')}"
        if repository.full_name.lower() != asked.lower():
            raise self._moved(repository, asked)
        return repository

    def _moved(self, repository: WorldRepository, asked: str) -> GithubError:
        rest = self.request.url.path.partition(f"/repos/{asked}")[2]
        query = f"?{self.request.url.query}" if self.request.url.query else ""
        url = f"{self.base}/repositories/{repository.id}{rest}{query}"
        documentation = f"{DOCUMENTATION}/guides/best-practices-for-using-the-rest-api#follow-redirects"
        return GithubError(
            301, "Moved Permanently", headers={"location": url}, url=url, documentation_url=documentation
        )

    def _page_address(self, number: int) -> str:
        query = urlencode({**dict(self.request.query_params), "page": number})
        return f"{self.base}{self.request.url.path.removeprefix(BASE)}?{query}"


def _visible(repository: WorldRepository | None) -> WorldRepository:
    if repository is None or repository.gone:
        raise not_found()
    if repository.oddity == "blocked":
        block = {"reason": "dmca", "created_at": "2025-02-03T10:11:12Z", "html_url": f"{repository.url}/blocked"}
        raise GithubError(451, "Repository access blocked", block=block)
    return repository
