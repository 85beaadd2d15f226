"""Retrying a batch over a socket."""

from dataclasses import replace

import pytest

from curator.identity.principals import Principal
from curator.uploads.lifecycle import SETTLE
from curator.uploads.models import UploadStatus
from tests.unit.functions.socket_world import ALICE, BOB, OPERATOR, SocketWorld

FAILED, QUEUED = UploadStatus.FAILED, UploadStatus.QUEUED


def fail_all(world: SocketWorld, batch_id: int) -> None:
    """Do as a worker that lets every upload fail."""
    for upload in world.upload_store.list_uploads(batch_id):
        claimed = world.begin(upload)
        error = {"type": "error", "message": "Too bad"}
        world.upload_store.transition(claimed, SETTLE, becomes=replace(claimed, status=FAILED, error=error))


# scenario 39
def test_the_failed_uploads_of_ones_batch_are_queued_again_in_a_new_one(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1", "2"])
    fail_all(world, batch_id)
    (reply,) = browser.send("RETRY_UPLOADS", batch_id)
    assert reply == {"type": "RETRY_UPLOADS_RESPONSE", "data": batch_id + 1}
    copies = list(world.upload_store.list_uploads(reply["data"]))
    assert [(copy.key, copy.status) for copy in copies] == [("1", QUEUED), ("2", QUEUED)]
    assert [upload.status for upload in world.upload_store.list_uploads(batch_id)] == [FAILED, FAILED]
    assert world.services.uploads.get_batch(reply["data"]).edit_group_id == "000000000001"


# scenario 40
@pytest.mark.parametrize(
    ("user", "batch", "refusal"),
    [
        (ALICE, "queued", "No failed uploads to retry"),
        (BOB, "failed", "Permission denied"),
        (ALICE, "unknown", "Batch 999 not found"),
    ],
    ids=["nothing-failed", "foreign", "unknown"],
)
def test_what_cannot_be_retried_is_an_error_and_makes_no_batch(
    world: SocketWorld, user: Principal, batch: str, refusal: str
) -> None:
    owner = world.connect(ALICE)
    batches = {"failed": owner.create_batch(["1"]), "queued": owner.create_batch(["2"]), "unknown": 999}
    fail_all(world, batches["failed"])
    assert world.connect(user).send("RETRY_UPLOADS", batches[batch]) == [{"type": "ERROR", "data": refusal}]
    assert world.services.uploads.list_batches(page=1, limit=10)[1] == 2


def test_an_operator_retries_anybodys_batch(world: SocketWorld) -> None:
    batch_id = world.connect(ALICE).create_batch(["1"])
    fail_all(world, batch_id)
    (reply,) = world.connect(OPERATOR).send("RETRY_UPLOADS", batch_id)
    assert world.services.uploads.get_batch(reply["data"]).user_id == OPERATOR.user_id


def test_a_logout_ends_the_right_to_retry_on_open_sockets(world: SocketWorld) -> None:
    browser = world.connect()
    batch_id = browser.create_batch(["1"])
    fail_all(world, batch_id)
    world.log_out(browser)
    refusal = [{"type": "ERROR", "data": "Session expired, please log in again"}]
    assert browser.send("RETRY_UPLOADS", batch_id) == refusal
