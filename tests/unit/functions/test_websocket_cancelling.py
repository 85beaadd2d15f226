"""Cancelling over a socket: by the owner, and by an operator, who may cancel anybody's batch."""

from typing import Any

import pytest

from curator.identity.principals import Principal
from curator.uploads.models import UploadStatus
from tests.unit.functions.socket_world import ALICE, BOB, OPERATOR, SocketWorld

CANCELLED, IN_PROGRESS, QUEUED = UploadStatus.CANCELLED, UploadStatus.IN_PROGRESS, UploadStatus.QUEUED

EITHER = pytest.mark.parametrize("who", [ALICE, OPERATOR], ids=["the-owner", "an-operator"])


def error(text: str) -> list[dict[str, Any]]:
    return [{"type": "ERROR", "data": text}]


def batch_of_alice(world: SocketWorld, *, begun: int, waiting: int) -> int:
    """Return a batch of which workers have begun the first uploads."""
    batch_id = world.connect(ALICE).create_batch([str(n) for n in range(begun + waiting)])
    for upload in list(world.upload_store.list_uploads(batch_id))[:begun]:
        world.begin(upload)
    return batch_id


def statuses(world: SocketWorld, batch_id: int) -> list[UploadStatus]:
    return [upload.status for upload in world.upload_store.list_uploads(batch_id)]


# Unlike the original nothing is revoked: a message of a cancelled upload finds it cancelled and begins nothing.
# scenario 32
# scenario 38
@EITHER
def test_all_that_waits_is_cancelled_and_the_answer_is_silence(world: SocketWorld, who: Principal) -> None:
    batch_id = batch_of_alice(world, begun=0, waiting=3)
    assert world.connect(who).send("CANCEL_BATCH", batch_id) == []
    assert statuses(world, batch_id) == [CANCELLED] * 3


# scenario 33
# scenario 38
@EITHER
def test_cancelling_where_nothing_waits_is_an_error_and_leaves_what_has_begun(
    world: SocketWorld, who: Principal
) -> None:
    batch_id = batch_of_alice(world, begun=2, waiting=0)
    assert world.connect(who).send("CANCEL_BATCH", batch_id) == error("No queued items to cancel")
    assert statuses(world, batch_id) == [IN_PROGRESS] * 2


# scenario 34
def test_nobody_else_cancels_a_batch(world: SocketWorld) -> None:
    batch_id = batch_of_alice(world, begun=0, waiting=1)
    assert world.connect(BOB).send("CANCEL_BATCH", batch_id) == error("Permission denied")
    assert statuses(world, batch_id) == [QUEUED]


# scenario 35
# scenario 38
@EITHER
def test_a_batch_that_does_not_exist_cannot_be_cancelled(world: SocketWorld, who: Principal) -> None:
    assert world.connect(who).send("CANCEL_BATCH", 999) == error("Batch 999 not found")


# scenario 36
# scenario 38
@EITHER
def test_of_a_batch_that_has_begun_only_what_waits_is_cancelled(world: SocketWorld, who: Principal) -> None:
    batch_id = batch_of_alice(world, begun=1, waiting=2)
    assert world.connect(who).send("CANCEL_BATCH", batch_id) == []
    assert statuses(world, batch_id) == [IN_PROGRESS, CANCELLED, CANCELLED]
