"""Logging in at the wiki: every way it can end, with a wiki that answers as told."""

from collections.abc import Mapping
from typing import Any

import pytest

from curator.foundation.table import Table
from curator.identity.errors import LoginFailedError, LoginIncompleteError, LoginNotStartedError, NotEligibleError
from curator.identity.oauth import Credentials, OAuthLogin
from curator.identity.sessions import LOGIN_SECONDS, Sessions
from curator.identity.store import SessionStore
from curator.identity.tokens import AccessToken, TokenCipher
from tests.fakes.clock import VirtualClock

CIPHER = TokenCipher("key")
ALICE: Mapping[str, Any] = {"sub": 42, "username": "Alice", "editcount": 50, "rights": ["edit", "autoconfirmed"]}


class FakeHandshaker:
    """Answers like mwoauth's: a TypeError for a verifier the wiki refuses, since mwoauth indexes the missing token."""

    def __init__(self, claims: Mapping[str, Any] = ALICE) -> None:
        self.claims = claims
        self.failure: Exception | None = None

    def initiate(self) -> tuple[str, Credentials]:
        if self.failure:
            raise self.failure
        return "https://wiki.example/consent?oauth_token=request", Credentials("request", "request secret")

    def complete(self, request_token: Credentials, response_qs: str) -> Credentials:
        assert request_token == ("request", "request secret")
        if "oauth_token=request&" not in response_qs:
            raise ValueError("Unexpect request token key 'secret thing'")
        if "oauth_verifier=right" not in response_qs:
            raise TypeError("'NoneType' object is not subscriptable")
        return Credentials("access", "access secret")

    def identify(self, access_token: Credentials) -> Mapping[str, Any]:
        assert access_token == ("access", "access secret")
        return self.claims


@pytest.fixture
def wiki() -> FakeHandshaker:
    return FakeHandshaker()


@pytest.fixture
def login(wiki: FakeHandshaker, sessions: Sessions) -> OAuthLogin:
    return OAuthLogin(lambda: wiki, sessions, CIPHER)


def test_whoever_comes_back_from_the_wiki_is_logged_in(login: OAuthLogin, sessions: Sessions) -> None:
    started = login.begin()
    assert started.redirect_url.startswith("https://wiki.example/consent")
    session_id, session = login.complete(login_id=started.login_id, oauth_token="request", oauth_verifier="right")
    assert (session.user_id, session.username) == ("42", "Alice")
    assert CIPHER.decrypt(session.encrypted_token) == AccessToken("access", "access secret")
    assert sessions.find(session_id) == session


def test_a_handshake_that_fails_says_nothing_of_why(login: OAuthLogin, wiki: FakeHandshaker) -> None:
    wiki.failure = RuntimeError("consumer secret quiet-please")
    with pytest.raises(LoginFailedError) as raised:
        login.begin()
    assert "quiet-please" not in f"{raised.value} {raised.value.public_message}"


@pytest.mark.parametrize("login_id", [None, "", "made-up"])
def test_a_callback_without_a_login_in_progress_is_refused(login: OAuthLogin, login_id: str | None) -> None:
    with pytest.raises(LoginNotStartedError):
        login.complete(login_id=login_id, oauth_token="request", oauth_verifier="right")


@pytest.mark.parametrize(
    ("token", "verifier"), [("", "right"), ("request", ""), ("", "")], ids=["token", "verifier", "both"]
)
def test_a_callback_that_lacks_something_is_refused_and_may_be_repeated(
    login: OAuthLogin, token: str, verifier: str
) -> None:
    login_id = login.begin().login_id
    with pytest.raises(LoginIncompleteError):
        login.complete(login_id=login_id, oauth_token=token, oauth_verifier=verifier)
    assert login.complete(login_id=login_id, oauth_token="request", oauth_verifier="right")


@pytest.mark.parametrize(
    ("token", "verifier"), [("another", "right"), ("request", "wrong")], ids=["another-token", "wrong-verifier"]
)
def test_an_answer_that_does_not_fit_logs_nobody_in(login: OAuthLogin, token: str, verifier: str) -> None:
    login_id = login.begin().login_id
    with pytest.raises(LoginFailedError):
        login.complete(login_id=login_id, oauth_token=token, oauth_verifier=verifier)


def test_a_callback_cannot_be_used_twice(login: OAuthLogin) -> None:
    login_id = login.begin().login_id
    login.complete(login_id=login_id, oauth_token="request", oauth_verifier="right")
    with pytest.raises(LoginNotStartedError):
        login.complete(login_id=login_id, oauth_token="request", oauth_verifier="right")


def test_a_callback_that_comes_too_late_is_refused(login: OAuthLogin, clock: VirtualClock) -> None:
    login_id = login.begin().login_id
    clock.advance(LOGIN_SECONDS)
    with pytest.raises(LoginNotStartedError):
        login.complete(login_id=login_id, oauth_token="request", oauth_verifier="right")


@pytest.mark.parametrize(
    "change",
    [{"editcount": 49}, {"editcount": None}, {"rights": ["edit"]}, {"rights": None}],
    ids=["49-edits", "no-count", "not-autoconfirmed", "no-rights"],
)
def test_an_account_that_is_too_new_is_not_logged_in(
    table: Table, clock: VirtualClock, wiki: FakeHandshaker, change: dict[str, Any]
) -> None:
    ids = iter(["the login", "the session"])
    sessions = Sessions(SessionStore(table), clock, new_id=lambda: next(ids))
    login = OAuthLogin(lambda: wiki, sessions, CIPHER)
    wiki.claims = {**ALICE, **change}
    with pytest.raises(NotEligibleError):
        login.complete(login_id=login.begin().login_id, oauth_token="request", oauth_verifier="right")
    assert list(ids) == ["the session"]


@pytest.mark.parametrize("missing", ["sub", "username"])
def test_claims_that_do_not_say_who_it_is_log_nobody_in(login: OAuthLogin, wiki: FakeHandshaker, missing: str) -> None:
    wiki.claims = {name: value for name, value in ALICE.items() if name != missing}
    with pytest.raises(LoginFailedError):
        login.complete(login_id=login.begin().login_id, oauth_token="request", oauth_verifier="right")
