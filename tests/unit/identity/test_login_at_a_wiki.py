"""Logging in with mwoauth itself, at a wiki that answers over the network."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
import uvicorn

from curator.identity.errors import LoginFailedError, NotEligibleError
from curator.identity.oauth import Credentials, OAuthLogin, mediawiki_handshaker
from curator.identity.sessions import Sessions
from curator.identity.tokens import TokenCipher
from local.sandbox.app import create_app
from local.sandbox.settings import SANDBOX_CONSUMER_KEY, SANDBOX_CONSUMER_SECRET, SandboxSettings

CIPHER = TokenCipher("key")
CONSUMER = Credentials(SANDBOX_CONSUMER_KEY, SANDBOX_CONSUMER_SECRET)


@pytest.fixture(scope="module")
def index_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a running wiki's `index.php`."""
    folder: Path = tmp_path_factory.mktemp("wiki")
    app = create_app(SandboxSettings(state_dir=folder / "state", photographs_dir=folder))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/w/index.php"
        server.should_exit = True
        thread.join()


def login_at(index_url: str, sessions: Sessions, *, consumer: Credentials = CONSUMER) -> OAuthLogin:
    handshaker = mediawiki_handshaker(index_url=index_url, consumer=consumer, user_agent="Curator tests")
    return OAuthLogin(lambda: handshaker, sessions, CIPHER)


def allow(consent_url: str, username: str) -> dict[str, str]:
    """Do what a person does on the consent page; return what the browser comes back with."""
    token = parse_qs(urlsplit(consent_url).query)["oauth_token"][0]
    with httpx.Client() as person:
        assert person.get(consent_url).status_code == 200
        answer = person.post(consent_url, data={"oauth_token": token, "username": username, "accept": "1"})
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {"oauth_token": query["oauth_token"][0], "oauth_verifier": query["oauth_verifier"][0]}


def test_whoever_allows_it_is_logged_in_with_a_token_of_theirs(index_url: str, sessions: Sessions) -> None:
    login = login_at(index_url, sessions)
    started = login.begin()
    assert f"oauth_consumer_key={SANDBOX_CONSUMER_KEY}" in started.redirect_url
    _, session = login.complete(login_id=started.login_id, **allow(started.redirect_url, "Ordinary"))
    assert session.username == "Ordinary"
    assert session.user_id.isdigit()
    assert CIPHER.decrypt(session.encrypted_token).secret


def test_a_wiki_that_sends_the_user_id_as_a_number_is_understood(
    index_url: str, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MediaWiki's OAuth extension did so for years; the library that checks the reply takes only text by itself."""
    honest = jwt.encode

    def with_a_number(claims: dict[str, Any], *rest: Any, **named: Any) -> str:
        return str(honest({**claims, "sub": int(claims["sub"])}, *rest, **named))

    monkeypatch.setattr(jwt, "encode", with_a_number)
    login = login_at(index_url, sessions)
    started = login.begin()
    _, session = login.complete(login_id=started.login_id, **allow(started.redirect_url, "Ordinary"))
    assert session.user_id.isdigit()


def test_an_account_that_is_too_new_is_refused(index_url: str, sessions: Sessions) -> None:
    login = login_at(index_url, sessions)
    started = login.begin()
    answer = allow(started.redirect_url, "Newcomer")
    with pytest.raises(NotEligibleError):
        login.complete(login_id=started.login_id, **answer)


def test_a_verifier_of_another_login_is_refused(index_url: str, sessions: Sessions) -> None:
    """mwoauth raises TypeError here, from the token that is missing in the wiki's answer."""
    login = login_at(index_url, sessions)
    started, other = login.begin(), login.begin()
    answer = allow(started.redirect_url, "Ordinary")
    foreign = allow(other.redirect_url, "Ordinary")["oauth_verifier"]
    with pytest.raises(LoginFailedError, match="complete failed: TypeError"):
        login.complete(login_id=started.login_id, oauth_token=answer["oauth_token"], oauth_verifier=foreign)


def test_a_consumer_the_wiki_does_not_know_logs_nobody_in(index_url: str, sessions: Sessions) -> None:
    login = login_at(index_url, sessions, consumer=Credentials("unknown", "secret"))
    with pytest.raises(LoginFailedError, match="initiate failed: OAuthException"):
        login.begin()


def test_a_wiki_that_is_silent_is_not_waited_for_for_ever(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.identity.oauth.HANDSHAKE_TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, answers nothing
        login = login_at(f"http://127.0.0.1:{silent.getsockname()[1]}/w/index.php", sessions)
        with pytest.raises(LoginFailedError, match="ReadTimeout"):
            login.begin()
