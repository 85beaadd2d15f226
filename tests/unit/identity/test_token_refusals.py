"""What is said of a token that counts for nothing: a word for programs, a reason for the log."""

import pytest

from curator.foundation.metrics import metrics
from curator.identity.authenticator import Authenticator
from curator.identity.bearer import BearerTokens, SharedSecret
from curator.identity.errors import InvalidTokenError, NotAuthenticatedError
from curator.identity.sessions import Sessions
from tests.fakes.clock import VirtualClock
from tests.fakes.metrics import counted_in
from tests.unit.identity.test_bearer import SECRET, signed, token_of

OTHER_SECRET = "another secret, of as many letters and more"


@pytest.fixture
def tokens(clock: VirtualClock) -> BearerTokens:
    return BearerTokens(SharedSecret(SECRET), clock)


@pytest.fixture
def authenticator(sessions: Sessions, tokens: BearerTokens) -> Authenticator:
    return Authenticator(sessions, lambda: tokens)


def refusal(tokens: BearerTokens, token: str) -> InvalidTokenError:
    with pytest.raises(InvalidTokenError) as refused:
        tokens.proof(token)
    return refused.value


# scenario realtime-55
def test_an_expired_token_is_told_from_all_others(tokens: BearerTokens, clock: VirtualClock) -> None:
    assert refusal(tokens, token_of(clock, exp=int(clock.now()))).reason == "token_expired"


# scenario realtime-56
@pytest.mark.parametrize(
    "claims", [{"secret": OTHER_SECRET}, {"aud": "another"}, {"exp": None}, {"sub": None}], ids=str
)
def test_a_token_that_is_not_ours_is_bad_credentials(
    tokens: BearerTokens, clock: VirtualClock, claims: dict[str, str]
) -> None:
    assert refusal(tokens, token_of(clock, **claims)).reason == "invalid_credentials"


# scenario realtime-57
@pytest.mark.parametrize(
    "token", ["garbage", "a.b.c", "", "x" * 9000, signed(b"{", b"{}"), signed(b'{"alg":"HS256"}', b"[]")], ids=len
)
def test_what_is_no_token_cannot_be_decoded(tokens: BearerTokens, token: str) -> None:
    assert refusal(tokens, token).reason == "token_decode_error"


# scenario realtime-54 realtime-61
def test_the_text_is_reason_and_detail_and_the_reasons_are_distinguishable(
    tokens: BearerTokens, clock: VirtualClock
) -> None:
    expired = refusal(tokens, token_of(clock, exp=1))
    forged = refusal(tokens, token_of(clock, secret=OTHER_SECRET))
    damaged = refusal(tokens, "garbage")
    assert [str(one) for one in (expired, forged, damaged)] == [
        "token_expired: Token expired",
        "invalid_credentials: InvalidSignatureError",
        "token_decode_error: DecodeError",
    ]
    assert len({one.reason for one in (expired, forged, damaged)}) == 3


# scenario realtime-62
# Curator takes a token from a header only; `test_websocket_proofs` shows that the query string is refused.
@pytest.mark.parametrize("header", [None, "", "{}", "Bearer", "Bearer%20{}", "Basic {}", "bearer:{}"])
def test_a_header_without_a_bearer_token_is_nobodys(
    authenticator: Authenticator, clock: VirtualClock, header: str | None
) -> None:
    with pytest.raises(NotAuthenticatedError):
        authenticator.proof(header and header.format(token_of(clock)), None)
    assert authenticator.proof(f"Bearer {token_of(clock)}", None).principal.user_id == "user-1"


def test_each_attempt_to_be_known_is_counted_with_what_came_of_it(
    authenticator: Authenticator, sessions: Sessions, clock: VirtualClock
) -> None:
    metrics.take_said()
    session_id, _ = sessions.start(user_id="42", username="Alice", encrypted_token="ciphertext")
    authenticator.proof(None, session_id)
    authenticator.proof(f"Bearer {token_of(clock)}", None)
    for bad in (f"Bearer {token_of(clock, exp=1)}", "Bearer garbage", "Basic x", None):
        with pytest.raises((InvalidTokenError, NotAuthenticatedError)):
            authenticator.proof(bad, None)
    assert counted_in(metrics, "auth_attempts_total", "auth_token_validations_total") == {
        "auth_attempts_total{status=success}": 2,
        "auth_attempts_total{status=expired}": 1,
        "auth_attempts_total{status=failure}": 3,
        "auth_token_validations_total{status=valid}": 1,
        "auth_token_validations_total{status=expired}": 1,
        "auth_token_validations_total{status=invalid}": 1,
    }


def test_a_proof_tells_until_when_it_counts(
    authenticator: Authenticator, sessions: Sessions, clock: VirtualClock
) -> None:
    by_token = authenticator.proof(f"Bearer {token_of(clock)}", None)
    assert (by_token.expires_at, by_token.session_key) == (int(clock.now()) + 3600, "")
    session_id, session = sessions.start(user_id="42", username="Alice", encrypted_token="ciphertext")
    by_cookie = authenticator.proof(None, session_id)
    assert (by_cookie.expires_at, by_cookie.session_key) == (session.expires_at, session.key)


def test_a_time_beyond_all_calendars_still_fits_into_a_table(tokens: BearerTokens, clock: VirtualClock) -> None:
    assert tokens.proof(token_of(clock, exp=10**60)).expires_at == 253_402_300_799
