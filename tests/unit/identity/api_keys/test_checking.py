"""Whose key it is that somebody shows."""

from collections.abc import Callable

import pytest

from curator.foundation.metrics import metrics
from curator.identity.api_keys.checking import NEVER
from curator.identity.api_keys.models import NewText
from curator.identity.api_keys.texts import Digests, parts_of
from curator.identity.api_keys.tiers import Tier
from curator.identity.authenticator import Authenticator
from curator.identity.errors import KeyExpiredError, KeyRevokedError, NotAuthenticatedError, UnknownKeyError
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from tests.fakes.metrics import counted_in
from tests.unit.identity.api_keys.conftest import ALICE, OPERATOR, Desk

DAY = 24 * 3600


def test_a_key_proves_its_maker_with_its_tier_and_no_role(each_desk: Desk) -> None:
    made = each_desk.keys.create(OPERATOR, name="a maintainer's", tier=Tier.PREMIUM, rate_limit=100)
    proof = each_desk.reader.proof(made.text)
    assert (proof.principal.user_id, proof.principal.tier, proof.principal.roles) == ("1", "premium", frozenset())
    assert (proof.key_id, proof.calls_per_minute, proof.session_key) == (made.key.id, 100, "")
    assert proof.expires_at == NEVER


def damaged(made: NewText) -> str:
    return made.text[:-1] + ("a" if made.text[-1] != "a" else "b")


def of_another_id(made: NewText) -> str:
    return made.text.replace(made.key.id, "00000000")


@pytest.mark.parametrize(
    "spoil",
    [
        damaged,
        of_another_id,
        lambda made: made.text[:-1],
        lambda made: f"{made.text}a",
        lambda made: f"{made.text}\n",
        lambda made: f" {made.text}",
        lambda made: made.text.upper(),
        lambda made: made.text.replace("curator", "wump"),
        lambda made: made.key.id,
        lambda made: made.key.digest,
        lambda made: "é" * 60,
        lambda made: "",
    ],
)
def test_a_text_that_nobody_was_given_opens_nothing(desk: Desk, spoil: Callable[[NewText], str]) -> None:
    text = spoil(desk.key())
    counted_in(metrics)
    with pytest.raises(UnknownKeyError) as refused:
        desk.reader.proof(text)
    assert (refused.value.status, refused.value.public_message) == (401, "Unknown API key")
    name = "auth_api_key_validations_total"
    assert counted_in(metrics, name) == {f"{name}{{status=unknown}}": 1}


def test_what_cannot_be_a_key_costs_no_request(desk: Desk) -> None:
    before = desk.table.operations.read_requests  # type: ignore[attr-defined]
    with pytest.raises(UnknownKeyError):
        desk.reader.proof("curator_made-up")
    assert desk.table.operations.read_requests == before  # type: ignore[attr-defined]


# scenario usage-67
def test_an_expired_key_opens_nothing(each_desk: Desk) -> None:
    made = each_desk.keys.create(ALICE, name="for a day", valid_until=int(each_desk.clock.now()) + DAY)
    each_desk.clock.advance(DAY - 1)
    assert each_desk.reader.proof(made.text).expires_at == made.key.valid_until
    each_desk.clock.advance(1)
    with pytest.raises(KeyExpiredError) as refused:
        each_desk.reader.proof(made.text)
    assert (refused.value.status, refused.value.public_message) == (401, "API key expired")


# scenario usage-67
def test_a_revoked_key_opens_nothing_from_the_next_call_on(each_desk: Desk) -> None:
    made = each_desk.key()
    each_desk.reader.proof(made.text)
    each_desk.keys.revoke(ALICE, made.key.id)
    with pytest.raises(KeyRevokedError) as refused:
        each_desk.reader.proof(made.text)
    assert (refused.value.status, refused.value.public_message) == (401, "API key revoked")
    with pytest.raises(UnknownKeyError):  # who has not the text learns nothing of the key
        each_desk.reader.proof(damaged(made))


# scenario usage-70
def test_after_a_rotation_the_old_text_counts_for_a_day(each_desk: Desk) -> None:
    made = each_desk.key()
    each_desk.clock.advance(100)
    rotated = each_desk.keys.rotate(ALICE, made.key.id)
    assert (rotated.key.id, rotated.key.name) == (made.key.id, made.key.name)
    assert rotated.text != made.text
    assert each_desk.reader.proof(rotated.text).expires_at == NEVER
    each_desk.clock.advance(DAY - 1)
    assert each_desk.reader.proof(made.text).key_id == made.key.id
    each_desk.clock.advance(1)
    with pytest.raises(KeyExpiredError):
        each_desk.reader.proof(made.text)
    assert each_desk.reader.proof(rotated.text).key_id == made.key.id


# scenario usage-70
def test_the_text_before_the_last_counts_no_more(desk: Desk) -> None:
    first = desk.key()
    second = desk.keys.rotate(ALICE, first.key.id)
    third = desk.keys.rotate(ALICE, first.key.id)
    with pytest.raises(UnknownKeyError):
        desk.reader.proof(first.text)
    assert {desk.reader.proof(one.text).key_id for one in (second, third)} == {first.key.id}


def test_a_revoked_keys_old_text_opens_nothing_either(desk: Desk) -> None:
    made = desk.key()
    desk.keys.rotate(ALICE, made.key.id)
    desk.keys.revoke(ALICE, made.key.id)
    with pytest.raises(KeyRevokedError):
        desk.reader.proof(made.text)


def test_under_another_secret_a_text_has_another_digest() -> None:
    text = "curator_00000000_" + "a" * 43
    assert Digests("one").of(text) == Digests("one").of(text) != Digests("another").of(text)
    assert parts_of(text) is not None
    with pytest.raises(ValueError, match="need a secret"):
        Digests("")


class TestTheAuthenticator:
    @pytest.fixture
    def authenticator(self, desk: Desk) -> Authenticator:
        return Authenticator(Sessions(SessionStore(desk.table), desk.clock), lambda: None, lambda: desk.reader)

    def test_a_key_tells_who_asks(self, authenticator: Authenticator, desk: Desk) -> None:
        counted_in(metrics)
        assert authenticator.proof(None, None, desk.key().text).principal.user_id == "alice"
        assert counted_in(metrics, "auth_attempts_total") == {"auth_attempts_total{status=success}": 1}

    def test_a_bad_key_is_not_saved_by_a_cookie(self, authenticator: Authenticator, desk: Desk) -> None:
        session, _ = Sessions(SessionStore(desk.table), desk.clock).start(
            user_id="42", username="Carol", encrypted_token="ciphertext"
        )
        assert authenticator.proof(None, session, desk.key().text).principal.user_id == "alice"
        assert authenticator.proof(None, session).principal.user_id == "42"
        with pytest.raises(UnknownKeyError):
            authenticator.proof(None, session, "made-up")

    def test_a_bad_authorization_is_not_saved_by_a_key(self, authenticator: Authenticator, desk: Desk) -> None:
        with pytest.raises(NotAuthenticatedError):
            authenticator.proof("Basic dTpw", None, desk.key().text)

    def test_where_no_keys_are_taken_none_opens_anything(self, desk: Desk) -> None:
        authenticator = Authenticator(Sessions(SessionStore(desk.table), desk.clock), lambda: None)
        with pytest.raises(UnknownKeyError):
            authenticator.proof(None, None, desk.key().text)
