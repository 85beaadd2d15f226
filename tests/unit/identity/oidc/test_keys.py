"""When the issuer is asked for its keys, and when it is left alone."""

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from curator.identity.errors import InvalidTokenError, TokenKeyUnavailableError, TokenUndecodableError
from curator.identity.oidc.documents import DocumentError
from curator.identity.oidc.keys import (
    FIRST_HOLD_OFF_SECONDS,
    FRESH_SECONDS,
    LONGEST_HOLD_OFF_SECONDS,
    UNKNOWN_KEY_SECONDS,
    USABLE_SECONDS,
    IssuerKeys,
)
from tests.fakes.clock import VirtualClock
from tests.unit.identity.oidc.published import curve_key, published, rsa_key

KNOWN = {"alg": "RS256", "kid": "one", "typ": "JWT"}


class Publisher:
    """An issuer that publishes what it is told to, or is silent."""

    def __init__(self) -> None:
        self.keys: list[Any] = [published(rsa_key())]
        self.silent = False
        self.asked = 0

    def __call__(self) -> list[Any]:
        self.asked += 1
        if self.silent:
            raise DocumentError("no answer")
        return self.keys


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def keys(publisher: Publisher, clock: VirtualClock) -> IssuerKeys:
    return IssuerKeys(publisher, clock, ("RS256", "ES256"))


def refused(keys: IssuerKeys, header: Mapping[str, Any], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        keys.key_for(header)


def test_the_issuer_is_asked_for_the_first_token_and_not_again(
    keys: IssuerKeys, publisher: Publisher, clock: VirtualClock
) -> None:
    assert publisher.asked == 0
    for _ in range(5):
        assert keys.key_for(KNOWN)
        clock.advance(FRESH_SECONDS / 6)
    assert publisher.asked == 1
    clock.advance(FRESH_SECONDS)
    assert keys.key_for(KNOWN)
    assert publisher.asked == 2


def test_an_unknown_key_asks_the_issuer_once_and_made_up_names_ask_no_more(
    keys: IssuerKeys, publisher: Publisher, clock: VirtualClock
) -> None:
    keys.key_for(KNOWN)
    for number in range(50):
        refused(keys, {**KNOWN, "kid": f"made up {number}"}, InvalidTokenError)
    assert publisher.asked == 2
    clock.advance(UNKNOWN_KEY_SECONDS)
    refused(keys, {**KNOWN, "kid": "made up"}, InvalidTokenError)
    assert publisher.asked == 3


def test_a_key_that_is_new_is_taken_with_the_first_token_it_signed(keys: IssuerKeys, publisher: Publisher) -> None:
    keys.key_for(KNOWN)
    publisher.keys = [published(rsa_key(2), "two"), *publisher.keys]
    assert keys.key_for({**KNOWN, "kid": "two"})
    assert publisher.asked == 2


def test_a_key_that_is_withdrawn_ends_with_the_next_answer(
    keys: IssuerKeys, publisher: Publisher, clock: VirtualClock
) -> None:
    keys.key_for(KNOWN)
    publisher.keys = [published(curve_key(), "two")]
    assert keys.key_for(KNOWN)
    clock.advance(FRESH_SECONDS)
    refused(keys, KNOWN, InvalidTokenError)


# scenario realtime-142
def test_a_silent_issuer_is_left_alone_longer_each_time_and_nobody_waits_for_it(
    keys: IssuerKeys, publisher: Publisher, clock: VirtualClock
) -> None:
    publisher.silent = True
    pauses = []
    for _ in range(6):
        asked, since = publisher.asked, clock.now()
        while publisher.asked == asked:
            refused(keys, KNOWN, TokenKeyUnavailableError)
            clock.advance(1)
        pauses.append(clock.now() - 1 - since)
    assert pauses == [0, FIRST_HOLD_OFF_SECONDS - 1, 9, 19, 39, LONGEST_HOLD_OFF_SECONDS - 1]
    publisher.silent = False
    clock.advance(LONGEST_HOLD_OFF_SECONDS)
    assert keys.key_for(KNOWN)


# scenario realtime-142
def test_known_keys_outlast_an_outage_of_the_issuer_for_a_day(
    keys: IssuerKeys, publisher: Publisher, clock: VirtualClock
) -> None:
    keys.key_for(KNOWN)
    publisher.silent = True
    clock.advance(FRESH_SECONDS)
    assert keys.key_for(KNOWN)
    refused(keys, {**KNOWN, "kid": "new"}, TokenKeyUnavailableError)  # it may be a good one
    clock.advance(USABLE_SECONDS)
    refused(keys, KNOWN, TokenKeyUnavailableError)
    publisher.silent = False
    clock.advance(LONGEST_HOLD_OFF_SECONDS)
    assert keys.key_for(KNOWN)


def test_an_issuer_that_flaps_is_believed_whenever_it_answers(
    keys: IssuerKeys, publisher: Publisher, clock: VirtualClock
) -> None:
    for _ in range(4):
        publisher.silent = not publisher.silent
        clock.advance(FRESH_SECONDS)
        if publisher.silent and publisher.asked == 0:
            refused(keys, KNOWN, TokenKeyUnavailableError)
        else:
            assert keys.key_for(KNOWN)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "HS256", "kid": "one"},
        {"alg": "none"},
        {"alg": "RS512", "kid": "one"},
        {"alg": ["RS256"], "kid": "one"},
        {"kid": "one"},
    ],
    ids=repr,
)
def test_a_token_cannot_choose_how_it_is_checked_and_such_a_one_asks_nobody(
    keys: IssuerKeys, publisher: Publisher, header: dict[str, Any]
) -> None:
    refused(keys, header, InvalidTokenError)
    assert publisher.asked == 0


@pytest.mark.parametrize("kind", ["logout+jwt", "dpop+jwt", 7, None], ids=repr)
def test_what_the_issuer_signs_for_other_ends_is_no_access_token(keys: IssuerKeys, kind: Any) -> None:
    refused(keys, {**KNOWN, "typ": kind}, TokenUndecodableError)


@pytest.mark.parametrize("kind", ["JWT", "at+jwt", "AT+JWT", "application/at+jwt"])
def test_access_tokens_say_that_they_are_in_several_ways(keys: IssuerKeys, kind: str) -> None:
    assert keys.key_for({**KNOWN, "typ": kind})
    assert keys.key_for({"alg": "RS256", "kid": "one"})


def test_an_issuer_without_a_usable_key_makes_tokens_invalid(keys: IssuerKeys, publisher: Publisher) -> None:
    publisher.keys = [{"kty": "oct", "k": "c2VjcmV0", "kid": "one"}]
    refused(keys, KNOWN, InvalidTokenError)


def test_threads_that_need_the_same_answer_wait_for_one_of_them(clock: VirtualClock) -> None:
    entered, may_answer = threading.Event(), threading.Event()
    publisher = Publisher()

    def slow() -> list[Any]:
        entered.set()
        assert may_answer.wait(60)
        return publisher()

    keys = IssuerKeys(slow, clock, ("RS256",))
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(keys.key_for(KNOWN))) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert entered.wait(60)
    may_answer.set()
    for thread in threads:
        thread.join(60)
    assert len(found) == 8
    assert publisher.asked == 1
