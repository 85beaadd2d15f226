"""Where a deployment is, by what was typed, and the proof that is shown there."""

import asyncio

import pytest

from local.cli.deployment.errors import MisuseError
from local.cli.deployment.place import place_at


@pytest.mark.parametrize(
    ("typed", "url", "socket"),
    [
        pytest.param("http://localhost:8080", "http://localhost:8080", "ws://localhost:8080/ws", id="a local run"),
        pytest.param("https://c.example/", "https://c.example", "wss://c.example/ws", id="a slash at the end"),
        pytest.param("c.example", "https://c.example", "wss://c.example/ws", id="no scheme: never plain by mistake"),
        pytest.param(" https://c.example/beta ", "https://c.example/beta", "wss://c.example/beta/ws", id="a path"),
        pytest.param(
            "https://c.example/#batch/7", "https://c.example", "wss://c.example/ws", id="as a browser shows it"
        ),
        pytest.param("wss://c.example/beta/ws", "https://c.example/beta", "wss://c.example/beta/ws", id="its socket"),
    ],
)
def test_the_socket_is_beside_the_api(typed: str, url: str, socket: str) -> None:
    place = place_at(typed)
    assert (place.url, place.socket) == (url, socket)


def test_a_socket_can_be_elsewhere() -> None:
    assert place_at("https://c.example", socket="wss://ws.example/ws").socket == "wss://ws.example/ws"


@pytest.mark.parametrize("typed", ["ftp://c.example", "https://", "", "file:///etc"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(MisuseError, match="no address of a deployment"):
        place_at(typed)


def test_a_token_wins_over_a_session_and_without_either_nothing_is_shown() -> None:
    both = place_at("c.example", token="t", session="s")
    only_session = place_at("c.example", session="s")
    nobody = place_at("c.example")
    assert both.headers == {"Authorization": "Bearer t"}
    assert only_session.headers == {"Cookie": "session=s"}
    assert (nobody.headers, nobody.is_anonymous) == ({}, True)
    shown = [dict(asyncio.run(one.proof.opening()).headers) for one in (both, only_session, nobody)]
    assert shown == [both.headers, only_session.headers, {}]
