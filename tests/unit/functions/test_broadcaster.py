"""From a stream's records to what subscribers read."""

from itertools import pairwise
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer

from curator.realtime.connections import Slot, Subscription, batch_topic
from curator.realtime.errors import DeliveryFailedError
from curator.realtime.frames import MessageOut
from curator.realtime.packages.numbers import NUMBER_OF, ZERO_ID
from curator.realtime.streams.stream import Stream
from curator.uploads.models import Upload, UploadStatus
from functions.broadcaster.broadcast import Broadcaster
from functions.broadcaster.changes import changes_in
from tests.unit.functions.socket_world import ALICE, BOB, Browser, SocketWorld, slice_of


def record(world: SocketWorld, key: dict[str, str]) -> dict[str, Any]:
    """Return the stream's record of an item as it now stands."""
    item = world.upload_store._table._client().get_item(
        TableName="uploads", Key={name: {"S": value} for name, value in key.items()}
    )["Item"]
    return {"eventName": "MODIFY", "dynamodb": {"SequenceNumber": "1", "NewImage": item}}


def upload_record(world: SocketWorld, upload: Upload) -> dict[str, Any]:
    return record(world, {"PK": f"BATCH#{upload.batch_id}", "SK": f"UPLOAD#{upload.id:012d}"})


def batch_record(world: SocketWorld, batch_id: int) -> dict[str, Any]:
    return record(world, {"PK": f"BATCH#{batch_id}", "SK": "BATCH"})


def broadcast(world: SocketWorld, *records: dict[str, Any]) -> int:
    broadcaster = Broadcaster(
        subscribers=world.connections,
        streams=world.streams,
        delivery=world.post,
        listings=world.services.uploads,
        clock=world.clock,
    )
    return broadcaster.broadcast(changes_in(records))


def uploads_of(world: SocketWorld, batch_id: int) -> list[Upload]:
    return list(world.upload_store.list_uploads(batch_id))


# scenario 29
# scenario 109
def test_whoever_watches_a_batch_reads_its_changed_uploads_only(world: SocketWorld) -> None:
    watcher, other = world.connect(ALICE), world.connect(BOB)
    batch_id = watcher.create_batch(["1", "2"])
    watcher.send("SUBSCRIBE_BATCH", batch_id)
    other.send("SUBSCRIBE_BATCH", other.create_batch(["3"]))
    before = (len(watcher.received), len(other.received))
    changed = world.complete(uploads_of(world, batch_id)[0])
    broadcast(world, upload_record(world, changed), batch_record(world, batch_id))
    update, progress = watcher.received[before[0] :]
    assert [(row["key"], row["status"]) for row in update["data"]] == [("1", "completed")]
    assert (progress["data"]["stats"]["completed"], progress["data"]["stats"]["queued"]) == (1, 1)
    assert other.received[before[1] :] == []


def test_the_end_of_a_batch_is_told_once_with_its_last_uploads(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    before = len(browser.received)
    first, second = (world.complete(upload) for upload in uploads_of(world, batch_id))
    ends = batch_record(world, batch_id)
    broadcast(world, upload_record(world, first), ends, upload_record(world, second), ends)
    assert [message["type"] for message in browser.received[before:]] == [
        "UPLOADS_UPDATE",
        "BATCH_PROGRESS",
        "UPLOADS_COMPLETE",
    ]


def test_an_empty_batch_has_not_ended(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch()
    browser.send("SUBSCRIBE_BATCH", batch_id)
    before = len(browser.received)
    broadcast(world, batch_record(world, batch_id))
    assert [message["type"] for message in browser.received[before:]] == ["BATCH_PROGRESS"]


# scenario 27
# scenario 110
@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({}, True),
        ({"userid": "1"}, True),
        ({"userid": "2"}, False),
        ({"filter": "ali"}, True),
        ({"filter": "bo"}, False),
    ],
    ids=["everybodys", "the-owners", "another-users", "by-name", "by-another-name"],
)
def test_whoever_watches_a_list_reads_of_batches_on_it(world: SocketWorld, wanted: dict[str, str], told: bool) -> None:
    batch_id = world.connect(ALICE).create_batch(["1"])
    watcher = world.connect(BOB)
    watcher.send("FETCH_BATCHES", wanted)
    before = len(watcher.received)
    broadcast(world, batch_record(world, batch_id))
    received = watcher.received[before:]
    assert bool(received) is told
    for message in received:
        assert (message["type"], message["partial"], message["data"]["total"]) == ("BATCHES_LIST", True, 1)
        assert message["data"]["items"][0]["stats"]["queued"] == 1


