"""Packages, from a text to the one answer each of them gets."""

import json
import logging
from typing import Any

import pytest

from curator.commons.errors import CommonsError
from curator.foundation.errors import BadRequestError, ForbiddenError, NotFoundError
from curator.foundation.pagination.meta import Meta
from curator.identity.principals import ADMIN
from curator.identity.roles.actions import Actions
from curator.realtime import frames
from curator.realtime.errors import INTERNAL_ERROR, FrameTooLargeError
from curator.realtime.packages.envelopes import Status
from curator.realtime.protocol import Announce, CreateBatch, FetchBatches, OfBatch, Ping
from curator.realtime.router import Router, handles
from tests.unit.realtime.socket import Socket

REQUEST_ID = "0c2e4c36-7a4e-4b4a-9d3b-5b1f0a4f7c11"
KEYS = {"pkg_id", "req_id", "status_code", "meta", "data"}


@handles("CREATE_BATCH", CreateBatch)
def create(_message: CreateBatch, socket: Socket) -> None:
    socket.reply(frames.batch_created(1))


@handles("CANCEL_BATCH", OfBatch)
def cancel(_message: OfBatch, _socket: Socket) -> None:
    """Answer nothing."""


@handles("SUBSCRIBE_BATCH", OfBatch)
def subscribe(message: OfBatch, socket: Socket) -> None:
    socket.reply(frames.subscribed(message.data, sequence=4))
    socket.reply(frames.uploads_complete(message.data))


@handles("FETCH_BATCHES", FetchBatches)
def fetch(message: FetchBatches, socket: Socket) -> None:
    (found,) = frames.batches_list([], total=41, partial=False)
    socket.reply(found, Meta.counted(page=message.data.page, per_page=message.data.limit, total=41))


@handles("RECATEGORIZE_FILES", CreateBatch)
def move(_message: CreateBatch, socket: Socket) -> None:
    socket.reply(frames.recategorize_files_progress("A", done=1, changed=1, failed=0))
    socket.reply(frames.recategorize_files("A", count=2))


@handles("PAUSE_BATCH", OfBatch)
def hand_over(_message: OfBatch, socket: Socket) -> None:
    socket.envelope.handed_over()


@handles("RETRY_UPLOADS", OfBatch, roles=[ADMIN])
def admins_only(message: OfBatch, socket: Socket) -> None:
    socket.reply(frames.retry_uploads_response(message.data))


@handles("PING", Ping)
def ping(_message: Ping, socket: Socket) -> None:
    socket.reply(frames.pong())


REGISTRATIONS = [create, cancel, subscribe, fetch, move, hand_over, admins_only, ping]


def package(number: int, data: Any = None, **change: Any) -> dict[str, Any]:
    return {"pkg_id": number, "req_id": REQUEST_ID, "data": data} | change


def send(what: dict[str, Any] | str, socket: Socket | None = None, **options: Any) -> list[dict[str, Any]]:
    socket = socket or Socket()
    router = Router([*REGISTRATIONS], context={}, **options)
    router.dispatch(what if isinstance(what, str) else json.dumps(what), socket)
    return socket.replies


def failing_with(problem: Exception) -> list[dict[str, Any]]:
    @handles("CREATE_BATCH", CreateBatch)
    def fail(_message: CreateBatch, _socket: Socket) -> None:
        raise problem

    socket = Socket()
    Router([fail], context={}).dispatch(json.dumps(package(101)), socket)
    return socket.replies


def answer(number: int | None, data: Any, status: int = 0, **change: Any) -> dict[str, Any]:
    return {"pkg_id": number, "req_id": REQUEST_ID, "status_code": status, "meta": None, "data": data} | change


# scenario realtime-4
def test_the_answer_has_the_number_and_the_id_of_its_request_and_all_five_keys() -> None:
    (read,) = send(package(101))
    assert read.keys() == KEYS
    assert read == answer(101, {"batch_id": 1})


def test_an_id_is_answered_in_its_canonical_form() -> None:
    assert send(package(101, req_id=REQUEST_ID.upper())) == [answer(101, {"batch_id": 1})]


def test_a_handler_that_says_nothing_is_answered_for() -> None:
    assert send(package(106, {"batch_id": 1})) == [answer(106, {})]
    assert send({"type": "CANCEL_BATCH", "data": 1}) == []


def test_what_follows_an_answer_has_its_own_number_and_the_id_of_the_request() -> None:
    assert send(package(201, {"batch_id": 7})) == [
        answer(201, {"batch_id": 7, "sequence": 4}),
        {"pkg_id": 1110, "req_id": REQUEST_ID, "data": {"batch_id": 7}},
    ]


def test_news_of_work_that_goes_on_does_not_stand_for_its_answer() -> None:
    news, last = send(package(503))
    assert news.keys() == {"pkg_id", "req_id", "data"}
    assert (news["pkg_id"], news["req_id"]) == (1504, REQUEST_ID)
    assert last == answer(503, {"source": "A", "count": 2})


