"""What a message says, it says as a package too, and nothing is lost on the way there and back."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from curator.foundation.pagination.meta import Meta
from curator.realtime import frames
from curator.realtime.frames import MAX_FRAME_BYTES, MessageOut
from curator.realtime.messages import read_frame
from curator.realtime.packages.envelopes import PACKAGE, PackageEnvelope, push
from curator.realtime.packages.numbers import CLIENT, SERVER
from curator.realtime.packages.shapes import DATA_KEY, message_of, path_of, to_package_data
from functions.websocket.handlers import HANDLERS
from tests.unit.realtime.test_server_messages import EXAMPLES

REQUEST_ID = "0c2e4c36-7a4e-4b4a-9d3b-5b1f0a4f7c11"


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_a_message_is_the_same_after_it_was_a_package(example: Callable[[], list[MessageOut]]) -> None:
    for message in example():
        assert message_of(message["type"], to_package_data(message)) == message


@pytest.mark.parametrize(
    ("message", "data"),
    [
        ({"type": "SUBSCRIBED", "data": 7, "sequence": 3, "token": "t"}, {"batch_id": 7, "sequence": 3, "token": "t"}),
        ({"type": "FETCH_IMAGES", "data": "abc", "handler": "flickr"}, {"collection": "abc", "handler": "flickr"}),
        ({"type": "FETCH_BATCHES", "data": {"page": 2}}, {"page": 2}),
        ({"type": "RESUME", "data": {"token": "t", "sequence": 3}}, {"token": "t", "sequence": 3}),
        ({"type": "PONG"}, {}),
        ({"type": "close", "code": 1008, "reason": "r"}, {"code": 1008, "reason": "r"}),
    ],
    ids=lambda value: value.get("type", ""),
)
def test_the_data_of_a_package_is_always_an_object(message: MessageOut, data: dict[str, Any]) -> None:
    assert to_package_data(message) == data
    assert message_of(message["type"], data) == message


def test_no_data_is_an_object_without_anything() -> None:
    assert message_of("FETCH_BATCHES", {}) == {"type": "FETCH_BATCHES", "data": {}}
    assert message_of("CANCEL_BATCH", {}) == {"type": "CANCEL_BATCH"}


@pytest.mark.parametrize("registration", HANDLERS, ids=lambda one: one.type_name)
def test_data_that_is_no_object_has_a_name(registration: Any) -> None:
    schema = registration.model.model_json_schema(ref_template="{model}")
    data = schema.get("properties", {}).get("data")
    is_object = data is None or "$ref" in data or "allOf" in data
    assert is_object == (registration.type_name not in DATA_KEY)


def test_every_name_is_that_of_a_message() -> None:
    assert DATA_KEY.keys() <= CLIENT.keys() | SERVER.keys()


@pytest.mark.parametrize(
    ("type_name", "place", "path"),
    [
        ("CANCEL_BATCH", ("data",), "batch_id"),
        ("UPLOAD_SLICE", ("data", "items", 0, "title"), "items.0.title"),
        ("FETCH_IMAGES", ("handler",), "handler"),
        ("FETCH_BATCHES", ("data",), ""),
    ],
)
def test_a_place_of_a_message_is_told_as_the_packages(type_name: str, place: tuple[Any, ...], path: str) -> None:
    assert path_of(type_name, place) == path


def test_a_frame_of_a_package_has_its_nulls_outside_and_none_inside() -> None:
    envelope = PackageEnvelope(pkg_id=104, req_id=REQUEST_ID)
    message = {"type": "BATCHES_LIST", "data": {"items": [], "total": 0, "none": None}, "partial": False}
    read = TypeAdapter(dict[str, Any]).validate_json(frames.encode(envelope.answer(message), "nonce"))
    assert read == {
        "pkg_id": 104,
        "req_id": REQUEST_ID,
        "status_code": 0,
        "meta": None,
        "data": {"items": [], "total": 0, "partial": False},
    }


LARGEST = 2**53 - 1


def test_what_just_fits_into_a_frame_fits_as_a_package() -> None:
    ids = [f"{number:016}" for number in range(4000)]
    message = frames.collection_image_ids(ids[: frames.announceable(ids)])
    envelope = PackageEnvelope(pkg_id=301, req_id=REQUEST_ID)
    meta = Meta(page=LARGEST, per_page=LARGEST, total=LARGEST, pages=LARGEST, has_more=False)
    answer = frames.encode(envelope.answer(message, meta), "")
    assert len(answer) > MAX_FRAME_BYTES - 100
    assert len(frames.encode(push(message, PACKAGE), "")) < len(answer)


@pytest.mark.parametrize(
    "package",
    [
        {"pkg_id": 101, "req_id": REQUEST_ID, "status_code": 0, "meta": None, "data": {"id": 1}},
        {"pkg_id": 101, "req_id": REQUEST_ID, "status_code": 0, "data": {"batch_id": 1}},
        {"pkg_id": 101, "req_id": REQUEST_ID, "status_code": 4, "meta": None, "data": {}},
        {"pkg_id": 101, "req_id": "1", "status_code": 0, "meta": None, "data": {"batch_id": 1}},
        {"pkg_id": 1101, "req_id": REQUEST_ID, "status_code": 0, "meta": None, "data": {"batch_id": 1}},
        {"pkg_id": 101, "req_id": REQUEST_ID, "status_code": 1, "meta": None, "data": {}},
        {"pkg_id": 1108, "req_id": REQUEST_ID, "data": {"batch_id": 1}},
        {"pkg_id": 101, "req_id": REQUEST_ID, "data": {"batch_id": 1}},
        {"pkg_id": 1101, "req_id": REQUEST_ID, "data": {"batch_id": 1, "edit_group_id": None}},
    ],
)
def test_the_contract_takes_no_other_package(package: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_frame(TypeAdapter(dict[str, Any]).dump_json(package))
