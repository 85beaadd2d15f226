"""What is taken in, what is refused, and what a refusal costs: nothing."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from curator.foundation.table import Table, TransactionConflictError
from curator.identity.principals import Principal
from curator.images.errors import (
    BucketRefusedError,
    DimensionsTooLargeError,
    FileTooLargeError,
    ImageError,
    JobNotCreatedError,
    MetadataRefusedError,
    NotYourBucketError,
    OrganisationMismatchError,
    StagingFailedError,
    UnsupportedFileTypeError,
)
from curator.images.keys import image_id_of
from curator.images.models import EventType, JobStatus
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import LISTED, MemoryTable
from tests.fakes.objects import outage
from tests.unit.images.world import ALICE, MAX_BYTES, World, jpeg, memory

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x58\x00\x00\x02\x58\x08\x02\x00\x00\x00"


def padded(size: int) -> bytes:
    """Return a JPEG's beginning, filled up to so many bytes."""
    return jpeg(tail=b"").ljust(size, b"\0")


# scenario images-20
# scenario images-21
def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_refused(world: World) -> None:
    assert world.upload(data=padded(MAX_BYTES)).job.content_length == MAX_BYTES
    with pytest.raises(FileTooLargeError) as caught:
        world.upload(data=padded(MAX_BYTES + 1))
    assert (caught.value.status, caught.value.code) == (413, "UPLOAD_001")
    assert caught.value.public_message == "File too large. Maximum allowed: 10MB"


# scenario images-37
@pytest.mark.parametrize(
    ("data", "changes", "error", "status"),
    [
        pytest.param(padded(MAX_BYTES + 1), {}, FileTooLargeError, 413, id="too many bytes"),
        pytest.param(b"just text", {}, UnsupportedFileTypeError, 415, id="text that says it is a JPEG"),
        pytest.param(b"", {}, UnsupportedFileTypeError, 415, id="nothing"),
        pytest.param(jpeg(16_384, 1), {}, DimensionsTooLargeError, 413, id="too long a side"),
        pytest.param(jpeg(8_000, 8_000), {}, DimensionsTooLargeError, 413, id="too many pixels"),
        pytest.param(jpeg(), {"bucket": "../up"}, BucketRefusedError, 422, id="no name for a bucket"),
        pytest.param(jpeg(), {"metadata": "x" * 16_385}, MetadataRefusedError, 422, id="too much metadata"),
        pytest.param(jpeg(), {"bucket": "org-other/system"}, OrganisationMismatchError, 403, id="others' bucket"),
        pytest.param(jpeg(), {"bucket": "users/bob"}, NotYourBucketError, 403, id="another user's bucket"),
    ],
)
def test_a_refused_file_costs_nothing_and_leaves_nothing(
    world: World, data: bytes, changes: dict[str, Any], error: type[ImageError], status: int
) -> None:
    with pytest.raises(error) as caught:
        world.upload(data=data, **changes)
    assert caught.value.status == status
    assert (world.used(), memory(world.incoming).objects, world.queue.sent) == (0, {}, [])
    assert world.statistics.stats().total_jobs == 0


def test_the_largest_photographs_of_today_are_taken(world: World) -> None:
    assert world.upload(data=jpeg(6000, 4000)).job.status is JobStatus.PENDING
    assert world.upload(data=jpeg(8160, 6120)).job.status is JobStatus.PENDING


def test_the_type_is_what_the_file_says_not_what_its_sender_says(world: World) -> None:
    job = world.upload(data=PNG, filename="photo.jpg", content_type="image/jpeg").job
    assert (job.content_type, job.metadata["detected_mime_type"]) == ("image/png", "image/png")


# scenario images-24
# scenario images-25
@pytest.mark.parametrize(
    "text", ["{", "[1]", "7", '"text"', "null", "NaN", '{"a": NaN}', '{"a": 1e999}', "9" * 5000, ""]
)
def test_metadata_that_is_no_json_object_counts_as_none(world: World, text: str) -> None:
    assert set(world.upload(metadata=text).job.metadata) == {
        "uploader_id",
        "org_id",
        "original_filename",
        "detected_mime_type",
        "content_length",
    }


# scenario images-26
def test_reserved_metadata_wins_over_what_the_caller_says(world: World) -> None:
    told = '{"uploader_id": "root", "org_id": "x", "original_filename": "y", "content_length": 0, "mine": 1}'
    metadata = world.upload(metadata=told).job.metadata
    assert (metadata["uploader_id"], metadata["org_id"], metadata["original_filename"]) == (
        "alice",
        "acme",
        "photo.jpg",
    )
    assert (metadata["content_length"], metadata["mine"]) == (len(jpeg()), 1)


def test_a_group_s_bucket_needs_its_own_permission(world: World) -> None:
    with pytest.raises(PermissionError, match="image:upload:group:walkers"):
        world.upload(bucket="groups/walkers/")
    assert world.used() == 0
    world.granted.add("image:upload:group:walkers")
    assert world.upload(bucket="org-acme/groups/walkers").job.bucket == "groups/walkers"


# scenario images-128
def test_five_uploads_at_once_have_ids_of_their_own(world: World) -> None:
    accepted = [world.upload() for _ in range(5)]
    ids = {one.job.image_id for one in accepted} | {one.job.job_id for one in accepted}
    assert len(ids) == 10


