"""Whatever a client sends: it is answered, and the socket goes on."""

import pytest

from curator.realtime.errors import INTERNAL_ERROR
from tests.unit.functions.socket_world import SocketWorld

UPLOAD = '{"type":"UPLOAD_SLICE","data":{"batchid":1,"sliceid":1,"items":[{"id":%s,"input":"x","title":"a.jpg",%s}]}}'

BAD = {
    "empty": "",
    "half": '{"type":"CREATE_BATCH"',
    "text": '"CREATE_BATCH"',
    "number": "5",
    "array": '["CREATE_BATCH"]',
    "null": "null",
    "nul-byte": "\x00",
    "byte-order-mark": '\ufeff{"type":"CREATE_BATCH"}',
    "no-type": '{"data":1}',
    "type-is-an-object": '{"type":{"name":"CREATE_BATCH"}}',
    "type-is-half-a-pair": '{"type":"\\ud800"}',
    "wrong-case": '{"type":"create_batch"}',
    "deep-arrays": "[" * 60_000,
    "deep-objects": '{"a":' * 20_000,
    "deep-where-nobody-looks": '{"type":"CREATE_BATCH","junk":' + "[" * 60_000 + "]" * 60_000 + "}",
    "huge-integer": '{"type":"SUBSCRIBE_BATCH","data":' + "9" * 5000 + "}",
    "integer-no-browser-holds": '{"type":"SUBSCRIBE_BATCH","data":9007199254740993}',
    "negative": '{"type":"SUBSCRIBE_BATCH","data":-1}',
    "infinite": '{"type":"SUBSCRIBE_BATCH","data":1e400}',
    "not-a-number": '{"type":"SUBSCRIBE_BATCH","data":NaN}',
    "fraction": '{"type":"SUBSCRIBE_BATCH","data":7.5}',
    "nul-in-an-id": UPLOAD % ('"\\u0000"', '"wikitext":""'),
    "nul-in-wikitext": UPLOAD % ('"1"', '"wikitext":"a\\u0000b"'),
    "half-a-pair-in-wikitext": UPLOAD % ('"1"', '"wikitext":"\\ud800"'),
    "number-for-a-text": UPLOAD % ("1", '"wikitext":""'),
    "nul-in-a-filter": '{"type":"FETCH_BATCHES","data":{"filter":"\\u0000"}}',
    "half-a-pair-in-a-user": '{"type":"FETCH_BATCHES","data":{"userid":"\\udfff"}}',
}


# scenario 31
@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_what_is_no_message_is_answered_and_the_socket_goes_on(world: SocketWorld, text: str) -> None:
    browser = world.connect()
    assert browser.send_text(text) == [{"type": "ERROR", "data": "Invalid message format"}]
    assert browser.create_batch() == 1


# scenario 31
def test_a_page_and_its_size_may_be_left_out(world: SocketWorld) -> None:
    browser = world.connect()
    browser.create_batch()
    (shown,) = browser.send("FETCH_BATCHES", {})
    assert len(shown["data"]["items"]) == 1
    (subscription,) = world.connections.subscribers("batches#all")
    assert subscription.limit == 100


@pytest.mark.parametrize("value", ["7", 7.0, True], ids=["text", "whole-fraction", "truth"])
def test_integers_are_taken_as_leniently_as_clients_rely_on(world: SocketWorld, value: object) -> None:
    (answer,) = world.connect().send("SUBSCRIBE_BATCH", value)
    assert answer["data"] == f"Batch {int(value)} not found"  # type: ignore[call-overload]


# scenario 23
def test_a_failure_of_ours_is_one_sentence_and_the_socket_goes_on(
    world: SocketWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    with monkeypatch.context() as broken:
        broken.setattr(world.upload_store, "get_batch", lambda _id: 1 / 0)
        answer = browser.send("FETCH_BATCH_UPLOADS", batch_id)
    assert answer == [{"type": "ERROR", "data": INTERNAL_ERROR}]
    assert browser.send("FETCH_BATCH_UPLOADS", batch_id)[0]["type"] == "BATCH_UPLOADS_LIST"