def test_what_was_handed_over_is_not_answered_here() -> None:
    assert send(package(107, {"batch_id": 1})) == []


# scenario realtime-14
def test_an_answer_that_holds_a_page_says_which_one_of_how_many() -> None:
    (read,) = send(package(104, {"page": 2, "limit": 20}))
    assert read["meta"] == {
        "page": 2,
        "per_page": 20,
        "total": 41,
        "pages": 3,
        "next_cursor": None,
        "has_more": True,
    }
    assert send({"type": "FETCH_BATCHES", "data": {}})[0].keys() == {"type", "data", "partial"}


# scenario realtime-10
@pytest.mark.parametrize("data", [None, {}], ids=["null", "empty"])
def test_no_data_is_empty_data(data: Any) -> None:
    assert send(package(104, data))[0]["status_code"] == 0
    assert send(package(10, data)) == [answer(10, {})]
    left_out = {key: value for key, value in package(10).items() if key != "data"}
    assert send(left_out) == [answer(10, {})]


# The originals close the socket. Curator answers and keeps it open: malformed input is never fatal.
# scenario realtime-5
@pytest.mark.parametrize("text", ["", "{", "[1]", '"text"', "5", "null", "[" * 100_000])
def test_what_is_no_object_is_answered_in_the_first_envelope(text: str) -> None:
    assert send(text) == [{"type": "ERROR", "data": "Invalid message format"}]


