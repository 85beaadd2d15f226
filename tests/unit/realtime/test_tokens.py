"""What a client shows to go on where it lost its socket."""

import base64
import json
from typing import Any

import pytest

from curator.realtime.connections import Subscription, batch_topic, list_topic, room_topic
from curator.realtime.errors import InvalidResumeTokenError
from curator.realtime.frames import MAX_TOKEN_BYTES
from curator.realtime.streams.stream import Place
from curator.realtime.streams.tokens import Token, read_token, write_token

PLACE = Place(number=7, good_until=1_800_000_000)
FIELDS: list[Any] = [1, "L0SM9cOFvHcCIAg=", "batches#all", "ali", 100, 5, 7, 1_800_000_000]


def written(fields: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("topic", "filter_text"),
    [(batch_topic(7), ""), (list_topic(None), "älí #1"), (list_topic("1#2"), "x"), (room_topic("Straße #5"), "")],
    ids=["batch", "everybodys-list", "one-users-list", "room"],
)
def test_a_token_says_what_was_watched_and_where(topic: str, filter_text: str) -> None:
    watched = Subscription(connection_id="L0SM9cOFvHcCIAg=", topic=topic, filter_text=filter_text, limit=25)
    token = Token(subscription=watched, since=1_800_000_000_123, place=PLACE)
    assert read_token(write_token(token) or "") == token


def test_a_token_of_a_batch_is_short() -> None:
    watched = Subscription(connection_id="L0SM9cOFvHcCIAg=", topic=batch_topic(123456))
    assert len(write_token(Token(subscription=watched, since=1_800_000_000_123, place=PLACE)) or "") < 100


def test_what_does_not_fit_into_a_frame_has_no_token() -> None:
    watched = Subscription(connection_id="a=", topic=list_topic(None), filter_text="x" * MAX_TOKEN_BYTES)
    assert write_token(Token(subscription=watched, since=1_800_000_000_123, place=PLACE)) is None


def test_the_fields_of_the_next_test_are_a_token() -> None:
    assert read_token(written(FIELDS)).subscription.filter_text == "ali"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64 at all!",
        "é",
        written("text"),
        written({}),
        written([]),
        written([2, *FIELDS[1:]]),
        written([*FIELDS, 1]),
        written([1, None, *FIELDS[2:]]),
        written([*FIELDS[:3], 5, *FIELDS[4:]]),
        written([*FIELDS[:4], "100", *FIELDS[5:]]),
        written([*FIELDS[:5], "5", *FIELDS[6:]]),
        written([*FIELDS[:6], "7", *FIELDS[7:]]),
        written([*FIELDS[:7], None]),
        written([1, "a=", 7, "", 100, 5, 7, 1]),
        written([1, "a=", "batch#", "", 100, 5, 7, 1]),
        written([1, "a=", "batch#07", "", 100, 5, 7, 1]),
        written([1, "a=", "batch#\u0667", "", 100, 5, 7, 1]),
        written([1, "a=", "STREAM#x", "", 100, 5, 7, 1]),
        written([1, "a=", "batches#all", "\ud800", 100, 5, 7, 1]),
        written([1, "a=", "batches#all", "", 0, 5, 7, 1]),
        written([1, "a=", "batches#all", "", 100, 5, -1, 1]),
        written([1, "a=", "batches#all", "", 100, 5, 2**53, 1]),
        written([1, "a=", "batches#all", "", True, 5, 7, 1]),
    ],
)
def test_a_text_that_is_no_token_of_ours_is_refused(text: str) -> None:
    with pytest.raises(InvalidResumeTokenError):
        read_token(text)
