"""Logging in at a real MediaWiki with mwoauth, and what the token is good for.

The four steps are ours here (local/mediawiki/php/OAuth): Wikimedia's OAuth extension is in no package. Accounts, rights
and sessions are MediaWiki's.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from curator.identity.errors import LoginFailedError, NotEligibleError
from curator.identity.oauth import Credentials, OAuthLogin, mediawiki_handshaker
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from curator.identity.tokens import TokenCipher
from local.demo.consent import read_consent_form
from local.mediawiki.wiki import DEFAULT_CALLBACK_URL, MediaWiki, Token
from tests.fakes.clock import VirtualClock
from tests.fakes.plain_tables import plain_table
from tests.wiki.people import Person, client_of
from tests.wiki.pictures import picture

CIPHER = TokenCipher("key")


@pytest.fixture
def login(wiki: MediaWiki) -> Iterator[OAuthLogin]:
    """Give the login at the wiki."""
    clock = VirtualClock()
    with plain_table("identity", clock) as table:
        yield login_at(wiki, Sessions(SessionStore(table), clock))


def login_at(wiki: MediaWiki, sessions: Sessions, *, secret: str | None = None) -> OAuthLogin:
    consumer = Credentials(wiki.consumer.key, secret or wiki.consumer.secret)
    handshaker = mediawiki_handshaker(index_url=wiki.index_url, consumer=consumer, user_agent="Curator tests")
    return OAuthLogin(lambda: handshaker, sessions, CIPHER)


def answer_consent(consent_url: str, fields: Mapping[str, str]) -> httpx.Response:
    """Do what a person does on the consent page."""
    with httpx.Client() as browser:
        form = read_consent_form(browser.get(consent_url).text, address=consent_url)
        return browser.post(form.address, data={**form.hidden, **fields})


def allow(consent_url: str, username: str) -> dict[str, Any]:
    """Allow Curator to act for an account; return what the browser comes back with."""
    response = answer_consent(consent_url, {"username": username, "accept": "1"})
    assert response.headers["location"].startswith(f"{DEFAULT_CALLBACK_URL}?")
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def test_whoever_allows_it_can_upload(wiki: MediaWiki, login: OAuthLogin) -> None:
    started = login.begin()
    _, session = login.complete(login_id=started.login_id, **allow(started.redirect_url, "Ordinary"))
    token = CIPHER.decrypt(session.encrypted_token)
    client = client_of(wiki, Token(token.key, token.secret), session.username)
    account = client.get({"action": "query", "meta": "userinfo"})["query"]["userinfo"]
    assert (session.username, session.user_id) == ("Ordinary", str(account["id"]))
    assert Person(session.username, Token(token.key, token.secret), client).upload(picture(), "Photo.png").filename


def test_an_account_that_is_too_new_is_refused(login: OAuthLogin) -> None:
    started = login.begin()
    answer = allow(started.redirect_url, "Newcomer")
    with pytest.raises(NotEligibleError):
        login.complete(login_id=started.login_id, **answer)


def test_refusing_brings_nobody_back(login: OAuthLogin) -> None:
    started = login.begin()
    response = answer_consent(started.redirect_url, {"username": "Ordinary", "cancel": "1"})
    assert response.status_code == 200
    assert "location" not in response.headers


def test_a_link_serves_once(login: OAuthLogin) -> None:
    started = login.begin()
    allow(started.redirect_url, "Ordinary")
    assert "used already" in httpx.get(started.redirect_url).text


def test_a_verifier_of_another_login_is_refused(login: OAuthLogin) -> None:
    started, other = login.begin(), login.begin()
    answer = allow(started.redirect_url, "Ordinary")
    foreign = allow(other.redirect_url, "Ordinary")["oauth_verifier"]
    with pytest.raises(LoginFailedError, match="complete failed"):
        login.complete(login_id=started.login_id, oauth_token=answer["oauth_token"], oauth_verifier=foreign)


def test_a_wrong_consumer_secret_logs_nobody_in(wiki: MediaWiki) -> None:
    clock = VirtualClock()
    with plain_table("identity", clock) as table, pytest.raises(LoginFailedError, match="initiate failed"):
        login_at(wiki, Sessions(SessionStore(table), clock), secret="guessed").begin()
