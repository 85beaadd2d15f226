"""What an issuer may answer, and what of it is believed."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from curator.identity.oidc.documents import MAX_DOCUMENT_BYTES, WELL_KNOWN, DocumentError, IssuerDocuments
from tests.fakes.clock import VirtualClock
from tests.unit.identity.oidc.published import ISSUER

JWKS = "https://login.example/keys"
ABOUT = {"issuer": ISSUER, "jwks_uri": JWKS}
KEYS = {"keys": [{"kid": "one"}]}
Answer = Callable[[httpx.Request], httpx.Response]


def reply(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> httpx.Response:
    """Return a response whose body is still on its way, as a real one's is."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


def keys_of(answer: Answer, clock: VirtualClock, issuer: str = ISSUER) -> list[Any]:
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        return IssuerDocuments(http, clock, issuer=issuer, timeout=5).keys()


def answering(about: httpx.Response, keys: httpx.Response) -> Answer:
    return lambda request: about if request.url.path.endswith(WELL_KNOWN) else keys


def test_the_keys_are_where_the_issuer_says(clock: VirtualClock) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return reply(ABOUT if request.url.path.endswith(WELL_KNOWN) else KEYS)

    assert keys_of(answer, clock) == KEYS["keys"]
    assert asked == [f"{ISSUER}/.well-known/openid-configuration", JWKS]


@pytest.mark.parametrize(
    ("about", "keys"),
    [
        pytest.param(reply({**ABOUT, "issuer": "https://evil.example"}), reply(KEYS), id="about somebody else"),
        pytest.param(reply({**ABOUT, "issuer": ISSUER + "/"}), reply(KEYS), id="almost the same name"),
        pytest.param(reply({"issuer": ISSUER}), reply(KEYS), id="no address of keys"),
        pytest.param(reply({**ABOUT, "jwks_uri": "http://login.example/keys"}), reply(KEYS), id="plain http"),
        pytest.param(reply({**ABOUT, "jwks_uri": "file:///etc/passwd"}), reply(KEYS), id="a file"),
        pytest.param(reply({**ABOUT, "jwks_uri": 7}), reply(KEYS), id="a number for an address"),
        pytest.param(reply({**ABOUT, "jwks_uri": "https://[::1/"}), reply(KEYS), id="an address that is none"),
        pytest.param(reply([ABOUT]), reply(KEYS), id="a list"),
        pytest.param(reply(b"<html>"), reply(KEYS), id="a page"),
        pytest.param(reply(b"[" * 100_000), reply(KEYS), id="made to be hard to read"),
        pytest.param(reply(b"\xff"), reply(KEYS), id="no text"),
        pytest.param(reply(b" " * (MAX_DOCUMENT_BYTES + 1)), reply(KEYS), id="too long"),
        pytest.param(reply({}, 404), reply(KEYS), id="not there"),
        pytest.param(reply({}, 302, {"location": JWKS}), reply(KEYS), id="a redirect"),
        pytest.param(reply(ABOUT), reply({}, 500), id="keys that fail"),
        pytest.param(reply(ABOUT), reply({"keys": "none"}), id="keys of another form"),
        pytest.param(reply(ABOUT), reply({}), id="no keys"),
    ],
)
def test_anything_else_is_no_answer(clock: VirtualClock, about: httpx.Response, keys: httpx.Response) -> None:
    with pytest.raises(DocumentError):
        keys_of(answering(about, keys), clock)


# scenario realtime-142
@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("?")])
def test_an_issuer_that_is_down_or_slow_is_no_answer(clock: VirtualClock, error: Exception) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(DocumentError):
        keys_of(answer, clock)


def test_both_documents_share_one_time(clock: VirtualClock) -> None:
    left: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        left.append(request.extensions["timeout"].get("read"))
        if request.url.path == "/keys":
            return reply(KEYS)
        clock.advance(4)
        return reply(ABOUT)

    assert keys_of(answer, clock)
    assert left == [5, 1]
