"""An outside service that answers what a test says, and the client that asks it."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from curator.usage.providers.assembly import breaker_of
from curator.usage.providers.calls import Call, Reply
from curator.usage.providers.client import Api, ApiClient, Tools
from curator.usage.providers.store import BreakerStore, StoredReplies
from tests.fakes.budgets import MemoryBudget
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable

URL = "https://service.example/api"
AGENT = "Curator-test/1.0 (operator@curator.example)"


class Service:
    """Answers in turn, the last answer for ever; an answer is a response, an exception, or a document."""

    def __init__(self, *answers: Any, budget: MemoryBudget | None = None) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.clock = VirtualClock()
        self.budget = budget or MemoryBudget()
        self.table = MemoryTable(self.clock)

    def tools(self, service: str = "service") -> Tools:
        """Return the tools of a new instance of a function."""
        return Tools(
            http=httpx.Client(transport=httpx.MockTransport(self._handle)),
            clock=self.clock,
            budget=self.budget,
            breaker=breaker_of(BreakerStore(self.table, self.clock, service), self.clock, service),
            memory=StoredReplies(self.table, self.clock),
            random=lambda: 0.5,
            user_agent=AGENT,
        )

    def client(self, **api: Any) -> ApiClient:
        return ApiClient(Api(**{"name": "service", "url": URL, **api}), self.tools())

    def ask(self, path: str = "/thing", **call: Any) -> Reply:
        return self.client().ask(Call(resource="service", path=path, **call))

    @property
    def asked(self) -> list[str]:
        """What was asked, as `GET /api/thing?page=1`."""
        return [f"{one.method} {one.url.raw_path.decode()}" for one in self.requests]

    def answer(self, request: httpx.Request) -> Any:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answer(request)
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return streamed(answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer))


class Site(Service):
    """Answers by path: `GET /api/thing` without its query; what has no answer is not found."""

    def __init__(self, pages: Mapping[str, Any], *, budget: MemoryBudget | None = None) -> None:
        super().__init__(budget=budget)
        self.pages = dict(pages)

    def answer(self, request: httpx.Request) -> Any:
        path = request.url.raw_path.decode().partition("?")[0]
        return self.pages.get(f"{request.method} {path}", httpx.Response(404, json={"message": "Not Found"}))


def streamed(response: httpx.Response) -> httpx.Response:
    """Return a response whose body is yet to be read, as one from a network is."""
    return httpx.Response(response.status_code, headers=response.headers, stream=response.stream)


def sending(content: bytes, status: int = 200, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    """Return an answer of these bytes, packed as its headers say; it can be given more than once."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, headers=named, stream=httpx.ByteStream(content))
