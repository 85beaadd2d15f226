"""The client over a real connection: what a fake of the transport might hide."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from curator.foundation.clock import SystemClock
from curator.usage.providers.assembly import breaker_of
from curator.usage.providers.calls import Call
from curator.usage.providers.client import Api, ApiClient, Tools
from curator.usage.providers.errors import ProviderDataError, ProviderUnavailableError
from curator.usage.providers.store import BreakerStore, StoredReplies
from tests.fakes.budgets import MemoryBudget
from tests.fakes.memory_table import MemoryTable

WHOLE = b'{"files": [' + b"1," * 100_000 + b"1]}"


class Handler(BaseHTTPRequestHandler):
    """A service with a renamed thing, a large one, one that ends too soon, and one that has not changed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        {"/old": self._moved, "/cut": self._cut, "/same": self._same}.get(self.path, self._whole)()

    def _moved(self) -> None:
        self._answer(301, b"", location="/new")

    def _whole(self) -> None:
        self._answer(200, gzip.compress(WHOLE), content_encoding="gzip")

    def _same(self) -> None:
        known = self.headers.get("If-None-Match") == '"1"'
        self._answer(304 if known else 200, b"" if known else b'{"id": 1}', etag='"1"')

    def _cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"{")
        self.close_connection = True

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def client() -> Iterator[ApiClient]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    clock = SystemClock()
    table = MemoryTable(clock)
    with httpx.Client(trust_env=False) as http:
        tools = Tools(
            http=http,
            clock=clock,
            budget=MemoryBudget(),
            breaker=breaker_of(BreakerStore(table, clock, "service"), clock, "service"),
            memory=StoredReplies(table, clock),
            random=lambda: -1.0,  # no pause at all before another try
            user_agent="Curator-test/1.0",
        )
        yield ApiClient(Api(name="service", url=f"http://127.0.0.1:{server.server_port}"), tools)
    server.shutdown()
    server.server_close()


def ask(client: ApiClient, path: str, **call: object) -> bytes:
    return client.ask(Call(resource="service", path=path, **call)).body  # type: ignore[arg-type]


def test_a_packed_reply_behind_a_redirect_arrives_whole(client: ApiClient) -> None:
    assert ask(client, "/old") == WHOLE


def test_a_reply_that_is_too_long_is_dropped_and_the_connection_with_it(client: ApiClient) -> None:
    with pytest.raises(ProviderDataError):
        ask(client, "/new", max_bytes=1000)
    assert ask(client, "/new") == WHOLE


def test_a_reply_that_ends_too_soon_is_no_reply(client: ApiClient) -> None:
    with pytest.raises(ProviderUnavailableError):
        ask(client, "/cut")


def test_a_reply_that_still_holds_is_the_one_that_is_remembered(client: ApiClient) -> None:
    assert [ask(client, "/same", is_remembered=True) for _ in range(3)] == [b'{"id": 1}'] * 3
