"""Pausing a batch and letting it go on, over a socket."""

from typing import Any

from curator.uploads.models import UploadStatus
from tests.unit.functions.socket_world import BOB, OPERATOR, Browser, SocketWorld

ITEMS = [{"id": key, "input": "s", "title": f"Photo {key}.jpg", "wikitext": "== x =="} for key in ("1", "2")]


def upload(browser: Browser, batch_id: int) -> None:
    browser.send("UPLOAD_SLICE", {"batchid": batch_id, "sliceid": 0, "items": ITEMS})


def batch_of(browser: Browser) -> int:
    """Return the id of a new batch of two."""
    (created,) = browser.send("CREATE_BATCH")
    batch_id = int(created["data"])
    upload(browser, batch_id)
    return batch_id


def test_a_paused_batch_says_so_until_it_goes_on(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = batch_of(browser)
    (paused,) = browser.send("PAUSE_BATCH", batch_id)
    assert (paused["type"], paused["data"]["paused"]["reason"]) == ("BATCH_PROGRESS", "paused")
    assert browser.send("PAUSE_BATCH", batch_id)[0]["data"]["paused"]["reason"] == "paused"  # no error
    (going_on,) = browser.send("RESUME_BATCH", batch_id)
    assert "paused" not in going_on["data"]
    assert going_on["data"]["stats"]["queued"] == 2


def test_only_the_owner_may_resume_and_an_operator_may_pause(world: SocketWorld) -> None:
    batch_id = batch_of(world.connect())
    denied: list[dict[str, Any]] = [{"type": "ERROR", "data": "Permission denied"}]
    assert world.connect(BOB).send("PAUSE_BATCH", batch_id) == denied
    assert world.connect(OPERATOR).send("PAUSE_BATCH", batch_id)[0]["type"] == "BATCH_PROGRESS"
    assert world.connect(OPERATOR).send("RESUME_BATCH", batch_id) == denied


def test_what_cannot_be_paused_or_resumed_is_said(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = batch_of(browser)
    assert browser.send("RESUME_BATCH", batch_id) == [{"type": "ERROR", "data": "This batch is not paused"}]
    assert browser.send("PAUSE_BATCH", 99) == [{"type": "ERROR", "data": "Batch 99 not found"}]
    browser.send("CANCEL_BATCH", batch_id)
    assert browser.send("PAUSE_BATCH", batch_id) == [{"type": "ERROR", "data": "No queued items to pause"}]


def test_a_cancelled_batch_is_not_paused_any_more(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = batch_of(browser)
    browser.send("PAUSE_BATCH", batch_id)
    browser.send("CANCEL_BATCH", batch_id)
    assert browser.send("RESUME_BATCH", batch_id) == [{"type": "ERROR", "data": "This batch is not paused"}]
    statuses = {upload.status for upload in world.services.uploads.list_uploads(batch_id)}
    assert statuses == {UploadStatus.CANCELLED}
