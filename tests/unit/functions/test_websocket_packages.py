"""Packages over a real socket's function: every handler answers in the form it was asked in."""

import json
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from curator.foundation.metrics import metrics
from curator.foundation.table import Table
from curator.identity.roles.actions import Actions
from curator.identity.roles.loading import load_actions
from curator.operations.audit.auditor import Auditor
from curator.operations.audit.records import Outcome
from curator.operations.audit.store import AuditStore, months_between, read_record
from curator.realtime.connections import batch_topic, list_topic
from curator.realtime.errors import INTERNAL_ERROR
from curator.realtime.frames import MessageOut
from curator.realtime.packages.numbers import CLIENT
from curator.realtime.protocol import SOURCE_NAMES
from curator.realtime.router import Router
from functions.fetcher.fetch import Fetcher
from functions.fetcher.requests import FetchRequest
from functions.websocket.auditing import recorder
from functions.websocket.handlers import HANDLERS
from tests.fakes.memory_table import MemoryTable
from tests.fakes.metrics import counted_in
from tests.fakes.queues import FakeQueue
from tests.unit.functions.socket_world import ALICE, BOB, OPERATOR, Browser, SocketWorld, slice_of
from tests.unit.functions.test_fetcher import Album, OnCommons, Places, numbers
from tests.unit.functions.test_fetcher_uploads import large_batch, run_fetcher

IDS = count(1)


def new_id() -> str:
    return f"00000000-0000-4000-8000-{next(IDS):012x}"


def call(browser: Browser, name: str, data: dict[str, Any] | None = None, req_id: str = "") -> list[MessageOut]:
    """Send a message as a package and return what came back."""
    package = {"pkg_id": CLIENT[name], "req_id": req_id or new_id(), "method": "", "data": data}
    return browser.send_text(json.dumps(package))


def one(browser: Browser, name: str, data: dict[str, Any] | None = None) -> MessageOut:
    """Send a package and return its answer, which is all that came back."""
    req_id = new_id()
    (answer,) = call(browser, name, data, req_id)
    assert answer.keys() == {"pkg_id", "req_id", "status_code", "meta", "data"}
    assert (answer["pkg_id"], answer["req_id"]) == (CLIENT[name], req_id)
    return answer


# scenario realtime-4
def test_a_batch_is_made_and_filled_by_packages(world: SocketWorld) -> None:
    browser = world.connect()
    assert one(browser, "CREATE_BATCH")["data"] == {"batch_id": 1}
    acknowledged = one(browser, "UPLOAD_SLICE", slice_of(1, ["a", "b"], slice_id=3))
    assert acknowledged["data"] == {
        "uploads": [{"id": "a", "status": "queued"}, {"id": "b", "status": "queued"}],
        "sliceid": 3,
    }
    assert one(browser, "CANCEL_BATCH", {"batch_id": 1})["data"] == {}
    assert one(browser, "PAUSE_BATCH", {"batch_id": 9}) | {"req_id": ""} == {
        "pkg_id": CLIENT["PAUSE_BATCH"],
        "req_id": "",
        "status_code": 1,
        "meta": None,
        "data": {"msg": "Batch 9 not found"},
    }


def test_both_envelopes_live_on_one_connection(world: SocketWorld) -> None:
    browser = world.connect()
    assert one(browser, "CREATE_BATCH")["data"] == {"batch_id": 1}
    assert browser.send("CREATE_BATCH") == [{"type": "BATCH_CREATED", "data": 2}]
    assert one(browser, "PING")["data"] == {}
    assert browser.send("PING") == [{"type": "PONG"}]


