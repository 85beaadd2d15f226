"""A socket opens with the proof it is given, and a refusal names its status."""

import pytest

from curator.client import Bearer, ConnectError, Cookie, Proof, Ticket, open_socket

from .server import run, running


async def a_ticket() -> str:
    return "t/1"


async def a_fresh_token() -> str:
    return "fresh"


@pytest.mark.parametrize(
    ("proof", "path", "headers"),
    [
        pytest.param(None, "/ws", {}, id="nobody"),
        pytest.param(Cookie("session=s1; other=2"), "/ws", {"Cookie": "session=s1; other=2"}, id="a session"),
        pytest.param(Bearer("abc"), "/ws", {"Authorization": "Bearer abc"}, id="a token"),
        pytest.param(Bearer(a_fresh_token), "/ws", {"Authorization": "Bearer fresh"}, id="a token made when needed"),
        pytest.param(
            Bearer("abc", as_subprotocol=True), "/ws", {"Sec-WebSocket-Protocol": "bearer, abc"}, id="as pages do"
        ),
        pytest.param(Ticket(a_ticket), "/ws?ticket=t%2F1", {}, id="a ticket"),
    ],
)
def test_a_proof_goes_with_the_request(proof: Proof | None, path: str, headers: dict[str, str]) -> None:
    async def test() -> None:
        async with running() as server, await open_socket(server.address, proof):
            (request,) = server.requests
            assert request.path == path
            sent = ("Cookie", "Authorization", "Sec-WebSocket-Protocol")
            assert {name: request.headers[name] for name in sent if name in request.headers} == headers

    run(test)


@pytest.mark.parametrize(("status", "final"), [(401, True), (403, True), (429, False), (503, False)])
def test_a_refused_socket_tells_the_status_and_whether_to_try_again(status: int, final: bool) -> None:
    async def test() -> None:
        async with running() as server:
            server.refusals = [status]
            with pytest.raises(ConnectError, match=f"answered {status}: .*Not now") as refused:
                await open_socket(server.address)
            assert (refused.value.status, refused.value.final) == (status, final)

    run(test)


def test_a_server_that_is_not_there_is_an_error_that_may_pass() -> None:
    async def test() -> None:
        with pytest.raises(ConnectError, match="does not open") as refused:
            await open_socket("ws://127.0.0.1:9/ws")
        assert not refused.value.final

    run(test)
