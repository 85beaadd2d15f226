"""Creating, filling and showing batches over a socket."""

from typing import Any

import pytest

from curator.uploads.models import UploadStatus
from tests.unit.functions.socket_world import ALICE, BOB, SocketWorld, item, slice_of


def error(text: str) -> list[dict[str, Any]]:
    return [{"type": "ERROR", "data": text}]


def statuses(world: SocketWorld, batch_id: int) -> list[UploadStatus]:
    return [upload.status for upload in world.upload_store.list_uploads(batch_id)]


def test_batches_have_rising_integer_ids(world: SocketWorld) -> None:
    browser = world.connect()
    first, second = browser.create_batch(), browser.create_batch()
    assert isinstance(first, int)
    assert second > first


# scenario 21
def test_a_slice_is_stored_before_it_is_acknowledged(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch()
    assert browser.send("UPLOAD_SLICE", slice_of(batch_id, ["1000", "1001"], slice_id=4)) == [
        {
            "type": "UPLOAD_SLICE_ACK",
            "data": [{"id": "1000", "status": "queued"}, {"id": "1001", "status": "queued"}],
            "sliceid": 4,
        }
    ]
    assert statuses(world, batch_id) == [UploadStatus.QUEUED, UploadStatus.QUEUED]
    assert len(world.lanes_queue.sent) == 1


def test_the_same_slice_again_is_acknowledged_again_and_stored_once(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch()
    first = browser.send("UPLOAD_SLICE", slice_of(batch_id, ["1000"]))
    assert browser.send("UPLOAD_SLICE", slice_of(batch_id, ["1000"])) == first
    assert len(statuses(world, batch_id)) == 1


def test_a_picture_twice_in_a_slice_is_one_entry_of_the_acknowledgement(world: SocketWorld) -> None:
    browser = world.connect()
    (ack,) = browser.send("UPLOAD_SLICE", slice_of(browser.create_batch(), ["1000", "1000"]))
    assert ack["data"] == [{"id": "1000", "status": "queued"}]


# scenario 22
def test_a_slice_for_a_batch_that_does_not_exist_is_refused(world: SocketWorld) -> None:
    assert world.connect().send("UPLOAD_SLICE", slice_of(999, ["1"])) == error("Batch 999 not found")


def test_nobody_fills_a_batch_of_somebody_else(world: SocketWorld) -> None:
    batch_id = world.connect(ALICE).create_batch()
    assert world.connect(BOB).send("UPLOAD_SLICE", slice_of(batch_id, ["1"])) == error("Permission denied")
    assert statuses(world, batch_id) == []


def test_a_logout_ends_the_right_to_upload_on_open_sockets(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch()
    world.log_out(browser)
    assert browser.send("UPLOAD_SLICE", slice_of(batch_id, ["1"])) == error("Session expired, please log in again")
    assert statuses(world, batch_id) == []


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Photo", "The title must end with the kind of file it is"),
        ("Photo.exe", "The title must end with the kind of file it is"),
        (".jpg", "The title needs a name before its extension."),
        ("é" * 119 + ".jpg", "The title is too long: 242 bytes, at most 240."),
        ("A/B.jpg", "The title must not contain “/”."),
        ("A:B.jpg", "The title must not contain “:”."),
        ("A[B].jpg", "The title must not contain “[”."),
        ("A\nB.jpg", "The title must not contain the control character U+000A."),
        ("A%41B.jpg", "The title must not contain “%41”"),
        ("A&amp;B.jpg", "The title must not contain “&amp;”"),
        ("A~~~B.jpg", "The title must not contain “~~~”"),
    ],
    ids=[
        "no-extension",
        "other-extension",
        "no-stem",
        "long",
        "slash",
        "colon",
        "link",
        "line",
        "escape",
        "entity",
        "signature",
    ],
)
def test_a_title_commons_would_refuse_is_refused_and_nothing_is_stored(
    world: SocketWorld, title: str, reason: str
) -> None:
    browser = world.connect()
    batch_id = browser.create_batch()
    data = slice_of(batch_id, ["1"]) | {"items": [item("1"), item("2", title=title)]}
    (refusal,) = browser.send("UPLOAD_SLICE", data)
    assert refusal["type"] == "ERROR"
    assert refusal["data"].startswith("Item 2, ")
    assert reason in refusal["data"]
    assert statuses(world, batch_id) == []


@pytest.mark.parametrize(
    "title", ["é" * 118 + ".jpg", "A & B, 50 % ~~ (1).JPEG", "Zürich 東京.webp"], ids=["240-bytes", "signs", "letters"]
)
def test_a_title_commons_takes_is_taken(world: SocketWorld, title: str) -> None:
    browser = world.connect()
    data = slice_of(browser.create_batch(), []) | {"items": [item("1", title=title)]}
    assert browser.send("UPLOAD_SLICE", data)[0]["type"] == "UPLOAD_SLICE_ACK"


def test_an_empty_slice_is_refused(world: SocketWorld) -> None:
    browser = world.connect()
    (refusal,) = browser.send("UPLOAD_SLICE", slice_of(browser.create_batch(), []))
    assert refusal["type"] == "ERROR"


# scenario 23
def test_a_batch_is_shown_with_its_uploads_and_texts_to_anybody(world: SocketWorld) -> None:
    batch_id = world.connect(ALICE).create_batch(["1000", "1001"])
    (shown,) = world.connect(BOB).send("FETCH_BATCH_UPLOADS", batch_id)
    assert shown["type"] == "BATCH_UPLOADS_LIST"
    assert shown["data"]["batch"]["id"] == batch_id
    assert shown["data"]["batch"]["stats"]["queued"] == 2
    first = shown["data"]["uploads"][0]
    assert (first["key"], first["filename"], first["wikitext"], first["status"]) == (
        "1000",
        "My photo 1000.jpg",
        "== 1000 ==",
        "queued",
    )
    assert first["labels"] == {"language": "en", "value": "Photo"}
    assert "token of Alice" not in str(shown)


# scenario 23
def test_a_batch_that_does_not_exist_cannot_be_shown(world: SocketWorld) -> None:
    assert world.connect().send("FETCH_BATCH_UPLOADS", 999) == error("Batch 999 not found")


def test_what_is_not_served_any_more_is_an_unknown_action(world: SocketWorld) -> None:
    assert world.connect().send("UPLOAD", {"items": []}) == error("Unknown action")


def test_pictures_are_fetched_elsewhere(world: SocketWorld) -> None:
    browser = world.connect()
    assert browser.send("FETCH_IMAGES", "seq1", handler="mapillary") == []
    assert world.fetches.sent == [
        (
            {
                "kind": "images",
                "connection_id": browser.connection_id,
                "user_id": "1",
                "username": "Alice",
                "handler": "mapillary",
                "input": "seq1",
            },
            0,
        )
    ]


def test_pictures_of_a_source_nobody_knows_are_not_fetched(world: SocketWorld) -> None:
    assert world.connect().send("FETCH_IMAGES", "seq1", handler="nowhere") == error("Invalid message format")
    assert world.fetches.sent == []