def test_a_subscriber_that_left_does_not_keep_others_from_reading(world: SocketWorld) -> None:
    gone, here = world.connect(ALICE), world.connect(BOB)
    batch_id = gone.create_batch(["1"])
    for browser in (gone, here):
        browser.send("SUBSCRIBE_BATCH", batch_id)
    before = len(here.received)
    world.post.gone.add(gone.connection_id)
    assert broadcast(world, batch_record(world, batch_id)) == 0
    assert len(here.received) == before + 1


def test_a_subscriber_that_cannot_be_reached_now_makes_the_stream_repeat(world: SocketWorld) -> None:
    busy, here = world.connect(ALICE), world.connect(BOB)
    batch_id = busy.create_batch(["1"])
    for browser in (busy, here):
        browser.send("SUBSCRIBE_BATCH", batch_id)
    before = len(here.received)
    post = world.post.post

    def refuse_one(connection_id: str, message: MessageOut) -> None:
        if connection_id == busy.connection_id:
            raise DeliveryFailedError(connection_id)
        post(connection_id, message)

    world.post.post = refuse_one  # type: ignore[method-assign]
    assert broadcast(world, batch_record(world, batch_id)) == 1
    assert len(here.received) == before + 1


@pytest.mark.parametrize(
    "image",
    [
        {"PK": "LANE#1", "SK": "TEXT#000000000001"},
        {"PK": "BATCH#1", "SK": "SLICE#000000000000"},
        {"PK": "BATCH#1", "SK": "UPLOAD#000000000001", "status": "queued"},
        {"PK": "BATCH#1", "SK": "BATCH", "id": "x"},
        {"SK": "BATCH"},
    ],
    ids=["text", "slice", "half-an-upload", "half-a-batch", "no-key"],
)
def test_records_of_other_items_and_unreadable_ones_are_left_out(image: dict[str, str]) -> None:
    wire = {name: TypeSerializer().serialize(value) for name, value in image.items()}
    assert list(changes_in([{"dynamodb": {"NewImage": wire, "SequenceNumber": "1"}}])) == []


def test_removed_items_are_no_change() -> None:
    assert list(changes_in([{"eventName": "REMOVE", "dynamodb": {"Keys": {}, "SequenceNumber": "1"}}])) == []