# Curator answers and keeps the socket open, where the originals close it.
# scenario realtime-6 realtime-7 realtime-8 realtime-9
@pytest.mark.parametrize(
    ("change", "number", "req_id", "path"),
    [
        ({"pkg_id": None}, None, REQUEST_ID, "pkg_id"),
        ({"pkg_id": "abc"}, None, REQUEST_ID, "pkg_id"),
        ({"pkg_id": "101"}, None, REQUEST_ID, "pkg_id"),
        ({"pkg_id": 101.0}, None, REQUEST_ID, "pkg_id"),
        ({"pkg_id": True}, None, REQUEST_ID, "pkg_id"),
        ({"pkg_id": 999}, None, REQUEST_ID, "pkg_id"),
        ({"pkg_id": 10**400}, None, REQUEST_ID, "pkg_id"),
        ({"pkg_id": -101}, None, REQUEST_ID, "pkg_id"),
        ({"pkg_id": 1101}, 1101, REQUEST_ID, "pkg_id"),
        ({"req_id": None}, 101, None, "req_id"),
        ({"req_id": "7"}, 101, None, "req_id"),
        ({"req_id": 7}, 101, None, "req_id"),
        ({"req_id": REQUEST_ID.replace("-", "")}, 101, None, "req_id"),
        ({"req_id": "{" + REQUEST_ID + "}"}, 101, None, "req_id"),
        ({"req_id": REQUEST_ID + "\n"}, 101, None, "req_id"),
        ({"data": []}, 101, REQUEST_ID, "data"),
        ({"data": "x"}, 101, REQUEST_ID, "data"),
        ({"data": 0}, 101, REQUEST_ID, "data"),
        ({"method": 7}, 101, REQUEST_ID, "method"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_envelope_is_answered_with_what_could_be_read_of_it(
    change: dict[str, Any], number: int | None, req_id: str | None, path: str
) -> None:
    (read,) = send(package(101, **change))
    assert read.keys() == KEYS
    assert (read["pkg_id"], read["req_id"], read["status_code"]) == (number, req_id, 2)
    assert read["data"]["msg"] == "Invalid message format"
    assert [one["path"] for one in read["data"]["errors"]] == [path]


@pytest.mark.parametrize("missing", ["pkg_id", "req_id"])
def test_a_key_that_is_missing_is_named(missing: str) -> None:
    (read,) = send({key: value for key, value in package(101).items() if key != missing})
    assert (read[missing], [one["path"] for one in read["data"]["errors"]]) == (None, [missing])


def test_everything_that_is_wrong_is_named_at_once() -> None:
    (read,) = send({"pkg_id": "x", "req_id": "x", "data": 7, "method": []})
    assert [one["path"] for one in read["data"]["errors"]] == ["pkg_id", "req_id", "method", "data"]


def test_keys_that_packages_do_not_have_are_ignored() -> None:
    assert send(package(101, method="GET", junk=[1])) == [answer(101, {"batch_id": 1})]


def test_a_message_with_a_type_is_no_package_whatever_else_it_has() -> None:
    assert send(package(106, type="CREATE_BATCH")) == [{"type": "BATCH_CREATED", "data": 1}]


# scenario realtime-12
def test_a_message_nobody_serves_is_named_by_its_number() -> None:
    assert send(package(102)) == [answer(102, {"msg": "No handler found for pkg_id 102"}, 1)]


# scenario realtime-44
def test_that_nobody_serves_a_message_is_told_before_its_roles_are_asked_for() -> None:
    needed = Actions(roles={ADMIN: frozenset({ADMIN})}, packages={102: (ADMIN,)})
    (read,) = send(package(102), actions=needed)
    assert read["status_code"] == Status.ERROR


# scenario realtime-11 realtime-45
def test_a_role_that_is_missing_is_told_before_the_data_is_looked_at() -> None:
    socket = Socket()
    assert send(package(109, {"batch_id": "nonsense"}), socket) == [
        answer(109, {"msg": "No permission for pkg_id 109"}, 3)
    ]
    assert send(package(101), socket)[-1] == answer(101, {"batch_id": 1}), "the socket stays open"
    (read,) = send(package(109, {"batch_id": "nonsense"}), Socket(roles=frozenset({ADMIN})))
    assert read["status_code"] == Status.INVALID_DATA


def test_the_file_of_actions_decides_where_it_speaks() -> None:
    roles = {ADMIN: frozenset({ADMIN})}
    assert send(package(101), actions=Actions(roles=roles, packages={101: (ADMIN,)}))[0]["status_code"] == 3
    assert send(package(109, {"batch_id": 3}), actions=Actions(roles=roles, packages={109: ()}))[0]["status_code"] == 0


# scenario realtime-13
@pytest.mark.parametrize(
    ("problem", "status", "text"),
    [
        (NotFoundError("row 17", public_message="Batch 9 not found"), 1, "Batch 9 not found"),
        (BadRequestError(public_message="Too many"), 2, "Too many"),
        (ForbiddenError(public_message="Not yours"), 3, "Not yours"),
        (CommonsError("upstream"), 1, CommonsError.public_message),
        (FrameTooLargeError("too much"), 1, "Internal error"),
        (RuntimeError("a secret path"), 1, INTERNAL_ERROR),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_handler_that_fails_is_answered_in_public_words(problem: Exception, status: int, text: str) -> None:
    assert failing_with(problem) == [answer(101, {"msg": text}, status)]


def test_what_fails_after_the_answer_is_told_as_what_follows() -> None:
    @handles("CREATE_BATCH", CreateBatch)
    def fail_late(_message: CreateBatch, socket: Socket) -> None:
        socket.reply(frames.batch_created(1))
        raise NotFoundError

    socket = Socket()
    Router([fail_late], context={}).dispatch(json.dumps(package(101)), socket)
    assert socket.replies[1:] == [{"pkg_id": 1001, "req_id": REQUEST_ID, "data": {"msg": "Not found"}}]


def test_an_answer_that_could_not_be_sent_leaves_room_for_the_refusal() -> None:
    class Narrow(Socket):
        def deliver(self, message: frames.MessageOut) -> None:
            if message.get("status_code") == 0:
                raise FrameTooLargeError
            super().deliver(message)

    assert send(package(101), Narrow()) == [answer(101, {"msg": "Internal error"}, 1)]


# scenario realtime-20
def test_a_client_that_leaves_during_its_message_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    socket = Socket()
    socket.closed = True
    assert send(package(201, {"batch_id": 1}), socket) == []
    assert send(package(999), socket) == []
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


# scenario realtime-46
def test_data_that_is_wrong_is_answered_field_by_field() -> None:
    (read,) = send(package(104, {"page": "x", "limit": 0, "filter": 7}))
    assert (read["status_code"], read["data"]["msg"]) == (2, "Invalid message format")
    assert {one["path"]: one["message"] for one in read["data"]["errors"]} == {
        "page": "Input should be a valid integer, unable to parse string as an integer",
        "limit": "Input should be greater than or equal to 1",
        "filter": "Input should be a valid string",
    }


def test_what_is_told_of_wrong_data_does_not_repeat_it() -> None:
    @handles("ANNOUNCE", Announce)
    def announce(_message: Announce, _socket: Socket) -> None:
        """Say nothing."""

    socket = Socket()
    data = {"text": ["my password"], "room": {"my password": "my password"}}
    Router([announce], context={}).dispatch(json.dumps(package(603, data)), socket)
    (read,) = socket.replies
    assert {one["path"] for one in read["data"]["errors"]} == {"text", "room"}
    assert "password" not in json.dumps(read)


def test_a_repeat_of_the_same_package_is_answered_again() -> None:
    socket = Socket()
    send(package(101), socket)
    assert send(package(101), socket) == [answer(101, {"batch_id": 1})] * 2


# scenario realtime-22
def test_ids_are_texts_in_a_frame() -> None:
    (read,) = send(package(101))
    assert json.loads(frames.encode(read, "nonce"))["req_id"] == REQUEST_ID
