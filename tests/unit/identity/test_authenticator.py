"""Who sends a request, by header or by cookie."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.secrets import read_secret
from curator.foundation.settings import SettingsError
from curator.identity import wiring
from curator.identity.authenticator import Authenticator
from curator.identity.bearer import BearerTokens, SharedSecret
from curator.identity.errors import InvalidTokenError, NotAuthenticatedError, TokenKeyUnavailableError
from curator.identity.oidc.reader import IssuerTokens
from curator.identity.sessions import DEFAULT_LIFETIME_SECONDS, Sessions
from tests.fakes.clock import VirtualClock
from tests.unit.identity.test_bearer import SECRET, token_of


@pytest.fixture
def authenticator(sessions: Sessions, clock: VirtualClock) -> Authenticator:
    tokens = BearerTokens(SharedSecret(SECRET), clock)
    return Authenticator(sessions, lambda: tokens)


def logged_in(sessions: Sessions, username: str = "Alice") -> str:
    return sessions.start(user_id="42", username=username, encrypted_token="ciphertext")[0]


def refusal(authenticator: Authenticator, authorization: str | None, session_id: str | None = None) -> str:
    with pytest.raises((NotAuthenticatedError, InvalidTokenError)) as refused:
        authenticator.principal(authorization, session_id)
    assert refused.value.status == 401
    return refused.value.public_message


# scenario images-7
@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER   ", "  Bearer "])
def test_a_bearer_token_tells_who_asks(authenticator: Authenticator, clock: VirtualClock, scheme: str) -> None:
    assert authenticator.principal(scheme + token_of(clock), None).user_id == "user-1"


# scenario images-8
@pytest.mark.parametrize("session_id", [None, "", "made-up"])
def test_nobody_is_known_by_nothing(authenticator: Authenticator, session_id: str | None) -> None:
    assert refusal(authenticator, None, session_id) == "Not authenticated"


# scenario images-11
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dTpw", "Token {}", "{}", "Bearer{}", "bear {}"])
def test_a_header_that_is_no_bearer_tokens_is_refused(
    authenticator: Authenticator, clock: VirtualClock, header: str
) -> None:
    assert refusal(authenticator, header.format(token_of(clock))) == "Not authenticated"


def test_the_cookie_of_a_session_tells_who_asks(authenticator: Authenticator, sessions: Sessions) -> None:
    principal = authenticator.principal(None, logged_in(sessions))
    assert (principal.user_id, principal.username, principal.org_id) == ("42", "Alice", "default-org")
    assert authenticator.principal(None, logged_in(sessions, "Operator")).is_admin


def test_a_session_that_is_over_tells_nothing(
    authenticator: Authenticator, sessions: Sessions, clock: VirtualClock
) -> None:
    session_id = logged_in(sessions)
    clock.advance(DEFAULT_LIFETIME_SECONDS)
    assert refusal(authenticator, None, session_id) == "Not authenticated"


def test_a_token_comes_before_a_cookie_and_a_bad_one_is_not_saved_by_it(
    authenticator: Authenticator, sessions: Sessions, clock: VirtualClock
) -> None:
    session_id = logged_in(sessions)
    assert authenticator.principal(f"Bearer {token_of(clock)}", session_id).user_id == "user-1"
    assert refusal(authenticator, "Bearer garbage", session_id) == "Invalid token"
    assert refusal(authenticator, "Basic dTpw", session_id) == "Not authenticated"
    assert refusal(authenticator, "", session_id) == "Not authenticated"


def test_without_a_key_no_token_counts(sessions: Sessions, clock: VirtualClock) -> None:
    authenticator = Authenticator(sessions, lambda: None)
    assert refusal(authenticator, f"Bearer {token_of(clock)}") == "Invalid token"
    assert authenticator.principal(None, logged_in(sessions)).username == "Alice"


def test_what_reads_tokens_is_not_made_for_cookies(sessions: Sessions) -> None:
    def unwanted() -> None:
        raise AssertionError("no token was shown")

    assert Authenticator(sessions, unwanted).principal(None, logged_in(sessions)).username == "Alice"


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give an AWS account without secrets, and an environment that names one."""
    monkeypatch.setenv("JWT_SECRET_ID", "jwt")
    caches = (aws.secrets_manager, read_secret, wiring.token_reader)
    for cached in caches:
        cached.cache_clear()
    with mock_aws():
        yield
    for cached in caches:
        cached.cache_clear()


def keep_secret(content: str) -> None:
    boto3.client("secretsmanager", region_name="eu-central-1").create_secret(Name="jwt", SecretString=content)


def reads_by_the_machines_clock() -> str:
    """Return whose token the reader of this environment takes one for that is good now."""
    reader = wiring.token_reader()
    assert reader is not None
    return reader.proof(token_of(VirtualClock(SystemClock().now()))).principal.user_id


def test_the_key_comes_from_the_secret_that_the_environment_names(secrets: None) -> None:
    keep_secret(f'{{"secret":"{SECRET}"}}')
    assert reads_by_the_machines_clock() == "user-1"


def test_where_an_issuer_is_named_its_tokens_alone_count(secrets: None, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_secret(f'{{"secret":"{SECRET}"}}')
    monkeypatch.setenv("OIDC_ISSUER", "https://login.example")
    monkeypatch.setenv("OIDC_AUDIENCE", "curator")
    reader = wiring.token_reader()
    assert isinstance(reader, IssuerTokens)
    with pytest.raises(InvalidTokenError):  # and nobody was asked: HS256 is none of an issuer's algorithms
        reader.proof(token_of(VirtualClock(SystemClock().now())))


def test_an_empty_secret_or_none_means_no_tokens(secrets: None, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_secret('{"secret":""}')
    assert wiring.token_reader() is None
    wiring.token_reader.cache_clear()
    monkeypatch.delenv("JWT_SECRET_ID")
    assert wiring.token_reader() is None


def test_a_secret_that_cannot_be_read_is_asked_for_again(secrets: None) -> None:
    with pytest.raises(TokenKeyUnavailableError) as unavailable:
        wiring.token_reader()
    assert (unavailable.value.status, unavailable.value.public_message) == (
        503,
        "Authentication temporarily unavailable",
    )
    keep_secret(f'{{"secret":"{SECRET}"}}')
    assert reads_by_the_machines_clock() == "user-1"


@pytest.mark.parametrize("content", ["plain text", "[]", "{}", '{"secret":7}', '"text"', '{"secret":"short"}'])
def test_a_secret_of_another_form_is_a_bad_deploy(secrets: None, content: str) -> None:
    keep_secret(content)
    with pytest.raises(SettingsError):
        wiring.token_reader()
