"""Frames: complete, in order, and never over what API Gateway carries, whatever is in them."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.realtime import frames
from curator.realtime.batch_frames import batch_uploads_list
from curator.realtime.errors import FrameTooLargeError
from curator.realtime.frames import MAX_FRAME_BYTES, NONCE_BYTES, MessageOut

NONCE = "n" * NONCE_BYTES
TEXTS = st.text(max_size=60) | st.sampled_from(["é" * 200, '"\\' * 300, "\x00" * 100, "😀" * 150, "x" * 2000])
LONG_TEXTS = TEXTS | st.sampled_from(["x" * 40_000, "😀" * 9000, "\x01" * 6000])
SOME = settings(max_examples=60, deadline=None)


def parsed(messages: Any) -> list[dict[str, Any]]:
    """Encode each message, which raises where one is too large, and return what a client reads."""
    return [json.loads(frames.encode(message, NONCE)) for message in messages]


def update_row(number: int, text: str) -> dict[str, Any]:
    return {"id": number, "batchid": 1, "status": "failed", "key": str(number), "handler": "mapillary"} | (
        {"error": {"type": "error", "message": text}} if text else {}
    )


def upload_row(number: int, text: str) -> dict[str, Any]:
    return update_row(number, text[:50]) | {
        "filename": f"{text[:40]}{number}.jpg",
        "wikitext": text,
        "userid": "12345",
        "created_at": "2026-11-21T00:30:57.123456Z",
        "labels": {"language": "en", "value": text[:20]},
    }


def image(number: int, text: str) -> dict[str, Any]:
    return {"id": str(number), "title": text[:60], "description": text, "tags": [text, text], "existing": []}


def test_every_frame_carries_its_nonce_and_no_null() -> None:
    message = {"type": "X", "data": {"a": None, "b": [{"c": None, "d": 1}], "e": [None]}, "extra": None}
    assert json.loads(frames.encode(message, "once")) == {
        "type": "X",
        "data": {"b": [{"d": 1}], "e": [None]},
        "nonce": "once",
    }


def test_a_frame_over_the_limit_is_never_made() -> None:
    with pytest.raises(FrameTooLargeError):
        frames.encode({"type": "X", "data": "x" * MAX_FRAME_BYTES}, NONCE)


def test_the_size_of_a_message_is_that_of_its_frame() -> None:
    message = {"type": "X", "data": ["é", {"a": 1, "b": None}]}
    assert frames.size(message) == len(frames.encode(message, NONCE))


def test_the_largest_message_that_fits_is_sent() -> None:
    message = {"type": "X", "data": ""}
    message["data"] = "x" * (frames.MAX_MESSAGE_BYTES - frames.size(message))
    assert frames.fits(message)
    assert len(frames.encode(message, NONCE)) == frames.MAX_MESSAGE_BYTES
    assert not frames.fits({**message, "data": message["data"] + "x"})


@SOME
@given(st.lists(LONG_TEXTS, max_size=80))
def test_upload_rows_are_split_without_losing_one(texts: list[str]) -> None:
    rows = [update_row(number, text) for number, text in enumerate(texts)]
    received = [row for frame in parsed(frames.uploads_update(rows)) for row in frame["data"]]
    assert [row["id"] for row in received] == list(range(len(rows)))
    for sent, got in zip(rows, received, strict=True):
        if sent != got:  # only a message too long for any frame is cut
            assert frames.row_size(sent) > frames.MAX_MESSAGE_BYTES - 100
            assert sent["error"]["message"].startswith(got["error"]["message"].rstrip("…"))


@SOME
@given(st.lists(LONG_TEXTS, max_size=40))
def test_images_are_split_without_losing_one(texts: list[str]) -> None:
    images = [image(number, text) for number, text in enumerate(texts)]
    received = parsed(frames.partial_collection_images(images, collection="seq"))
    assert [row["id"] for frame in received for row in frame["data"]["images"]] == [row["id"] for row in images]
    assert all(frame["data"]["collection"] == "seq" for frame in received)


@SOME
@given(st.lists(TEXTS, max_size=120), st.booleans())
def test_a_list_of_batches_replaces_once_and_then_adds(texts: list[str], partial: bool) -> None:
    items = [{"id": number, "username": text} for number, text in enumerate(texts)]
    received = parsed(frames.batches_list(items, total=500, partial=partial))
    assert [item for frame in received for item in frame["data"]["items"]] == items
    assert [frame["partial"] for frame in received] == [partial] + [True] * (len(received) - 1)
    assert all(frame["data"]["total"] == 500 for frame in received)


def test_an_empty_list_of_batches_is_sent_too() -> None:
    (received,) = parsed(frames.batches_list([], total=0, partial=False))
    assert received["data"] == {"items": [], "total": 0}


@SOME
@given(st.lists(LONG_TEXTS, max_size=300))
def test_a_batch_is_shown_in_frames_that_fit_and_with_every_upload(texts: list[str]) -> None:
    rows = [upload_row(number, text) for number, text in enumerate(texts)]
    opening = batch_uploads_list({"id": 1}, iter(rows))
    whole, *updates = parsed(opening.messages)
    listed = [row["id"] for row in whole["data"]["uploads"]]
    assert listed == list(range(len(listed)))
    assert {row["id"] for frame in updates for row in frame["data"]} <= set(listed)
    assert all({"id", "status", "filename", "wikitext", "key"} <= row.keys() for row in whole["data"]["uploads"])
    assert opening.whole == (whole["data"]["uploads"] == rows)
    more = parsed(frames.batch_uploads_more(1, rows, first=0, total=len(rows)))
    assert [row["id"] for frame in more for row in frame["data"]["uploads"]] == list(range(len(rows)))
    for frame in more:
        assert frame["data"]["first"] == frame["data"]["uploads"][0]["id"]


def test_only_as_many_uploads_are_read_as_the_first_message_shows() -> None:
    endless = (upload_row(number, "some wikitext") for number in itertools.count())
    opening = batch_uploads_list({"id": 1}, endless)
    assert not opening.whole
    (shown,) = (message for message in opening.messages if message["type"] == "BATCH_UPLOADS_LIST")
    assert len(shown["data"]["uploads"]) > 150
    assert next(endless)["id"] == len(shown["data"]["uploads"]) + 1


def test_what_the_first_message_has_no_room_for_but_the_table_shows_follows_as_updates() -> None:
    rows = [upload_row(number, "w" * 400) for number in range(120)]
    shown, update = parsed(batch_uploads_list({"id": 1}, iter(rows)).messages)[:2]
    assert "error" not in shown["data"]["uploads"][0]
    assert update["type"] == "UPLOADS_UPDATE"
    assert update["data"][0]["error"]["message"] == "w" * 50


def test_a_small_batch_is_shown_as_it_is() -> None:
    rows = [upload_row(number, "some wikitext") for number in range(3)]
    (whole,) = parsed(batch_uploads_list({"id": 1}, iter(rows)).messages)
    assert whole["data"] == {"batch": {"id": 1}, "uploads": rows}


def test_long_wikitexts_share_the_room_there_is() -> None:
    rows = [upload_row(number, "") | {"wikitext": "w" * 5000} for number in range(30)]
    (whole,) = parsed(batch_uploads_list({"id": 1}, iter(rows)).messages)
    lengths = {len(row["wikitext"]) for row in whole["data"]["uploads"]}
    assert len(lengths) == 1
    assert 500 < lengths.pop() < 5000
    assert {key: value for key, value in whole["data"]["uploads"][7].items() if key != "wikitext"} == {
        key: value for key, value in rows[7].items() if key != "wikitext"
    }


def test_all_ids_of_a_collection_go_into_one_frame() -> None:
    ids = [f"{1000000000000000 + number}" for number in range(1500)]
    (received,) = parsed([frames.collection_image_ids(ids)])
    assert received["data"] == ids


@SOME
@given(st.lists(TEXTS, min_size=1, max_size=400))
def test_as_many_ids_are_announced_as_one_frame_holds(ids: list[str]) -> None:
    count = frames.announceable(ids)
    assert count > 0
    assert frames.fits(frames.collection_image_ids(ids[:count]))
    assert count == len(ids) or frames.size(frames.collection_image_ids(ids[: count + 1])) >= frames.MAX_MESSAGE_BYTES


def test_a_row_that_cannot_be_made_smaller_is_refused() -> None:
    with pytest.raises(FrameTooLargeError):
        list(frames.batches_list([{"id": 1, "username": "x" * MAX_FRAME_BYTES}], total=1, partial=False))


@SOME
@given(LONG_TEXTS, st.integers(0, 3000))
def test_a_cut_text_is_the_longest_beginning_that_fits(text: str, room: int) -> None:
    short = frames.cut(text, room)
    assert frames.text_size(short) <= room
    if short != text:
        assert text.startswith(short.removesuffix("…"))


def test_half_of_a_surrogate_pair_does_not_break_a_frame() -> None:
    assert parsed([frames.error("a \ud800 b")]) == [{"type": "ERROR", "data": "a ? b", "nonce": NONCE}]


def test_an_error_that_quotes_a_whole_page_is_cut() -> None:
    (received,) = parsed([frames.error("Mapillary API Error: " + "<p>" * 20_000)])
    assert received["data"].startswith("Mapillary API Error: <p>")
    assert len(received["data"]) <= frames.MAX_ERROR_BYTES


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (frames.batch_created(7), {"type": "BATCH_CREATED", "data": 7}),
        (frames.subscribed(7, sequence=3), {"type": "SUBSCRIBED", "data": 7, "sequence": 3}),
        (frames.uploads_complete(7), {"type": "UPLOADS_COMPLETE", "data": 7}),
        (
            frames.upload_slice_ack(3, {"a": "queued"}),
            {"type": "UPLOAD_SLICE_ACK", "data": [{"id": "a", "status": "queued"}], "sliceid": 3},
        ),
        (frames.try_batch_retrieval("wait"), {"type": "TRY_BATCH_RETRIEVAL", "data": "wait"}),
        (
            frames.collection_images([{"id": "2"}, {"id": "1"}], creator={"id": "9"}, sequence_id="s"),
            {
                "type": "COLLECTION_IMAGES",
                "data": {"images": {"2": {"id": "2"}, "1": {"id": "1"}}, "creator": {"id": "9"}, "sequence_id": "s"},
            },
        ),
    ],
    ids=lambda value: value["type"],
)
def test_messages_have_the_shape_clients_know(message: MessageOut, expected: MessageOut) -> None:
    assert message == expected
