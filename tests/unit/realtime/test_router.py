"""From a text to a handler, and what a client reads when there is none."""

import json
import logging
from typing import Any

import pytest

from curator.foundation.errors import NotFoundError
from curator.identity.principals import ADMIN
from curator.realtime.errors import INTERNAL_ERROR, DeliveryFailedError
from curator.realtime.frames import MessageOut
from curator.realtime.protocol import CreateBatch, OfBatch
from curator.realtime.router import Registration, RegistrationError, Router, handles
from tests.unit.realtime.socket import Socket


@handles("CREATE_BATCH", CreateBatch)
def create(_message: CreateBatch, socket: Socket) -> None:
    socket.reply({"type": "BATCH_CREATED", "data": 1})


@handles("CANCEL_BATCH", OfBatch)
def cancel(message: OfBatch, socket: Socket) -> None:
    raise NotFoundError("row 17 of table x", public_message=f"Batch {message.data} not found")


@handles("SUBSCRIBE_BATCH", OfBatch)
def crash(message: OfBatch, socket: Socket) -> None:
    raise RuntimeError("a secret path")


@handles("RETRY_UPLOADS", OfBatch, roles=[ADMIN])
def admins_only(message: OfBatch, socket: Socket) -> None:
    socket.reply({"type": "RETRY_UPLOADS_RESPONSE", "data": message.data})


def send(text: str | dict[str, Any], socket: Socket | None = None) -> list[MessageOut]:
    socket = socket or Socket()
    router = Router([create, cancel, crash, admins_only], context={})
    router.dispatch(text if isinstance(text, str) else json.dumps(text), socket)
    return socket.replies


def error(text: str) -> list[MessageOut]:
    return [{"type": "ERROR", "data": text}]


def test_a_message_reaches_its_handler() -> None:
    assert send({"type": "CREATE_BATCH"}) == [{"type": "BATCH_CREATED", "data": 1}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "null",
        "[]",
        '"CREATE_BATCH"',
        "{}",
        '{"type":null}',
        '{"type":["CREATE_BATCH"]}',
        '{"type":"create_batch"}',
        '{"type":"NO_SUCH"}',
        '{"type":"CANCEL_BATCH"}',
        '{"type":"CANCEL_BATCH","data":"x"}',
        '{"type":"CANCEL_BATCH","data":' + "9" * 5000 + "}",
    ],
    ids=lambda text: text[:40] or "empty",
)
def test_what_is_no_message_is_answered_and_nothing_more(text: str) -> None:
    assert send(text) == error("Invalid message format")


@pytest.mark.parametrize("type_name", ["UPLOAD", "FETCH_PRESETS", "CREATE_CATEGORY"])
def test_a_message_nobody_serves_is_an_unknown_action(type_name: str) -> None:
    assert send({"type": type_name}) == error("Unknown action")


def test_an_error_of_ours_is_answered_with_its_public_words_only() -> None:
    assert send({"type": "CANCEL_BATCH", "data": 9}) == error("Batch 9 not found")


def test_any_other_error_is_answered_with_one_sentence_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert send({"type": "SUBSCRIBE_BATCH", "data": 9}) == error(INTERNAL_ERROR)
    assert "a secret path" in caplog.text


def test_a_role_that_is_missing_is_noticed_before_the_message_is_looked_at() -> None:
    assert send({"type": "RETRY_UPLOADS", "data": "nonsense"}) == error("Permission denied")


def test_whoever_has_the_role_gets_through() -> None:
    socket = Socket(roles=frozenset({ADMIN}))
    assert send({"type": "RETRY_UPLOADS", "data": 3}, socket) == [{"type": "RETRY_UPLOADS_RESPONSE", "data": 3}]


@pytest.mark.parametrize("type_name", ["CREATE_BATCH", "CANCEL_BATCH"])
def test_a_client_that_has_left_disturbs_nobody(type_name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    socket = Socket()
    socket.closed = True
    assert send({"type": type_name, "data": 1}, socket) == []
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


def test_an_error_that_cannot_be_delivered_is_only_logged() -> None:
    class Busy(Socket):
        def deliver(self, message: MessageOut) -> None:
            raise DeliveryFailedError

    assert send({"type": "CANCEL_BATCH", "data": 1}, Busy()) == []


def test_two_handlers_of_one_message_stop_the_start() -> None:
    with pytest.raises(RegistrationError, match="CREATE_BATCH has two handlers"):
        Router([create, cancel, create], context={})


def test_a_handler_of_a_message_that_does_not_exist_stops_the_start() -> None:
    made_up: Registration[Socket] = Registration(type_name="MAKE_COFFEE", model=CreateBatch, handler=create.handler)
    with pytest.raises(RegistrationError, match="MAKE_COFFEE"):
        Router([made_up], context={})


def test_no_text_a_client_sends_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for text in ('{"type":"CANCEL_BATCH","data":"my password"}', '{"type":"my password"}', "my password"):
        send(text)
    assert caplog.text
    assert "my password" not in caplog.text