# scenario realtime-14
def test_a_page_of_batches_has_its_place_in_the_list(world: SocketWorld) -> None:
    browser = world.connect()
    for _ in range(5):
        browser.create_batch()
    answer = one(browser, "FETCH_BATCHES", {"page": 2, "limit": 2})
    assert [item["id"] for item in answer["data"]["items"]] == [3, 2]
    meta = {"page": 2, "per_page": 2, "total": 5, "pages": 3, "next_cursor": None, "has_more": True}
    assert answer["meta"] == meta
    assert one(browser, "FETCH_BATCHES")["meta"] == {**meta, "page": 1, "per_page": 100, "pages": 1, "has_more": False}


def test_who_watches_by_package_is_told_by_packages(world: SocketWorld) -> None:
    browser, other = world.connect(), world.connect(BOB)
    batch_id = browser.create_batch(["1"])
    req_id = new_id()
    answer, *shown = call(browser, "SUBSCRIBE_BATCH", {"batch_id": batch_id}, req_id)
    assert answer["data"] | {"token": ""} == {"batch_id": batch_id, "sequence": 0, "token": ""}
    assert [message["pkg_id"] for message in shown] == [1108, 1107]
    assert {message["req_id"] for message in shown} == {req_id}
    one(browser, "FETCH_BATCHES", {"userid": "1"})
    other.send("SUBSCRIBE_BATCH", batch_id)
    watching = {one.connection_id: one.envelope for one in world.connections.subscribers(batch_topic(batch_id))}
    assert watching == {browser.connection_id: "package", other.connection_id: "type"}
    assert [one.envelope for one in world.connections.subscribers(list_topic("1"))] == ["package"]


