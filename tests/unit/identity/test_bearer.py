"""Whose a bearer token is, and all the ways in which one proves nothing."""

import base64
import hashlib
import hmac
import json
import logging
import random
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from curator.foundation.settings import SettingsError
from curator.identity.bearer import LEEWAY_SECONDS, MAX_ID_BYTES, MAX_TOKEN_CHARACTERS, BearerTokens, SharedSecret
from curator.identity.errors import InvalidTokenError, SubjectMissingError, TokenExpiredError
from curator.identity.principals import Principal
from tests.fakes.clock import VirtualClock

SECRET = "a secret of forty letters, for tests only"
HOUR = 3600


@pytest.fixture
def tokens(clock: VirtualClock) -> BearerTokens:
    return BearerTokens(SharedSecret(SECRET), clock)


def token_of(clock: VirtualClock, *, secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """Return a token that is good for an hour; a claim of None is left out."""
    given = {"sub": "user-1", "org_id": "org-1", "exp": int(clock.now()) + HOUR, **claims}
    return jwt.encode({name: value for name, value in given.items() if value is not None}, secret, algorithm)


def signed(header: bytes, payload: bytes) -> str:
    """Return a token of any content, rightly signed."""
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (header, payload))
    signature = hmac.new(SECRET.encode(), text, hashlib.sha256).digest()
    return f"{text.decode()}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def refusal(tokens: BearerTokens, token: str) -> str:
    with pytest.raises(InvalidTokenError) as refused:
        tokens.principal(token)
    assert refused.value.status == 401
    assert SECRET not in str(refused.value)
    return refused.value.public_message


