"""What is tried again, how often and after how long, as an upload's owner sees it in the end."""

import pytest

from curator.commons.errors import (
    ApiError,
    CommonsError,
    FileRefusedError,
    MissingRightError,
    StashGoneError,
    StorageError,
)
from curator.sources.errors import SourceCdnError
from curator.uploads.models import Upload, UploadStatus
from curator.uploads.worker.hold import REPLICATION_SECONDS
from curator.uploads.worker.store import PhotographLocks
from tests.fakes.sources import sha1_of
from tests.unit.uploads.world import ALICE, BOB, World

COMPLETED, FAILED, QUEUED = UploadStatus.COMPLETED, UploadStatus.FAILED, UploadStatus.QUEUED
HOUR = 3600.0
SLACK = 10.0  # seconds that the work itself takes, and a message of the queue is late


def ended(world: World) -> tuple[Upload, float]:
    """Return the upload of a photograph at its end, and how many seconds that took."""
    started = world.clock.now()
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    return world.only_upload(batch_id), world.clock.now() - started


# The original tries twice, each time from the download on. Ours fills the stash twice with the same download, and
# does all that once more after 2 s.
# scenario 59
@pytest.mark.parametrize("step", ["stash", "publish"])
@pytest.mark.parametrize(
    ("vanished", "status", "downloads"),
    [(1, COMPLETED, 1), (2, COMPLETED, 2), (3, COMPLETED, 2), (4, FAILED, 2)],
    ids=["once", "twice", "three-times", "for-ever"],
)
def test_a_stash_that_vanishes_again_and_again_is_given_up(
    world: World, step: str, vanished: int, status: UploadStatus, downloads: int
) -> None:
    world.commons.faults[step] = [StashGoneError(code="uploadstash-file-not-found") for _ in range(vanished)]
    upload, _ = ended(world)
    assert (upload.status, world.downloader.begun) == (status, downloads)


# scenario 59
@pytest.mark.parametrize(
    "refusal",
    [FileRefusedError(code="verification-error"), MissingRightError(code="permissiondenied"), ApiError(code="x")],
    ids=["refused-file", "no-right", "unknown-code"],
)
def test_what_trying_again_does_not_help_is_tried_once(world: World, refusal: CommonsError) -> None:
    world.commons.faults["stash"] = [refusal]
    upload, seconds = ended(world)
    assert (upload.status, upload.attempts, world.downloader.begun) == (FAILED, {}, 1)
    assert seconds < SLACK


# scenario 60
@pytest.mark.parametrize(
    ("stumbles", "status", "waited"),
    [(1, COMPLETED, 300), (2, COMPLETED, 900), (3, COMPLETED, 1800), (4, FAILED, 1800)],
    ids=["once", "twice", "three-times", "for-ever"],
)
def test_a_stumbling_storage_is_left_alone_for_5_then_10_then_15_minutes(
    world: World, stumbles: int, status: UploadStatus, waited: float
) -> None:
    world.commons.faults["stash"] = [StorageError(code="uploadstash-exception") for _ in range(stumbles)]
    upload, seconds = ended(world)
    assert (upload.status, upload.attempts) == (status, {"StorageError": min(stumbles, 3)})
    assert waited <= seconds < waited + SLACK


# scenario 62
@pytest.mark.parametrize(
    ("troubles", "status"), [(1, COMPLETED), (2, FAILED)], ids=["a-passing-trouble", "a-lasting-trouble"]
)
def test_a_photo_server_in_trouble_is_left_alone_for_ten_minutes_once(
    world: World, troubles: int, status: UploadStatus
) -> None:
    world.downloader.failures = [SourceCdnError("503") for _ in range(troubles)]
    upload, seconds = ended(world)
    assert (upload.status, upload.attempts) == (status, {"SourceCdnError": 1})
    assert 600 <= seconds < 600 + SLACK


# The original shares one counter of three between all kinds of trouble; ours counts each kind for itself.
# scenario 60
# scenario 62
def test_one_kind_of_trouble_uses_up_no_tries_of_another(world: World) -> None:
    world.downloader.failures = [SourceCdnError("503")]
    world.commons.faults["stash"] = [StorageError(code="uploadstash-exception") for _ in range(3)]
    upload, _ = ended(world)
    assert (upload.status, upload.attempts) == (COMPLETED, {"SourceCdnError": 1, "StorageError": 3})


# scenario 60
# scenario 61
# scenario 62
def test_an_upload_that_will_be_tried_again_is_queued_meanwhile(world: World) -> None:
    world.downloader.failures = [SourceCdnError("503")]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run(until=world.clock.now() + SLACK)
    assert world.statuses(batch_id) == [QUEUED]


def locks_of(world: World) -> PhotographLocks:
    return PhotographLocks(world.lanes._table, world.clock)


# The original gives up after three times 60 s, although a large file takes longer; ours waits for an hour.
# scenario 61
@pytest.mark.parametrize(
    ("busy", "status", "tries"),
    [(150.0, COMPLETED, 3), (2 * HOUR, FAILED, 60)],
    ids=["for-some-minutes", "for-hours"],
)
def test_a_photograph_in_other_hands_is_asked_for_each_minute_for_an_hour(
    world: World, busy: float, status: UploadStatus, tries: int
) -> None:
    assert locks_of(world).take(sha1_of("1"), upload_id=1000, fence=1, seconds=busy)
    upload, seconds = ended(world)
    assert (upload.status, upload.attempts) == (status, {"PhotographBusyError": tries})
    assert 60 * tries <= seconds < 60 * tries + SLACK * tries


# scenario 82
def test_of_a_photograph_in_other_hands_nothing_is_sent(world: World) -> None:
    assert locks_of(world).take(sha1_of("1"), upload_id=1000, fence=1, seconds=30)
    batch_id = world.add_batch(ALICE, ["1"])
    world.run(until=world.clock.now() + SLACK)
    assert (world.statuses(batch_id), world.commons.resumed_at) == ([QUEUED], [])


# The original takes the lock after it has looked for duplicates, and could miss what is published in between.
# scenario 82
@pytest.mark.parametrize(
    ("refusal", "kept"),
    [
        pytest.param([], REPLICATION_SECONDS + 2, id="published"),
        pytest.param([FileRefusedError(code="verification-error")], 0.0, id="refused"),
        pytest.param([StorageError(code="backend-fail-internal")], 0.0, id="queued-again"),
    ],
)
def test_a_photograph_is_free_again_however_its_upload_ended(
    world: World, refusal: list[CommonsError], kept: float
) -> None:
    world.commons.faults["stash"] = [*refusal]
    world.add_batch(ALICE, ["1"])
    world.run(until=world.clock.now() + SLACK)
    world.clock.advance(kept)
    assert locks_of(world).take(sha1_of("1"), upload_id=1000, fence=1, seconds=1)


# scenario 63
def test_one_worker_brings_uploads_of_several_users_to_their_ends_one_after_the_other(world: World) -> None:
    for user in (ALICE, BOB):
        batch_id = world.add_batch(user, [f"{user.username}{n}" for n in range(2)])
        world.run()
        assert world.statuses(batch_id) == [COMPLETED] * 2
