import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import mwoauth
import pytest
import uvicorn

from local.sandbox.app import create_app
from local.sandbox.settings import SANDBOX_CONSUMER_KEY, SANDBOX_CONSUMER_SECRET, SandboxSettings
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock, SandboxClient

AUTHORIZE = f"{ORIGIN}/w/index.php?title=Special:OAuth/authorize"


class _Served(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[str]:
    """A sandbox on a port of this machine, for libraries that bring their own HTTP."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(SandboxSettings(state_dir=tmp_path / "served"))
    server = _Served(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    assert server.ready.wait(60)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(60)
    listener.close()


def handshaker(origin: str, secret: str = SANDBOX_CONSUMER_SECRET) -> mwoauth.Handshaker:
    consumer = mwoauth.ConsumerToken(SANDBOX_CONSUMER_KEY, secret)
    return mwoauth.Handshaker(f"{origin}/w/index.php", consumer, user_agent="tests")


def allow(origin: str, request_key: str, name: str) -> httpx.Response:
    form = {"oauth_token": request_key, "username": name, "accept": "1"}
    return httpx.post(f"{origin}/w/index.php?title=Special:OAuth/authorize", data=form)


def test_mwoauth_logs_a_person_in(origin: str) -> None:
    redirect, request_token = handshaker(origin).initiate()
    assert "Patroller" in httpx.get(redirect).text
    answer = allow(origin, request_token.key, "Patroller")
    assert answer.status_code == 302
    access_token = handshaker(origin).complete(request_token, urlsplit(answer.headers["location"]).query)
    identity = handshaker(origin).identify(access_token)
    assert identity["username"] == "Patroller"
    assert "patroller" in identity["groups"]
    assert identity["editcount"] == 48_310


def test_mwoauth_meets_a_wrong_verifier_with_a_type_error(origin: str) -> None:
    _, request_token = handshaker(origin).initiate()
    allow(origin, request_token.key, "Demo")
    with pytest.raises(TypeError):
        handshaker(origin).complete(request_token, f"oauth_token={request_token.key}&oauth_verifier=wrong")


def test_mwoauth_reports_a_wrong_consumer_secret(origin: str) -> None:
    with pytest.raises(mwoauth.OAuthException, match="Invalid signature"):
        handshaker(origin, "wrong").initiate()


def test_identify_reports_errors_as_json_with_status_200(origin: str) -> None:
    with pytest.raises(mwoauth.OAuthException, match="No approved grant"):
        handshaker(origin).identify(mwoauth.AccessToken("unknown", "unknown"))


def test_cancel_shows_a_page_and_does_not_redirect(anonymous: SandboxClient) -> None:
    key, _ = anonymous.oauth_step("initiate", callback_uri="oob")
    response = anonymous.http.post(AUTHORIZE, data={"oauth_token": key, "username": "Demo", "cancel": "1"})
    assert response.status_code == 200
    assert "cancelled" in response.text
    again = anonymous.http.post(AUTHORIZE, data={"oauth_token": key, "username": "Demo", "accept": "1"})
    assert again.status_code == 200


def test_a_verifier_serves_once(anonymous: SandboxClient) -> None:
    key, secret = anonymous.oauth_step("initiate", callback_uri="oob")
    allowed = anonymous.http.post(AUTHORIZE, data={"oauth_token": key, "username": "Demo", "accept": "1"})
    verifier = urlsplit(allowed.headers["location"]).query.partition("oauth_verifier=")[2].partition("&")[0]
    step = SandboxClient(anonymous.http, anonymous.clock, key=key, secret=secret)
    step.oauth_step("token", verifier=verifier)
    with pytest.raises(KeyError):
        step.oauth_step("token", verifier=verifier)
    assert step.last.text.startswith("Error: ")


def test_the_registered_callback_can_be_changed_while_running(anonymous: SandboxClient) -> None:
    anonymous.http.post(f"{ORIGIN}/sandbox/callback", json={"url": "http://127.0.0.1:9999/auth/callback?x=1"})
    key, _ = anonymous.oauth_step("initiate", callback_uri="oob")
    allowed = anonymous.http.post(AUTHORIZE, data={"oauth_token": key, "username": "Demo", "accept": "1"})
    assert allowed.headers["location"].startswith("http://127.0.0.1:9999/auth/callback?x=1&oauth_verifier=")


def test_a_callback_other_than_the_registered_one_is_refused(anonymous: SandboxClient) -> None:
    with pytest.raises(KeyError):
        anonymous.oauth_step("initiate", callback_uri="https://elsewhere.example/")
    assert anonymous.last.text.startswith("Error: oauth_callback must be set")


def test_a_request_token_is_forgotten_after_ten_minutes(anonymous: SandboxClient, clock: ManualClock) -> None:
    key, _ = anonymous.oauth_step("initiate", callback_uri="oob")
    clock.advance(601)
    page = anonymous.http.get(f"{ORIGIN}/w/index.php?title=Special:OAuth/authenticate&oauth_token={key}")
    assert "too old" in page.text
