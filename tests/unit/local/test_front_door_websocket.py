import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from local.front_door.limits import AWS_LIMITS, Limits

from .conftest import Upstream

LIMITS = Limits(frame=100, message=300)
Connect = Callable[..., AbstractContextManager[ClientConnection]]
PLAIN: dict[str, Any] = {"proxy": None, "compression": None}


@pytest.fixture
def through(open_door: Callable[[Limits], str]) -> Connect:
    @contextmanager
    def through(*, query: str = "", limits: Limits = LIMITS, **options: Any) -> Iterator[ClientConnection]:
        url = f"ws://{open_door(limits)}/ws{query}"
        with connect(url, **PLAIN, **options) as client:
            yield client

    return through


def close_of(client: ClientConnection) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as closed:
        client.recv(timeout=60)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


def test_messages_go_both_ways(through: Connect) -> None:
    with through() as client:
        client.send("hello")
        assert client.recv() == "hello"


def test_the_function_sees_cookie_origin_and_the_subprotocol_it_chooses(through: Connect) -> None:
    headers = {"Cookie": "session=good"}
    options = {"additional_headers": headers, "origin": "http://localhost:8080", "subprotocols": ["curator"]}
    with through(limits=AWS_LIMITS, **options) as client:
        assert client.subprotocol == "curator"
        client.send("headers")
        received = json.loads(client.recv())
    assert (received["cookie"], received["origin"]) == ("session=good", "http://localhost:8080")


def test_a_refused_handshake_keeps_its_status_and_body(through: Connect) -> None:
    with pytest.raises(InvalidStatus) as refused, through(query="?refuse=1"):
        pass
    assert refused.value.response.status_code == 401
    assert json.loads(refused.value.response.body or b"") == {"message": "log in first"}


def test_the_codes_of_the_server_reach_the_client(through: Connect) -> None:
    with through() as client:
        client.send("close 4001")
        assert close_of(client) == (4001, "because")


def test_the_codes_of_the_client_reach_the_server(through: Connect, upstream: Upstream) -> None:
    with through() as client:
        client.close(4002, "done")
    assert upstream.ended.wait(60)
    assert upstream.ends == [4002]


def test_a_client_that_vanishes_is_an_abnormal_end(through: Connect, upstream: Upstream) -> None:
    with through() as client:
        client.socket.shutdown(2)
    assert upstream.ended.wait(60)
    assert upstream.ends == [1005]  # what uvicorn reports for an end without a close frame


def test_a_frame_over_the_limit_ends_the_connection(through: Connect) -> None:
    with through() as client:
        client.send("x" * 100)
        assert client.recv() == "x" * 100
        client.send("x" * 101)
        assert close_of(client)[0] == 1009


def test_a_message_may_come_in_several_frames(through: Connect) -> None:
    with through() as client:
        client.send(["x" * 100, "x" * 100])
        assert close_of(client) == (1009, "push larger than one frame")  # the echo, so the message had arrived


def test_a_message_over_its_own_limit_ends_the_connection(through: Connect) -> None:
    with through() as client:
        with suppress(ConnectionClosed):  # which may come before the frame that ends the message has gone out
            client.send(["x" * 100] * 3 + ["x"])
        code, reason = close_of(client)
        assert code == 1009
        assert reason != "push larger than one frame"


def test_a_push_larger_than_a_frame_is_a_defect_and_ends_the_connection(
    through: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    with through() as client:
        client.send("push 100")
        assert len(client.recv()) == 100
        client.send("push 101")
        assert close_of(client) == (1009, "push larger than one frame")
    assert "a push of 101 bytes is larger than a frame of 100 bytes" in caplog.text


def test_an_idle_connection_is_ended(through: Connect, upstream: Upstream) -> None:
    with through(limits=Limits(idle_seconds=0.2)) as client:
        assert close_of(client) == (1001, "Going away")
    assert upstream.ended.wait(60)
    assert upstream.ends == [1001]


def test_a_connection_in_use_is_ended_after_its_longest_time(through: Connect) -> None:
    with through(limits=Limits(idle_seconds=60, connection_seconds=0.3)) as client:

        def exchange_forever() -> None:
            while True:
                client.send("still here")
                client.recv(timeout=60)

        with pytest.raises(ConnectionClosed) as closed:
            exchange_forever()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1001
