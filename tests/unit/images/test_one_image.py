"""One image, from the request to its variants, and everything that can happen to it on the way."""

import pytest

from curator.images.errors import ImageRejectedError, StillWorkedOnError, TryAgainError
from curator.images.manifest import result_metadata
from curator.images.models import EventType, JobStatus
from tests.fakes.objects import outage
from tests.unit.images.world import ALICE, POISON, Stopped, World, created_event, jpeg, memory

INITIATED, STARTED, RETRY = EventType.UPLOAD_INITIATED, EventType.PROCESSING_STARTED, EventType.RETRY_SCHEDULED
COMPLETED, FAILED = EventType.COMPLETED, EventType.FAILED


# scenario images-38
def test_a_job_is_there_at_once_and_pending(world: World) -> None:
    accepted = world.upload()
    job = world.reader.job(accepted.job.job_id)
    assert (job.status, job.image_id, job.attempts) == (JobStatus.PENDING, accepted.job.image_id, 0)
    assert world.events(accepted) == [INITIATED]


# scenario images-39
def test_an_image_is_completed_with_its_manifest(world: World) -> None:
    accepted = world.upload(data=jpeg(6000, 4000))
    world.clock.advance(2)
    world.run()
    job = world.reader.result(accepted.job.job_id)
    assert [(variant.width, variant.height) for variant in job.variants.values()] == [
        (150, 100),
        (600, 400),
        (1200, 800),
        (4096, 2730),
    ]
    assert (job.width, job.height, job.completed_at) == (6000, 4000, accepted.job.created_at + 2)
    assert world.events(accepted) == [INITIATED, STARTED, COMPLETED]


def test_keys_tell_the_variant_and_its_specification_but_nothing_that_a_client_chose_freely(world: World) -> None:
    accepted = world.upload(filename="../../etc/passwd.jpg")
    world.run()
    job = world.job(accepted)
    for name, variant in job.variants.items():
        folder = f"acme/test-uploads/processed/{name}/{variant.fingerprint}"
        assert variant.key == f"{folder}/{job.image_id}_{name}.webp"
        assert memory(world.variants).objects[variant.key].data.startswith(b"RIFF")
    assert job.original_key == f"acme/test-uploads/original/{job.image_id}"


def test_variants_are_cached_for_ever_and_the_original_is_untouched(world: World) -> None:
    data = jpeg(tail=b"every byte of it")
    accepted = world.upload(data=data)
    world.run()
    (original,) = memory(world.originals).objects.values()
    variant = memory(world.variants).objects[world.job(accepted).variants["medium"].key]
    assert (original.data, original.content_type) == (data, "image/jpeg")
    assert (variant.content_type, variant.cache_control) == ("image/webp", "public, max-age=31536000, immutable")


# scenario images-43
def test_metadata_keeps_the_callers_keys_beside_the_generated_ones_after_a_reload(world: World) -> None:
    accepted = world.upload(metadata='{"album": "Berlin", "nothing": null, "": 1, "dominant_color": "mine"}')
    world.run()
    metadata = result_metadata(world.reader.result(accepted.job.job_id))
    assert (metadata["album"], metadata["nothing"], metadata[""]) == ("Berlin", None, 1)
    assert (metadata["uploader_id"], metadata["org_id"], metadata["original_filename"]) == (
        "alice",
        "acme",
        "photo.jpg",
    )
    assert (metadata["detected_mime_type"], metadata["content_length"]) == ("image/jpeg", len(jpeg()))
    assert (metadata["dominant_color"], metadata["original_dimensions"]) == ("#496d89", {"width": 800, "height": 600})
    medium = metadata["variants"]["medium"]
    assert (medium["width"], medium["height"], medium["aspect_ratio"], medium["format"]) == (600, 450, 1.333, "webp")
    assert medium["size_bytes"] == world.job(accepted).variants["medium"].size_bytes


def test_what_the_photograph_says_of_itself_is_kept_for_its_owner_and_told_to_nobody(world: World) -> None:
    accepted = world.upload()
    world.run()
    job = world.job(accepted)
    assert job.photo == {"camera": "Curator One", "bytes": len(jpeg()), "type": "image/jpeg", "at": 52.52}
    assert "Curator One" not in str(result_metadata(job))


