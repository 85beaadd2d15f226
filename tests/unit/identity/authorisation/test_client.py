"""What the outside service may do to us, and what we make of it."""

import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import httpx
import pytest

from curator.foundation.clock import SystemClock
from curator.foundation.tracing import traced
from curator.identity.authorisation.client import MAX_REPLY_BYTES, Answer, AuthorisationClient
from curator.identity.authorisation.questions import Question
from tests.fakes.clock import VirtualClock

URL = "http://auth.example/api/v1/authorization/check"
ASKED = Question("org-1", "alice", "image:upload")
TIMEOUT = 5.0


def reply(status: int, body: bytes | str, headers: dict[str, str] | None = None) -> httpx.Response:
    """Return a response whose body is still on its way, as a real one's is."""
    content = body.encode() if isinstance(body, str) else body
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


def ask(answer: Callable[[httpx.Request], httpx.Response], clock: VirtualClock | None = None) -> Answer:
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        return AuthorisationClient(http, clock or VirtualClock(), url=URL, timeout=TIMEOUT).ask(ASKED)


# scenario images-117
# scenario images-118
# scenario images-122
@pytest.mark.parametrize(
    ("response", "answer"),
    [
        pytest.param(reply(200, '{"allowed": true}'), Answer.ALLOWED, id="granted"),
        pytest.param(
            reply(200, '{"allowed": true, "groups": ["a"], "cached_until": "2027-01-15T08:00:00"}'),
            Answer.ALLOWED,
            id="granted, with more",
        ),
        pytest.param(reply(200, '{"allowed": false}'), Answer.DENIED, id="denied by 200"),
        pytest.param(reply(403, '{"allowed": false, "reason": "no"}'), Answer.DENIED, id="denied by 403"),
        pytest.param(reply(403, "<html>"), Answer.DENIED, id="403 of any body"),
        pytest.param(reply(403, '{"allowed": true}'), Answer.DENIED, id="403 that contradicts itself"),
    ],
)
def test_an_answer_is_understood(response: httpx.Response, answer: Answer) -> None:
    assert ask(lambda _: response) is answer


# scenario images-121
@pytest.mark.parametrize("status", [201, 204, 301, 302, 307, 400, 401, 404, 408, 422, 429, 500, 502, 503, 504])
def test_any_other_status_is_a_failure(status: int, caplog: pytest.LogCaptureFixture) -> None:
    headers = {"location": "http://elsewhere.example/"}
    assert ask(lambda _: reply(status, '{"allowed": true}', headers)) is Answer.FAILED
    assert [record.message for record in caplog.records] == [f"the authorisation service failed: status {status}"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"OK",
        b"<html>allowed</html>",
        b"[]",
        b"null",
        b"true",
        b"{}",
        b'{"allowed": null}',
        b'{"allowed": "true"}',
        b'{"allowed": 1}',
        b'{"allowed": tr',
        b'\xff\xfe{"allowed": true}',
        b"[" * (MAX_REPLY_BYTES - 1),
        b'{"allowed": true}' + b" " * MAX_REPLY_BYTES,
        b'{"allowed": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_an_answer_that_makes_no_sense_is_a_failure(body: bytes) -> None:
    assert ask(lambda _: reply(200, body)) is Answer.FAILED


def test_a_packed_answer_is_not_unpacked() -> None:
    def packed(_: httpx.Request) -> httpx.Response:
        return reply(200, b"\x1f\x8b garbage", {"content-encoding": "gzip"})

    assert ask(packed) is Answer.FAILED


# scenario images-119
# scenario images-120
@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectTimeout,
        httpx.ReadTimeout,
        httpx.WriteTimeout,
        httpx.PoolTimeout,
        httpx.ConnectError,
        httpx.ReadError,
        httpx.WriteError,
        httpx.RemoteProtocolError,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
    ],
)
def test_a_connection_that_breaks_is_a_failure(error: type[httpx.TransportError]) -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise error("at auth.example, with details")

    assert ask(broken) is Answer.FAILED


# scenario images-106
def test_what_is_asked() -> None:
    seen: list[httpx.Request] = []

    def remember(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return reply(200, '{"allowed": true}')

    with traced("trace-1", "order-7"):
        ask(remember)
    ask(remember)
    assert [(request.method, str(request.url)) for request in seen] == [("POST", URL)] * 2
    assert seen[0].content == b'{"org_id":"org-1","user_id":"alice","permission":"image:upload"}'
    assert (seen[0].headers["x-trace-id"], seen[0].headers["x-correlation-id"]) == ("trace-1", "order-7")
    assert "x-trace-id" not in seen[1].headers


def test_an_answer_in_crumbs_is_given_up_when_its_time_is_over() -> None:
    clock = VirtualClock()

    def crumbs() -> Iterator[bytes]:
        for crumb in b'{"allowed": true}':
            clock.advance(1)
            yield bytes([crumb])

    class Slow(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return crumbs()

    began = clock.now()
    assert ask(lambda _: httpx.Response(200, stream=Slow()), clock) is Answer.FAILED
    assert clock.now() - began == TIMEOUT + 1


def test_each_step_has_what_the_steps_before_it_left() -> None:
    clock = VirtualClock()
    waits: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        timeouts = request.extensions["timeout"]
        for step in ("connect", "write", "read"):
            waits.append(timeouts.get(step, None))
            clock.advance(2)
        return reply(200, '{"allowed": true}')

    ask(answer, clock)
    assert waits == [5, 3, 1]


@contextmanager
def server(*pieces: bytes, between: float = 0) -> Iterator[str]:
    """Run a service that sends these pieces to one caller, and nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                for piece in pieces:
                    connection.sendall(piece)
                    if between and select.select([connection], [], [], between)[0]:
                        return  # the caller has left

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join()


def ask_server(url: str, timeout: float = 0.2) -> tuple[Answer, float]:
    """Return the answer and how long it took."""
    with httpx.Client(trust_env=False) as http:
        began = time.monotonic()
        answer = AuthorisationClient(http, SystemClock(), url=url, timeout=timeout).ask(ASKED)
        return answer, time.monotonic() - began


HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n"
LONG_HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 417\r\n\r\n"


def test_a_service_on_the_network_is_understood() -> None:
    with server(HEAD + b'{"allowed": true}') as url:
        assert ask_server(url, timeout=5)[0] is Answer.ALLOWED


@pytest.mark.parametrize(
    ("pieces", "between"),
    [
        pytest.param([b""], 60, id="silent"),
        pytest.param([HEAD], 60, id="head only"),
        pytest.param([LONG_HEAD, *[b" "] * 400, b'{"allowed": true}'], 0.15, id="in crumbs"),
        pytest.param([HEAD + b'{"allo'], 0, id="cut off"),
        pytest.param([b"garbage\r\n\r\n"], 0, id="no HTTP"),
        pytest.param([], 0, id="hangs up"),
    ],
)
def test_a_service_that_breaks_on_the_network_is_left_in_time(pieces: list[bytes], between: float) -> None:
    with server(*pieces, between=between) as url:
        answer, took = ask_server(url)
    assert answer is Answer.FAILED
    assert took < 30  # the time-out, on however busy a machine; all crumbs take a minute


def test_an_address_that_cannot_be_is_a_failure() -> None:
    assert ask_server("http://auth.example:port/")[0] is Answer.FAILED


def test_a_service_that_is_not_there_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert ask_server(f"http://127.0.0.1:{port}/")[0] is Answer.FAILED