# scenario 111
def test_a_cancelled_upload_is_pushed_like_any_other(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    browser.send("CANCEL_BATCH", batch_id)
    before = len(browser.received)
    broadcast(world, upload_record(world, uploads_of(world, batch_id)[0]), batch_record(world, batch_id))
    update, _, complete = browser.received[before:]
    assert update["data"][0]["status"] == UploadStatus.CANCELLED
    assert complete == {"type": "UPLOADS_COMPLETE", "data": batch_id}


def pushes(world: SocketWorld, browser: Browser) -> list[MessageOut]:
    """Return what came with a number of its stream."""
    return [message for message in browser.received if message.get("sequence") and message["type"] != "SUBSCRIBED"]


# scenario 29
def test_a_subscriber_gets_one_push_a_second_at_most(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2", "3"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    times: list[float] = []
    post = world.post.post

    def note(connection_id: str, message: MessageOut) -> None:
        if message["type"] == "UPLOADS_UPDATE":
            times.append(world.clock.now())
        post(connection_id, message)

    world.post.post = note  # type: ignore[method-assign]
    for upload in uploads_of(world, batch_id):
        broadcast(world, upload_record(world, world.complete(upload)), batch_record(world, batch_id))
    assert [later - earlier for earlier, later in pairwise(times)] == [pytest.approx(1), pytest.approx(1)]


def test_nobody_waits_for_the_turn_of_another_batch(world: SocketWorld) -> None:
    first, second = world.connect(ALICE), world.connect(BOB)
    busy, quiet = first.create_batch(["1"]), second.create_batch(["2"])
    first.send("SUBSCRIBE_BATCH", busy)
    second.send("SUBSCRIBE_BATCH", quiet)
    broadcast(world, batch_record(world, busy))
    order: list[str] = []
    post = world.post.post

    def note(connection_id: str, message: MessageOut) -> None:
        order.append(connection_id)
        post(connection_id, message)

    world.post.post = note  # type: ignore[method-assign]
    broadcast(world, batch_record(world, busy), batch_record(world, quiet))
    assert order == [second.connection_id, first.connection_id]


def test_the_messages_of_a_stream_are_numbered_without_a_gap(world: SocketWorld) -> None:
    early, late = world.connect(ALICE), world.connect(BOB)
    batch_id = early.create_batch(["1", "2", "3"])
    early.send("SUBSCRIBE_BATCH", batch_id)
    uploads = uploads_of(world, batch_id)
    broadcast(world, upload_record(world, world.complete(uploads[0])), batch_record(world, batch_id))
    subscribed, *_ = late.send("SUBSCRIBE_BATCH", batch_id)
    assert subscribed["sequence"] == 2
    broadcast(world, upload_record(world, world.complete(uploads[1])), batch_record(world, batch_id))
    assert [message["sequence"] for message in pushes(world, early)] == [1, 2, 3, 4]
    assert [message["sequence"] for message in pushes(world, late)] == [3, 4]


def test_a_filtered_list_has_numbers_of_its_own(world: SocketWorld) -> None:
    alices, everybodys = world.connect(ALICE), world.connect(BOB)
    (shown,) = alices.send("FETCH_BATCHES", {"filter": "alice"})
    everybodys.send("FETCH_BATCHES", {})
    assert shown["sequence"] == 0
    for owner in (BOB, ALICE, BOB, ALICE):
        broadcast(world, batch_record(world, world.services.uploads.create_batch(owner).id))
    assert [message["sequence"] for message in pushes(world, alices)] == [1, 2]
    assert [message["sequence"] for message in pushes(world, everybodys)] == [1, 2, 3, 4]


def completions(browser: Browser) -> int:
    return sum(message["type"] == "UPLOADS_COMPLETE" for message in browser.received)


# scenario 29
# scenario 111
def test_the_end_is_told_once_however_often_the_batch_changes_afterwards(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    world.complete(uploads_of(world, batch_id)[0])
    browser.send("CANCEL_BATCH", batch_id)
    for _ in range(3):
        broadcast(world, batch_record(world, batch_id))
    assert completions(browser) == 1


def test_an_end_that_the_subscription_already_told_is_not_pushed(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    world.complete(uploads_of(world, batch_id)[0])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    broadcast(world, batch_record(world, batch_id))
    assert completions(browser) == 1


def test_a_batch_that_grows_after_its_end_ends_once_more(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    world.complete(uploads_of(world, batch_id)[0])
    broadcast(world, batch_record(world, batch_id))
    browser.send("UPLOAD_SLICE", slice_of(batch_id, ["2"], slice_id=1))
    broadcast(world, batch_record(world, batch_id))
    assert completions(browser) == 1
    world.complete(uploads_of(world, batch_id)[1])
    broadcast(world, batch_record(world, batch_id))
    broadcast(world, batch_record(world, batch_id))
    assert completions(browser) == 2


def test_an_end_that_could_not_be_sent_is_sent_when_the_stream_repeats(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    world.complete(uploads_of(world, batch_id)[0])
    post, busy = world.post.post, [True]

    def refuse_once(connection_id: str, message: MessageOut) -> None:
        if message["type"] == "UPLOADS_COMPLETE" and busy:
            busy.pop()
            raise DeliveryFailedError(connection_id)
        post(connection_id, message)

    world.post.post = refuse_once  # type: ignore[method-assign]
    assert broadcast(world, batch_record(world, batch_id)) == 1
    assert broadcast(world, batch_record(world, batch_id)) == 0
    assert completions(browser) == 1


# scenario 27
def test_a_later_page_of_a_list_is_never_pushed_to(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("FETCH_BATCHES", {"page": 2, "limit": 1})
    before = len(browser.received)
    broadcast(world, batch_record(world, batch_id))
    assert browser.received[before:] == []


# scenario 28
def test_a_second_list_replaces_the_first_and_unsubscribing_stops_it(world: SocketWorld) -> None:
    browser = world.connect(BOB)
    batch_id = world.connect(ALICE).create_batch(["1"])
    browser.send("FETCH_BATCHES", {"userid": "1"})
    browser.send("FETCH_BATCHES", {"userid": "2"})
    before = len(browser.received)
    broadcast(world, batch_record(world, batch_id))
    assert browser.received[before:] == []
    browser.send("FETCH_BATCHES", {"userid": "1"})
    browser.send("UNSUBSCRIBE_BATCHES_LIST")
    before = len(browser.received)
    broadcast(world, batch_record(world, batch_id))
    assert browser.received[before:] == []


# scenario 29
def test_unsubscribing_stops_the_updates_of_a_batch(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    browser.send("UNSUBSCRIBE_BATCH")
    before = len(browser.received)
    broadcast(world, upload_record(world, world.complete(uploads_of(world, batch_id)[0])))
    assert browser.received[before:] == []


# scenario 27
def test_a_new_batch_appears_on_the_list_with_the_fresh_total(world: SocketWorld) -> None:
    browser = world.connect()
    browser.create_batch()
    browser.send("FETCH_BATCHES", {})
    new = world.services.uploads.create_batch(BOB)
    broadcast(world, batch_record(world, new.id))
    pushed = browser.received[-1]
    assert (pushed["partial"], pushed["data"]["total"]) == (True, 2)
    assert [item["id"] for item in pushed["data"]["items"]] == [new.id]


def test_whoever_asked_in_packages_is_told_in_packages(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    subscription = Subscription(connection_id=browser.connection_id, topic=batch_topic(batch_id), envelope="package")
    world.connections.subscribe(subscription, Slot.BATCH, requested_at=1)
    before = len(browser.received)
    world.complete(uploads_of(world, batch_id)[0])
    broadcast(world, batch_record(world, batch_id))
    progress, complete = browser.received[before:]
    assert (progress["pkg_id"], progress["req_id"]) == (NUMBER_OF["BATCH_PROGRESS"], ZERO_ID)
    assert (progress["data"]["id"], progress["data"]["sequence"]) == (batch_id, 1)
    assert (complete["pkg_id"], complete["data"]) == (NUMBER_OF["UPLOADS_COMPLETE"], {"batch_id": batch_id})


def test_what_nobody_watches_is_neither_numbered_nor_kept(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    browser.send("UNSUBSCRIBE_BATCH")
    broadcast(world, batch_record(world, batch_id))
    assert world.streams.last_number(Stream(topic=batch_topic(batch_id))) == 0


def test_for_whoever_is_away_pushes_go_on_and_are_kept(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    browser.send("SUBSCRIBE_BATCH", batch_id)
    world.connections.remove(browser.connection_id)
    broadcast(world, batch_record(world, batch_id))
    (missed,) = world.streams.missed(Stream(topic=batch_topic(batch_id)), after=0, until=1) or []
    assert missed["type"] == "BATCH_PROGRESS"


def test_whoever_comes_while_a_push_waits_for_its_turn_is_told_too(world: SocketWorld) -> None:
    """A push is logged before anybody asks who is there, so whoever comes between finds it in the log or is sent it."""
    early, late = world.connect(ALICE), world.connect(BOB)
    batch_id = early.create_batch(["1"])
    early.send("SUBSCRIBE_BATCH", batch_id)
    broadcast(world, batch_record(world, batch_id))
    sleep = world.clock.sleep

    def subscribe_meanwhile(seconds: float) -> None:
        sleep(seconds)
        late.send("SUBSCRIBE_BATCH", batch_id)

    world.clock.sleep = subscribe_meanwhile  # type: ignore[method-assign]
    broadcast(world, batch_record(world, batch_id))
    world.clock.sleep = sleep  # type: ignore[method-assign]
    assert [message["sequence"] for message in pushes(world, late)] == [2]
    assert world.streams.missed(Stream(topic=batch_topic(batch_id)), after=0, until=2) is not None
