"""What a record may not repeat."""

import json
from typing import Any

import pytest

from curator.operations.audit.redaction import MAX_DATA, MAX_DEPTH, MAX_TEXT, REDACTED, as_text, redacted


# scenario realtime-133
@pytest.mark.parametrize(
    ("data", "shown"),
    [
        pytest.param(None, None, id="nothing"),
        pytest.param({}, {}, id="empty"),
        pytest.param([], [], id="empty list"),
        pytest.param({"name": "Ann"}, {"name": "Ann"}, id="nothing secret"),
        pytest.param({"password": "x"}, {"password": REDACTED}, id="a secret"),
        pytest.param({"PassWord": "x"}, {"PassWord": REDACTED}, id="in any case"),
        pytest.param({"a": {"b": {"Token": "x", "c": 1}}}, {"a": {"b": {"Token": REDACTED, "c": 1}}}, id="nested"),
        pytest.param([{"cvv": 1}, [{"ssn": 2}]], [{"cvv": REDACTED}, [{"ssn": REDACTED}]], id="in lists"),
        pytest.param({"secret": {"of": ["two"]}}, {"secret": REDACTED}, id="a whole secret object"),
        pytest.param({"token": None}, {"token": REDACTED}, id="whether there is one"),
        pytest.param({"X-API-Key": "x"}, {"X-API-Key": REDACTED}, id="as a header"),
        pytest.param(
            {"oauth_token": "x", "client_secret": "y"},
            dict.fromkeys(("oauth_token", "client_secret"), REDACTED),
            id="a kind of secret",
        ),
        pytest.param({"tokens": 3, "secretary": "Ann"}, {"tokens": 3, "secretary": "Ann"}, id="only alike"),
        pytest.param({"n": 1.5, "t": True}, {"n": 1.5, "t": True}, id="no texts"),
        pytest.param({1: "x"}, {"1": "x"}, id="a key that is no text"),
    ],
)
def test_secrets_are_taken_out_wherever_they_are(data: Any, shown: Any) -> None:
    assert redacted(data) == shown


@pytest.mark.parametrize(
    "key",
    [
        *("password", "passwd", "pwd", "token", "access_token", "refresh_token", "secret", "api_key", "private_key"),
        *("ssn", "social_security_number", "credit_card", "card_number", "cvv", "authorization"),
        *("cookie", "Set-Cookie", "ticket", "oauth_token", "oauth_verifier"),
    ],
)
def test_these_names_are_those_of_secrets(key: str) -> None:
    assert redacted({key: "x", key.upper(): "y"}) == {key: REDACTED, key.upper(): REDACTED}


def test_what_was_asked_is_not_changed_itself() -> None:
    data = {"a": [{"password": "x"}]}
    redacted(data)
    assert data == {"a": [{"password": "x"}]}


def test_a_long_text_is_cut() -> None:
    shown = redacted({"wikitext": "x" * 5000})["wikitext"]
    assert len(shown) == MAX_TEXT
    assert shown.endswith("x…")


def test_of_too_much_data_only_the_size_is_kept() -> None:
    text = as_text({"ids": list(range(2000))})
    assert json.loads(text)["omitted_characters"] > MAX_DATA
    assert len(text) < 100


def test_data_as_deep_as_a_well_is_cut_off() -> None:
    data: Any = "the bottom"
    for _ in range(10_000):
        data = [data]
    shown = as_text(data)
    assert json.loads(shown)
    assert shown == "[" * MAX_DEPTH + '"\\u2026"' + "]" * MAX_DEPTH


def test_half_a_character_and_an_empty_key_are_no_trouble_to_a_table() -> None:
    assert json.loads(as_text({"": "\ud800"})) == {"": "?"}