# scenario images-49
def test_the_staged_file_goes_once_the_image_is_completed(world: World) -> None:
    accepted = world.upload()
    assert list(memory(world.incoming).objects) == [accepted.job.staging_key]
    world.run()
    assert memory(world.incoming).objects == {}


def test_a_staged_file_that_cannot_be_removed_does_not_undo_the_image(world: World) -> None:
    accepted = world.upload()
    memory(world.incoming).faults += [None, outage()]
    world.run()
    assert world.job(accepted).status is JobStatus.COMPLETED
    world.deliver(created_event(accepted.job.staging_key))
    assert memory(world.incoming).objects == {}


# scenario images-50
def test_a_corrupt_file_fails_at_once_with_its_reason_and_costs_nothing(world: World) -> None:
    accepted = world.upload(data=jpeg(tail=POISON))
    assert world.used() == 1
    world.run()
    job = world.job(accepted)
    assert (job.status, job.attempts, job.last_error) == (JobStatus.FAILED, 0, "The image cannot be decoded")
    assert world.events(accepted) == [INITIATED, STARTED, FAILED]
    assert (world.used(), job.charged_window, len(world.engine.rendered)) == (0, None, 1)
    assert memory(world.incoming).objects == {}


def test_a_poison_image_does_not_hold_up_its_neighbours(world: World) -> None:
    poison = world.upload(data=jpeg(tail=POISON))
    neighbours = [world.upload() for _ in range(3)]
    world.run(until=world.clock.now())
    assert world.job(poison).status is JobStatus.FAILED
    assert {world.job(neighbour).status for neighbour in neighbours} == {JobStatus.COMPLETED}


# scenario images-51
def test_a_storage_that_stumbles_once_means_one_retry_a_minute_later(world: World) -> None:
    accepted = world.upload()
    memory(world.variants).faults.append(outage())
    start = world.clock.now()
    world.run(until=start)
    job = world.job(accepted)
    assert (job.status, job.attempts, job.last_error) == (JobStatus.RETRYING, 1, "Storage write failed")
    assert world.queue.next_due() == start + 60
    world.run()
    job = world.job(accepted)
    assert (job.status, job.attempts, job.last_error) == (JobStatus.COMPLETED, 1, "Storage write failed")
    assert (job.started_at, job.completed_at) == (start, start + 60)
    assert world.events(accepted) == [INITIATED, STARTED, RETRY, STARTED, COMPLETED]


# scenario images-52
def test_a_storage_that_stays_away_fails_the_job_after_three_retries(world: World) -> None:
    accepted = world.upload()
    memory(world.incoming).faults += [outage()] * 4
    world.run()
    job = world.job(accepted)
    assert (job.status, job.attempts, job.last_error) == (JobStatus.FAILED, 3, "Storage read failed")
    assert job.completed_at == job.created_at + 180
    assert world.events(accepted) == [INITIATED, *[STARTED, RETRY] * 3, STARTED, FAILED]
    assert world.used() == 0


def test_what_nobody_foresaw_counts_as_a_try_and_shows_nothing_of_itself(world: World) -> None:
    accepted = world.upload()
    world.engine.faults += [MemoryError("at 0xdeadbeef"), RuntimeError("libvips: /var/x")]
    world.run()
    job = world.job(accepted)
    assert (job.status, job.attempts, job.last_error) == (JobStatus.COMPLETED, 2, "Internal error")


# scenario images-53
def test_repeated_and_reordered_deliveries_leave_one_completed_job_and_event(world: World) -> None:
    first, second = world.upload(), world.upload()
    for accepted in (second, first, second, first):
        world.queue.send(created_event(accepted.job.staging_key))
    world.run()
    for accepted in (first, second):
        assert world.events(accepted) == [INITIATED, STARTED, COMPLETED]
    assert len(world.engine.rendered) == 2


def test_a_delivery_that_comes_while_a_worker_has_the_image_waits_for_its_lease(world: World) -> None:
    accepted = world.upload()

    def meanwhile() -> None:
        with pytest.raises(StillWorkedOnError) as caught:
            world.processor.process(accepted.job.image_id)
        assert caught.value.retry_after == 120

    memory(world.variants).created = lambda _key: meanwhile()
    world.run()
    assert world.events(accepted) == [INITIATED, STARTED, COMPLETED]