# scenario images-72
def test_a_file_that_cannot_be_stored_fails_its_job_and_is_given_back(world: World) -> None:
    memory(world.incoming).faults.append(outage())
    with pytest.raises(StagingFailedError) as caught:
        world.upload()
    assert (caught.value.status, caught.value.code) == (500, "JOB_002")
    assert caught.value.public_message == "Failed to save file to staging"
    (job,) = world.statistics.failed(10)
    assert (job.status, job.last_error) == (JobStatus.FAILED, "Storage save failed: SlowDown")
    assert [event.event_type for event in world.reader.events(job.image_id)] == [
        EventType.UPLOAD_INITIATED,
        EventType.FAILED,
    ]
    assert world.used() == 0


# scenario images-73
# The original queues the job itself and fails it where that fails. Here storage makes the message of each new file, so
# that cannot fail in the request; a message that never comes is made up for by the hourly run.
def test_a_file_whose_message_got_lost_is_worked_on_all_the_same(world: World) -> None:
    accepted = world.upload()
    world.queue.lose_everything()
    world.clock.advance(16 * 60)
    assert world.housekeeping.run().restarted == 1
    world.run()
    assert world.job(accepted).status is JobStatus.COMPLETED


def test_a_file_that_was_stored_though_its_answer_got_lost_does_not_come_back_to_life(world: World) -> None:
    memory(world.incoming).after.append(outage())
    with pytest.raises(StagingFailedError):
        world.upload()
    world.run()
    assert world.statistics.stats().by_status == {JobStatus.FAILED: 1}
    assert (memory(world.incoming).objects, world.used()) == ({}, 0)


def test_a_worker_that_was_quicker_than_the_failure_keeps_the_image(world: World) -> None:
    def be_quick(key: str) -> None:
        world.processor.process(image_id_of(key) or "")
        memory(world.incoming).after.append(outage())

    memory(world.incoming).created = be_quick
    with pytest.raises(StagingFailedError):
        world.upload()
    assert world.statistics.stats().by_status == {JobStatus.COMPLETED: 1}
    assert world.used() == 1


def broken_table(clock: VirtualClock, *, after: bool, error: Exception) -> tuple[Table, list[Exception]]:
    """Return a table that fails its next transaction, before or after it is applied."""
    faults = [error]

    class Broken(MemoryTable):
        def transact(self, writes):  # type: ignore[no-untyped-def]
            if after:
                super().transact(writes)
            if faults:
                raise faults.pop()
            if not after:
                super().transact(writes)

    return Broken(clock, indexes=LISTED), faults


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ClientError({"Error": {"Code": "ThrottlingException"}}, "TransactWriteItems"), id="throttled"),
        pytest.param(ReadTimeoutError(endpoint_url="https://table.example"), id="no answer"),
    ],
)
def test_a_table_that_refuses_the_job_costs_nothing(error: Exception) -> None:
    clock = VirtualClock()
    table, _ = broken_table(clock, after=False, error=error)
    world = World(table, clock)
    with pytest.raises(JobNotCreatedError) as caught:
        world.upload()
    assert (caught.value.status, caught.value.public_message) == (500, "Failed to create processing job")
    assert (world.used(), memory(world.incoming).objects) == (0, {})


def test_a_job_that_is_stored_though_its_answer_got_lost_goes_on() -> None:
    clock = VirtualClock()
    table, _ = broken_table(clock, after=True, error=ReadTimeoutError(endpoint_url="https://table.example"))
    world = World(table, clock)
    accepted = world.upload()
    world.run()
    assert (world.job(accepted).status, world.used()) == (JobStatus.COMPLETED, 1)


def test_writers_that_meet_each_other_try_again() -> None:
    clock = VirtualClock()
    table, _ = broken_table(clock, after=False, error=TransactionConflictError())
    world = World(table, clock)
    assert world.upload().job.status is JobStatus.PENDING


def test_an_announced_file_goes_straight_to_storage_and_ends_as_any_other(world: World) -> None:
    announced = world.announce(metadata='{"album": "Berlin"}')
    form = announced.form
    assert form.fields["key"] == announced.job.staging_key
    assert form.fields["Content-Type"] == "image/jpeg"
    assert (form.fields["max"], form.fields["seconds"]) == (str(MAX_BYTES), "300")
    assert announced.expires_at == announced.job.created_at + 300
    assert (announced.quota.remaining, world.job(announced).content_length) == (49, 0)
    world.incoming.put(form.fields["key"], jpeg(), content_type="image/jpeg")
    world.run()
    job = world.job(announced)
    assert (job.status, job.content_length, job.metadata["album"]) == (JobStatus.COMPLETED, len(jpeg()), "Berlin")


@pytest.mark.parametrize("content_type", ["image/gif", "text/html", ""])
def test_a_file_of_another_type_cannot_even_be_announced(world: World, content_type: str) -> None:
    with pytest.raises(UnsupportedFileTypeError):
        world.announce(content_type=content_type)
    assert world.used() == 0


def test_a_form_that_is_used_twice_makes_one_image(world: World) -> None:
    announced = world.announce()
    for _ in range(2):
        world.incoming.put(announced.form.fields["key"], jpeg(), content_type="image/jpeg")
        world.run()
    assert world.events(announced).count(EventType.COMPLETED) == 1
    assert memory(world.incoming).objects == {}


def test_an_organisation_s_name_never_becomes_a_path(world: World) -> None:
    stranger = Principal(user_id="x", username="X", org_id="../../etc")
    accepted = world.upload(stranger)
    world.run()
    keys = [*memory(world.originals).objects, *memory(world.variants).objects]
    assert not [key for key in keys if ".." in key or key.startswith("/")]
    assert world.job(accepted).org_id == "../../etc"
    assert ALICE.org_id not in keys[0]