def test_a_package_that_is_delivered_twice_is_answered_twice_and_done_once(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch()
    package = {"pkg_id": CLIENT["UPLOAD_SLICE"], "req_id": new_id(), "data": slice_of(batch_id, ["a"])}
    for _ in range(2):
        (answer,) = browser.send_text(json.dumps(package), message_id="m=")
        assert answer["data"]["uploads"] == [{"id": "a", "status": "queued"}]
    assert len(world.services.uploads.list_uploads(batch_id)) == 1


def fetched(world: SocketWorld, album: Album, *, seconds: float) -> None:
    """Do as the fetcher does, each run with so many seconds."""
    queue = FakeQueue(world.clock)
    fetcher = Fetcher(
        source_named=lambda _name: album,
        geocoder=Places(world.clock),
        existing=OnCommons(),
        delivery=world.post,
        queue=queue,
        clock=world.clock,
    )
    body = world.fetches.receive()
    while body is not None:
        body.pop("kind")
        fetcher.fetch(FetchRequest(**body), until=world.clock.now() + seconds)
        body = queue.receive()


@pytest.mark.parametrize("seconds", [3000, 0], ids=["one-run", "many-runs"])
def test_a_collection_in_parts_is_one_answer_and_what_follows_it(world: SocketWorld, seconds: float) -> None:
    browser, req_id = world.connect(), new_id()
    assert call(browser, "FETCH_IMAGES", {"collection": "seq1", "handler": "mapillary"}, req_id) == []
    fetched(world, Album(ids=numbers(300)), seconds=seconds)
    answer, *following = browser.received
    assert (answer["pkg_id"], answer["status_code"]) == (301, 0)
    assert answer["data"]["msg"].startswith("Large collection")
    assert following[0]["data"] == {"ids": numbers(300)}
    assert [message["pkg_id"] for message in following] == [1303] + [1304] * (len(following) - 1)
    assert {message["req_id"] for message in browser.received} == {req_id}
    assert [image["id"] for message in following[1:] for image in message["data"]["images"]] == numbers(300)


def test_a_collection_that_is_not_there_is_answered_with_a_status(world: SocketWorld) -> None:
    browser = world.connect()
    call(browser, "FETCH_IMAGES", {"collection": "seq1", "handler": "mapillary"})
    fetched(world, Album(), seconds=3000)
    (answer,) = browser.received
    assert (answer["status_code"], answer["data"]) == (1, {"msg": "Collection not found"})


def test_what_fails_after_the_first_pictures_does_not_answer_again(world: SocketWorld) -> None:
    browser = world.connect()
    call(browser, "FETCH_IMAGES", {"collection": "seq1", "handler": "mapillary"})
    fetched(world, Album(ids=numbers(2000), listing=None, whole=RuntimeError("down")), seconds=3000)
    (answer,) = browser.received
    assert (answer["status_code"], answer["data"]["msg"]) == (1, INTERNAL_ERROR)


def test_a_large_batch_is_answered_here_and_the_rest_follows_from_the_fetcher(world: SocketWorld) -> None:
    browser, req_id = world.connect(), new_id()
    batch_id = large_batch(browser, 300)
    before = len(browser.received)
    (answer,) = call(browser, "FETCH_BATCH_UPLOADS", {"batch_id": batch_id}, req_id)
    assert answer["status_code"] == 0
    assert run_fetcher(world) == 1
    following = browser.received[before + 1 :]
    assert {(message["pkg_id"], message["req_id"]) for message in following} == {(1106, req_id)}
    assert sum(len(message["data"]["uploads"]) for message in following) == 300


@pytest.mark.parametrize("first", ["type", "pkg_id"])
def test_a_socket_nobody_knows_is_refused_in_the_form_it_asks_in(world: SocketWorld, first: str) -> None:
    browser = world.connect()
    world.connections.remove(browser.connection_id)
    text = "Session expired, please log in again"
    if first == "type":
        assert browser.send("CREATE_BATCH") == [{"type": "ERROR", "data": text}]
    else:
        answer = one(browser, "CREATE_BATCH")
        assert (answer["status_code"], answer["data"]) == (1, {"msg": text})


# scenario realtime-143
def test_while_the_store_is_down_packages_fail_and_afterwards_they_work(
    world: SocketWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = world.connect()
    browser.create_batch()
    with monkeypatch.context() as broken:
        broken.setattr(world.services.connections, "find", lambda _id: 1 / 0)
        answer = one(browser, "FETCH_BATCHES")
        assert (answer["status_code"], answer["data"]) == (1, {"msg": INTERNAL_ERROR})
    with monkeypatch.context() as broken:
        broken.setattr(world.upload_store, "get_batch", lambda _id: 1 / 0)
        answer = one(browser, "FETCH_BATCH_UPLOADS", {"batch_id": 1})
        assert (answer["status_code"], answer["data"]) == (1, {"msg": INTERNAL_ERROR})
    assert one(browser, "FETCH_BATCH_UPLOADS", {"batch_id": 1})["status_code"] == 0


# API Gateway and the local front door close a socket over a message of more than 128 KiB, with 1009 and before any
# function hears of it (`tests/unit/local/test_front_door_websocket.py`). What does come is answered.
# scenario realtime-21
def test_a_message_as_large_as_can_be_is_answered(world: SocketWorld) -> None:
    browser = world.connect()
    for data in ({"junk": "x" * 128 * 1024}, {"titles": ["x" * 2000] * 60}):
        (answer,) = call(browser, "CHECK_CATEGORIES_DELETED", data)
        assert answer["status_code"] == 2
        assert len(answer["data"]["errors"]) <= 20
        assert len(json.dumps(answer)) < 4096
    assert one(browser, "PING")["status_code"] == 0


def test_more_messages_than_a_minute_may_have_close_the_socket_and_are_not_served(world: SocketWorld) -> None:
    browser = world.connect()
    for _ in range(100):
        assert one(browser, "PING")["status_code"] == 0
    assert call(browser, "CREATE_BATCH") == []
    assert world.post.closed == [(browser.connection_id, 1008, "Message rate limit exceeded")]
    assert world.services.uploads.list_batches(page=1, limit=10) == ([], 0)


def test_a_socket_whose_proof_has_ended_is_closed_at_its_next_message(world: SocketWorld) -> None:
    browser = world.connect()
    connection = world.connections.find(browser.connection_id)
    assert connection is not None
    world.connections.add(replace(connection, expires_at=int(world.clock.now()) + 60))
    world.clock.advance(59)
    assert one(browser, "PING")["status_code"] == 0
    world.clock.advance(1)
    assert call(browser, "CREATE_BATCH") == []
    assert world.post.closed == [(browser.connection_id, 1008, "Session expired")]
    assert world.services.uploads.list_batches(page=1, limit=10) == ([], 0)


def audited(world: SocketWorld) -> Table:
    """Let the world keep an audit log, and follow the file of actions; return where the log is."""
    table = MemoryTable(world.clock)
    auditor = Auditor(AuditStore(table), world.clock)
    world.services = replace(world.services, record=recorder(lambda: auditor))
    world.router = Router(HANDLERS, context={SOURCE_NAMES: ("mapillary",)}, actions=load_actions())
    return table


def records(table: Table, now: float) -> list[tuple[str, Outcome, int | None, str]]:
    months = months_between(now - 60, now + 60)
    found = [read_record(item) for month in months for item in table.query("PK = :p", {":p": f"AUDIT#{month}"})]
    return sorted((one.action_type, one.outcome, one.response_status, one.username) for one in found)


def test_what_changes_something_and_what_is_not_allowed_is_in_the_audit_log(world: SocketWorld) -> None:
    table = audited(world)
    alice, operator = world.connect(ALICE), world.connect(OPERATOR)
    one(alice, "CREATE_BATCH")
    one(alice, "FETCH_BATCHES")
    one(alice, "PAUSE_BATCH", {"batch_id": 9})
    refused = one(alice, "ANNOUNCE", {"text": "Hello"})
    assert (refused["status_code"], refused["data"]) == (3, {"msg": "No permission for pkg_id 603"})
    assert one(operator, "ANNOUNCE", {"text": "Hello"})["status_code"] == 0
    assert records(table, world.clock.now()) == [
        ("WS:ANNOUNCE", Outcome.PERMISSION_DENIED, 3, "Alice"),
        ("WS:ANNOUNCE", Outcome.SUCCESS, 0, "Operator"),
        ("WS:CREATE_BATCH", Outcome.SUCCESS, 0, "Alice"),
        ("WS:PAUSE_BATCH", Outcome.ERROR, 1, "Alice"),
    ]


def test_that_somebody_may_not_even_look_is_in_the_audit_log_too(world: SocketWorld) -> None:
    table = audited(world)
    needed = Actions(packages={CLIENT["FETCH_PRESETS"]: ("reviewer",)})
    world.router = Router(HANDLERS, context={SOURCE_NAMES: ("mapillary",)}, actions=needed)
    browser = world.connect(ALICE)
    assert one(browser, "FETCH_PRESETS", {"handler": "mapillary"})["status_code"] == 3
    assert records(table, world.clock.now()) == [("WS:FETCH_PRESETS", Outcome.PERMISSION_DENIED, 3, "Alice")]


def test_messages_are_counted_and_timed_by_their_numbers_whichever_envelope_they_come_in(
    world: SocketWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = world.connect()
    counted_in(metrics)
    one(browser, "CREATE_BATCH")
    browser.send("CREATE_BATCH")
    browser.send_text("nonsense")
    monkeypatch.setattr(world.services.pausing, "pause", lambda *_: 1 / 0)
    one(browser, "PAUSE_BATCH", {"batch_id": 1})
    names = ("ws_messages_received_total", "ws_message_processing_duration_seconds", "app_errors_total")
    assert counted_in(metrics, *names) == {
        "ws_messages_received_total": 4,
        "ws_message_processing_duration_seconds{pkg_id=101}": 2,
        "ws_message_processing_duration_seconds{pkg_id=unmatched}": 1,
        "ws_message_processing_duration_seconds{pkg_id=107}": 1,
        "app_errors_total{error_type=ZeroDivisionError,handler=PAUSE_BATCH}": 1,
    }
