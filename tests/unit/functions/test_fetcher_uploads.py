"""Large batches: the first message from the websocket function, the rest from the fetcher."""

from curator.realtime import frames
from curator.uploads.service import MAX_SLICE_ITEMS
from functions.fetcher.requests import UploadsRequest
from functions.fetcher.uploads import BLOCK, UploadDesk
from tests.fakes.sockets import FakePost
from tests.unit.functions.socket_world import Browser, SocketWorld, slice_of


def large_batch(browser: Browser, count: int) -> int:
    batch_id = browser.create_batch()
    for slice_id, start in enumerate(range(0, count, MAX_SLICE_ITEMS)):
        keys = [f"{number}" for number in range(start, min(count, start + MAX_SLICE_ITEMS))]
        browser.send("UPLOAD_SLICE", slice_of(batch_id, keys, slice_id=slice_id))
    return batch_id


def run_fetcher(world: SocketWorld, *, seconds: float = 300) -> int:
    """Answer what was handed over, as the fetcher does; return in how many runs."""
    desk = UploadDesk(reader=world.services.uploads, delivery=world.post, queue=world.fetches, clock=world.clock)
    runs = 0
    while (body := world.fetches.receive()) is not None:
        assert body.pop("kind") == "uploads"
        desk.show(UploadsRequest(**body), until=world.clock.now() + seconds)
        runs += 1
    return runs


def test_a_batch_over_one_frame_is_shown_as_far_as_one_message_goes_and_then_whole(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = large_batch(browser, 700)
    (shown,) = browser.send("FETCH_BATCH_UPLOADS", batch_id)
    assert shown["data"]["batch"]["stats"]["total"] == 700
    assert 100 < len(shown["data"]["uploads"]) < 700
    before = len(browser.received)
    assert run_fetcher(world) == 1
    more = browser.received[before:]
    rows = [row for message in more for row in message["data"]["uploads"]]
    assert [row["key"] for row in rows] == [f"{number}" for number in range(700)]
    assert rows[5]["wikitext"] == "== 5 =="
    assert [message["data"]["first"] for message in more] == [
        sum(len(message["data"]["uploads"]) for message in more[:number]) for number in range(len(more))
    ]
    assert all(frames.fits(message) and message["data"]["total"] == 700 for message in [*more])


def test_a_batch_that_fits_into_one_message_is_not_handed_over(world: SocketWorld) -> None:
    browser = world.connect()
    browser.send("FETCH_BATCH_UPLOADS", large_batch(browser, 40))
    assert world.fetches.sent == []


def test_near_the_end_of_its_time_the_fetcher_hands_the_rest_to_its_next_run(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = large_batch(browser, BLOCK + 100)
    browser.send("FETCH_BATCH_UPLOADS", batch_id)
    before = len(browser.received)
    assert run_fetcher(world, seconds=0) == 2
    keys = [row["key"] for message in browser.received[before:] for row in message["data"]["uploads"]]
    assert keys == [f"{number}" for number in range(BLOCK + 100)]


def test_a_client_that_left_is_sent_nothing_more(world: SocketWorld) -> None:
    browser = world.connect()
    browser.send("FETCH_BATCH_UPLOADS", large_batch(browser, 300))
    post = world.post
    assert isinstance(post, FakePost)
    post.gone.add(browser.connection_id)
    before = len(browser.received)
    assert run_fetcher(world, seconds=0) == 1
    assert browser.received[before:] == []