def test_a_delivery_between_two_tries_does_not_bring_the_next_one_forward(world: World) -> None:
    accepted = world.upload()
    memory(world.incoming).faults.append(outage())
    world.run(until=world.clock.now())
    world.clock.advance(20)
    with pytest.raises(TryAgainError) as caught:
        world.processor.process(accepted.job.image_id)
    assert (caught.value.retry_after, world.job(accepted).attempts) == (40, 1)


def test_a_worker_that_is_stopped_is_replaced_and_that_counts_as_a_try(world: World) -> None:
    accepted = world.upload()
    world.engine.faults.append(Stopped())
    world.run()
    job = world.job(accepted)
    assert (job.status, job.attempts, job.stops, job.claims) == (JobStatus.COMPLETED, 1, 1, 2)


def test_an_image_that_stops_its_worker_four_times_fails_instead_of_a_fifth(world: World) -> None:
    accepted = world.upload()
    world.engine.faults += [Stopped()] * 4
    world.run()
    job = world.job(accepted)
    assert (job.status, job.attempts, len(world.engine.rendered)) == (JobStatus.FAILED, 3, 4)
    assert job.last_error == "The image could not be processed: the worker was stopped 4 times"
    assert world.used() == 1  # four workers were spent on it


def test_a_worker_that_was_replaced_can_no_longer_write(world: World) -> None:
    accepted = world.upload()
    replaced = []

    def fall_silent_and_be_replaced(_key: str) -> None:
        memory(world.originals).created = lambda _key: None
        world.clock.advance(121)
        replaced.append(world.processor.process(accepted.job.image_id))

    memory(world.originals).created = fall_silent_and_be_replaced
    world.run()
    assert replaced[0] is not None
    assert (replaced[0].fence, world.job(accepted).fence) == (2, 2)
    assert world.events(accepted) == [INITIATED, STARTED, STARTED, COMPLETED]


def test_a_file_that_is_not_there_any_more_fails_the_job_at_once(world: World) -> None:
    accepted = world.upload()
    memory(world.incoming).objects.clear()
    world.run()
    job = world.job(accepted)
    assert (job.status, job.last_error, world.used()) == (JobStatus.FAILED, "The uploaded file is no longer there", 0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"GIF89a....", "Unsupported file type: image/gif", id="another type"),
        pytest.param(b"", "Unsupported file type: application/x-empty", id="nothing"),
        pytest.param(jpeg(16_384, 10), "Image dimensions too large", id="too long a side"),
        pytest.param(jpeg(10_000, 5_001), "Image dimensions too large", id="too many pixels"),
        pytest.param(jpeg(0, 10), "The image cannot be decoded", id="no pixels"),
        pytest.param(jpeg(tail=bytes(10 * 1024 * 1024)), "File too large. Maximum allowed: 10MB", id="too many bytes"),
    ],
)
def test_a_worker_checks_what_came_straight_to_storage_before_it_decodes(
    world: World, data: bytes, reason: str
) -> None:
    announced = world.announce()
    world.incoming.put(announced.job.staging_key, data, content_type="image/jpeg")
    world.run()
    job = world.job(announced)
    assert job.status is JobStatus.FAILED
    assert (job.last_error or "").startswith(reason)
    assert (world.engine.rendered, world.used()) == ([], 0)


def test_an_unknown_image_and_a_made_up_id_are_nothing_to_do(world: World) -> None:
    assert world.processor.process("00000000-0000-4000-8000-999999999999") is None
    assert world.processor.process("x" * 3000) is None


def test_no_reason_for_a_failure_names_internals() -> None:
    reasons = [kind.public_message.lower() for kind in ImageRejectedError.__subclasses__()]
    assert reasons
    assert not [reason for reason in reasons if "database" in reason or "redis" in reason]


def test_the_owner_of_each_event_is_named(world: World) -> None:
    accepted = world.upload()
    world.run()
    events = world.reader.events(accepted.job.image_id)
    assert [event.actor for event in events] == [ALICE.user_id, "resizer", "resizer"]
    assert len({event.id for event in events}) == 3
