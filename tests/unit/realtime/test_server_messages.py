"""Every message the server can send: no nulls, whole ids, and no two frames alike."""

import ast
import inspect
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from curator.realtime import frames
from curator.realtime.batch_frames import batch_uploads_list
from curator.realtime.delivery import random_nonce
from curator.realtime.frames import MessageOut

ROW: dict[str, Any] = {
    "id": 4,
    "batchid": 3,
    "status": "failed",
    "key": "1000",
    "handler": "mapillary",
    "filename": "a.jpg",
    "wikitext": "",
    "labels": None,
    "success": None,
    "error": {"type": "duplicate", "message": "m", "links": [{"title": "File:A.jpg", "url": "u", "more": None}]},
}
BATCH: dict[str, Any] = {"id": 3, "edit_group_id": None, "stats": {"total": 1, "queued": None}, "finish_at": None}
IMAGE: dict[str, Any] = {"id": "1", "location": {"city": None}, "existing": [], "license": None, "tags": []}
PRESET: dict[str, Any] = {"id": 5, "title": "t", "labels": None, "categories": None}

# By the function that makes them; a new one without an example here fails the last test of this file.
EXAMPLES: dict[str, Callable[[], list[MessageOut]]] = {
    "announcement": lambda: [frames.announcement("a", "We stop at noon", sender="Alice", room="all")],
    "batch_created": lambda: [frames.batch_created(3)],
    "batch_progress": lambda: [frames.batch_progress(BATCH)],
    "batch_uploads_list": lambda: batch_uploads_list(BATCH, iter([ROW])).messages,
    "batch_uploads_more": lambda: list(frames.batch_uploads_more(3, [ROW], first=0, total=1)),
    "batches_list": lambda: list(frames.batches_list([BATCH], total=1, partial=False)),
    "categories_deleted": lambda: [frames.categories_deleted(["A"])],
    "category_created": lambda: [frames.category_created("Category:A")],
    "close": lambda: [frames.close(1008, "Token expired")],
    "collection_image_ids": lambda: [frames.collection_image_ids(["1"])],
    "collection_images": lambda: [frames.collection_images([IMAGE], creator={"id": "9", "x": None}, sequence_id="s")],
    "error": lambda: [frames.error("sentence")],
    "more_collection_images": lambda: list(frames.more_collection_images([IMAGE], collection="s", first=0, total=1)),
    "numbered": lambda: frames.numbered([frames.batch_progress(BATCH)], 7),
    "partial_collection_images": lambda: list(frames.partial_collection_images([IMAGE], collection="s")),
    "pong": lambda: [frames.pong()],
    "presets_list": lambda: [frames.presets_list("mapillary", [PRESET])],
    "recategorize_files": lambda: [frames.recategorize_files("A", count=1)],
    "recategorize_files_progress": lambda: [frames.recategorize_files_progress("A", done=1, changed=1, failed=0)],
    "redlinks": lambda: [frames.redlinks([{"title": "A", "linked_from": None}], updated_at="2026-11-21T00:00:00Z")],
    "resumed": lambda: [frames.resumed("batch#3", replayed=True, missed=2, sequence=4, token=None)],
    "retry_uploads_response": lambda: [frames.retry_uploads_response(4)],
    "room_joined": lambda: [frames.room_joined("all", sequence=3, token=None)],
    "subscribed": lambda: [frames.subscribed(3, sequence=1)],
    "try_batch_retrieval": lambda: [frames.try_batch_retrieval("wait")],
    "upload_slice_ack": lambda: [frames.upload_slice_ack(0, {"1000": "queued"})],
    "uploads_complete": lambda: [frames.uploads_complete(3)],
    "uploads_update": lambda: list(frames.uploads_update([ROW])),
    "wanted_categories": lambda: [
        frames.wanted_categories([{"title": "A", "files": None}], total=1, updated_at="2026-11-21T00:00:00Z")
    ],
}
IDS = {"id", "batchid", "sliceid", "total", "sequence"}  # at any depth, but for pictures and their creators


def sent(messages: list[MessageOut]) -> list[dict[str, Any]]:
    """Return what a client reads of messages that are sent twice."""
    return [json.loads(frames.encode(message, random_nonce())) for message in [*messages, *messages]]


def values_in(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value of a message with the name it goes by."""
    yield name, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from values_in(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from values_in(inner, name)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_every_frame_has_a_type_a_nonce_of_its_own_and_no_null(example: Callable[[], list[MessageOut]]) -> None:
    read = sent(example())
    assert read
    assert all(isinstance(message["type"], str) and isinstance(message["nonce"], str) for message in read)
    assert len({message["nonce"] for message in read}) == len(read)
    assert [name for message in read for name, value in values_in(message) if value is None] == []


PICTURES = {"collection_images", "partial_collection_images", "more_collection_images", "upload_slice_ack"}


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - PICTURES - {"announcement"}))
def test_ids_are_whole_numbers(name: str) -> None:
    found = [value for message in sent(EXAMPLES[name]()) for key, value in values_in(message) if key in IDS]
    assert [value for value in found if type(value) is not int] == []


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_the_ids_of_pictures_are_the_texts_their_source_gave_them(name: str) -> None:
    found = [value for message in sent(EXAMPLES[name]()) for key, value in values_in(message) if key == "id"]
    assert found
    assert [value for value in found if not isinstance(value, str)] == []


def test_every_message_there_is_has_an_example_here() -> None:
    makers = {
        one.name
        for one in ast.parse(inspect.getsource(frames)).body
        if isinstance(one, ast.FunctionDef) and one.returns and "MessageOut" in ast.unparse(one.returns)
    }
    assert makers | {"batch_uploads_list"} == EXAMPLES.keys()