# scenario images-7
def test_a_token_with_only_a_subject_is_of_the_default_organisation(
    tokens: BearerTokens, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        principal = tokens.principal(token_of(clock, org_id=None))
    assert principal == Principal(user_id="user-1", username="user-1", org_id="default-org")
    assert [(record.levelname, record.message) for record in caplog.records] == [("WARNING", "jwt_missing_org_id")]


def test_a_token_tells_organisation_name_and_roles(
    tokens: BearerTokens, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    token = token_of(clock, org_id="museum", name="Ada Lovelace", email="ada@example.org", roles=["admin", "editor", 7])
    principal = tokens.principal(token)
    assert (principal.user_id, principal.username, principal.org_id) == ("user-1", "Ada Lovelace", "museum")
    assert principal.roles == {"admin", "editor"}
    assert principal.is_admin
    assert caplog.records == []


@pytest.mark.parametrize("roles", ["admin", {"admin": True}, 7, None], ids=repr)
def test_roles_that_are_no_list_are_none(tokens: BearerTokens, clock: VirtualClock, roles: Any) -> None:
    assert tokens.principal(token_of(clock, roles=roles)).roles == frozenset()


@pytest.mark.parametrize("name", ["", "  ", 7, "two\nlines", "\ud800"], ids=repr)
def test_a_name_that_cannot_be_shown_gives_way_to_the_subject(
    tokens: BearerTokens, clock: VirtualClock, name: Any
) -> None:
    assert tokens.principal(token_of(clock, name=name)).username == "user-1"


# scenario images-9
@pytest.mark.parametrize("token", ["garbage", "a.b.c", "....", "é.é.é", "\udcff", "eyJhbGciOiJIUzI1NiJ9.e30.", "null"])
def test_garbage_is_refused(tokens: BearerTokens, token: str) -> None:
    assert refusal(tokens, token) == "Invalid token"


# scenario images-10
def test_an_expired_token_is_refused_and_says_so(tokens: BearerTokens, clock: VirtualClock) -> None:
    token = token_of(clock)
    clock.advance(HOUR - 1)
    assert tokens.principal(token).user_id == "user-1"
    clock.advance(1)
    with pytest.raises(TokenExpiredError):
        tokens.principal(token)
    assert refusal(tokens, token) == "Token expired"


# scenario images-12
def test_another_signature_is_refused(tokens: BearerTokens, clock: VirtualClock) -> None:
    assert refusal(tokens, token_of(clock, secret="another secret, of as many letters and more")) == "Invalid token"
    head, _, signature = token_of(clock, sub="user-1").rpartition(".")
    assert refusal(tokens, f"{token_of(clock, sub='user-2').rpartition('.')[0]}.{signature}") == "Invalid token"
    assert refusal(tokens, f"{head}.") == "Invalid token"


def test_an_expired_token_of_somebody_elses_does_not_tell_that_it_expired(
    tokens: BearerTokens, clock: VirtualClock
) -> None:
    token = token_of(clock, secret="another secret, of as many letters and more", exp=1)
    assert refusal(tokens, token) == "Invalid token"


# scenario images-13
@pytest.mark.parametrize("subject", [None, "", "   ", 7, 7.5, True, ["user-1"], {"id": "user-1"}], ids=repr)
def test_a_token_of_nobody_is_refused(tokens: BearerTokens, clock: VirtualClock, subject: Any) -> None:
    token = token_of(clock, sub=None) if subject is None else raw_token(clock, sub=subject)
    with pytest.raises(SubjectMissingError):
        tokens.principal(token)
    assert refusal(tokens, token) == "Invalid token: missing user_id (sub)"


def raw_token(clock: VirtualClock, **claims: Any) -> str:
    """Return a token with claims that PyJWT would not write."""
    payload = {"sub": "user-1", "org_id": "org-1", "exp": clock.now() + HOUR, **claims}
    return signed(b'{"alg":"HS256","typ":"JWT"}', json.dumps(payload).encode())


# scenario images-14
@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", ""])
def test_an_unsigned_token_is_refused(tokens: BearerTokens, clock: VirtualClock, algorithm: str) -> None:
    header = json.dumps({"alg": algorithm, "typ": "JWT"}).encode()
    payload = json.dumps({"sub": "user-1", "exp": clock.now() + HOUR}).encode()
    whole = signed(header, payload)
    assert refusal(tokens, whole) == "Invalid token"
    assert refusal(tokens, whole.rpartition(".")[0] + ".") == "Invalid token"


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_the_token_does_not_choose_how_it_is_checked(tokens: BearerTokens, clock: VirtualClock, algorithm: str) -> None:
    long = BearerTokens(SharedSecret(SECRET * 2), clock)
    assert refusal(long, token_of(clock, secret=SECRET * 2, algorithm=algorithm)) == "Invalid token"
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    by_rsa = jwt.encode({"sub": "user-1", "exp": int(clock.now()) + HOUR}, private, "RS256")
    assert refusal(tokens, by_rsa) == "Invalid token"


@pytest.mark.parametrize("expiry", [None, "tomorrow", True, [1], float("inf"), float("nan")], ids=repr)
def test_a_token_that_would_last_for_ever_is_refused(tokens: BearerTokens, clock: VirtualClock, expiry: Any) -> None:
    token = token_of(clock, exp=None) if expiry is None else raw_token(clock, exp=expiry)
    assert refusal(tokens, token) == "Invalid token"


@pytest.mark.parametrize("name", ["nbf", "iat"])
def test_a_token_of_the_future_waits_for_its_time_but_for_the_difference_of_clocks(
    tokens: BearerTokens, clock: VirtualClock, name: str
) -> None:
    assert tokens.principal(raw_token(clock, **{name: clock.now() + LEEWAY_SECONDS})).user_id == "user-1"
    assert refusal(tokens, raw_token(clock, **{name: clock.now() + LEEWAY_SECONDS + 1})) == "Invalid token"
    assert refusal(tokens, raw_token(clock, **{name: "soon"})) == "Invalid token"


def test_a_token_that_is_meant_for_somebody_else_is_refused(tokens: BearerTokens, clock: VirtualClock) -> None:
    assert refusal(tokens, token_of(clock, aud="another service")) == "Invalid token"


@pytest.mark.parametrize("claim", ["sub", "org_id"])
def test_ids_are_short_enough_for_keys_and_fit_to_be_printed(
    tokens: BearerTokens, clock: VirtualClock, claim: str
) -> None:
    assert tokens.principal(token_of(clock, **{claim: "ü" * (MAX_ID_BYTES // 2)}))
    for unfit in ("ü" * (MAX_ID_BYTES // 2) + "u", "two\nlines", "nul\0", "\ud800"):
        assert refusal(tokens, token_of(clock, **{claim: unfit})) == "Invalid token"


@pytest.mark.parametrize(
    ("subject", "user_id"),
    [("42", "token:42"), ("٤٢", "token:٤٢"), ("token:42", "token:token:42"), ("f0-42", "f0-42"), ("4.2", "4.2")],
)
def test_a_number_of_the_signers_is_no_account_of_the_wiki(
    tokens: BearerTokens, clock: VirtualClock, subject: str, user_id: str
) -> None:
    assert tokens.principal(token_of(clock, sub=subject)).user_id == user_id


@pytest.mark.parametrize("org_id", [7, ["org-1"], {"id": 1}, "   ", False], ids=repr)
def test_an_unreadable_organisation_is_not_taken_for_the_default_one(
    tokens: BearerTokens, clock: VirtualClock, org_id: Any
) -> None:
    assert refusal(tokens, raw_token(clock, org_id=org_id)) == "Invalid token"


def test_a_token_is_no_longer_than_a_header(tokens: BearerTokens, clock: VirtualClock) -> None:
    assert refusal(tokens, token_of(clock, name="n" * MAX_TOKEN_CHARACTERS)) == "Invalid token"


@pytest.mark.parametrize(
    ("header", "payload"),
    [
        pytest.param(b"[" * 5000, b"{}", id="deep header"),
        pytest.param(b'{"alg":"HS256"}', b"[" * 5000, id="deep payload"),
        pytest.param(b'{"alg":"HS256"}', b'{"exp":' + b"9" * 5000 + b"}", id="long number"),
        pytest.param(b'{"alg":"HS256"}', b"[]", id="no object"),
        pytest.param(b'{"alg":"HS256"}', b"\xff", id="no text"),
        pytest.param(b'{"alg":["HS256"]}', b"{}", id="algorithm in a list"),
        pytest.param(b'{"alg":"HS256","crit":["exp"]}', b"{}", id="critical extension"),
        pytest.param(b'{"alg":"HS256","kid":7}', b"{}", id="numbered key"),
        pytest.param(b'{"alg":"HS256","b64":false,"crit":["b64"]}', b"{}", id="detached payload"),
    ],
)
def test_content_that_is_made_to_break_the_reader_is_refused(
    tokens: BearerTokens, header: bytes, payload: bytes
) -> None:
    assert refusal(tokens, signed(header, payload)[:MAX_TOKEN_CHARACTERS]) == "Invalid token"


def test_no_damage_to_a_token_does_more_than_make_it_invalid(tokens: BearerTokens, clock: VirtualClock) -> None:
    chance = random.Random(7)  # noqa: S311 - chance, not secrecy
    good = token_of(clock)
    for _ in range(300):
        letters = list(good)
        letters[chance.randrange(len(good) - 1)] = chance.choice("AZaz09-_.=%\n\0é")
        damaged = "".join(letters)
        if damaged != good:
            refusal(tokens, damaged)


@pytest.mark.parametrize(
    "secret", ["", "short", "change-this-in-production", "dev-secret-change-in-production", "x" * 31]
)
def test_a_secret_that_could_be_guessed_is_refused_before_it_is_used(secret: str) -> None:
    with pytest.raises(SettingsError, match="fewer than 32 characters") as refused:
        SharedSecret(secret)
    assert not secret or secret not in str(refused.value)


def test_the_key_is_not_shown() -> None:
    assert SECRET not in repr(SharedSecret(SECRET).key_for({}))
