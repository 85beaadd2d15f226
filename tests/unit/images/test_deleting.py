"""Deleting: gone for readers at once, gone from storage soon, told of for ever."""

import pytest

from curator.images.errors import ImageNotFoundError, JobNotFoundError, NotYourImageError
from curator.images.models import EventType, ImageJob
from tests.fakes.objects import outage
from tests.unit.images.world import ALICE, BOB, World, created_event, memory


def finished(world: World) -> ImageJob:
    """Return an image that is there."""
    accepted = world.upload()
    world.run()
    return world.reader.image(accepted.job.image_id)


# scenario images-65
def test_an_owner_deletes_four_variants_and_the_original_with_them(world: World) -> None:
    job = finished(world)
    assert world.remover.remove(job.image_id, ALICE, is_admin=False) == 4
    assert (memory(world.variants).objects, memory(world.originals).objects) == ({}, {})
    assert list(world.discards.due(world.clock.now())) == []


# scenario images-66
def test_what_is_deleted_is_unknown_to_every_reader(world: World) -> None:
    job = finished(world)
    world.remover.remove(job.image_id, ALICE, is_admin=False)
    with pytest.raises(ImageNotFoundError):
        world.reader.image(job.image_id)
    with pytest.raises(JobNotFoundError):
        world.reader.job(job.job_id)
    with pytest.raises(JobNotFoundError):
        world.reader.result(job.job_id)
    assert (world.reader.images([job.image_id]), world.reader.owned(ALICE.user_id)) == ([], [])
    with pytest.raises(ImageNotFoundError):
        world.remover.remove(job.image_id, ALICE, is_admin=False)


# scenario images-67
def test_another_user_may_not_delete_and_learns_why(world: World) -> None:
    job = finished(world)
    with pytest.raises(NotYourImageError) as caught:
        world.remover.remove(job.image_id, BOB, is_admin=False)
    assert (caught.value.status, caught.value.public_message) == (403, "You can only delete your own images.")
    assert world.reader.image(job.image_id).deleted_at is None


# scenario images-68
def test_an_admin_may(world: World) -> None:
    job = finished(world)
    assert world.remover.remove(job.image_id, BOB, is_admin=True) == 4
    found = world.images.get(job.image_id)
    assert found is not None
    assert (found.deleted_by, found.deleted_at) == ("bob", world.clock.now())


# scenario images-70
@pytest.mark.parametrize("image_id", ["00000000-0000-4000-8000-999999999999", "x" * 3000])
def test_an_unknown_image_cannot_be_deleted(world: World, image_id: str) -> None:
    with pytest.raises(ImageNotFoundError):
        world.remover.remove(image_id, ALICE, is_admin=False)


def test_an_image_that_is_not_finished_cannot_be_deleted(world: World) -> None:
    accepted = world.upload()
    with pytest.raises(ImageNotFoundError):
        world.remover.remove(accepted.job.image_id, ALICE, is_admin=False)
    world.run()
    assert world.reader.image(accepted.job.image_id)


# scenario images-71
def test_the_audit_trail_outlives_the_image(world: World) -> None:
    job = finished(world)
    world.remover.remove(job.image_id, ALICE, is_admin=False)
    events = world.reader.events(job.image_id)
    assert [event.event_type for event in events] == [
        EventType.UPLOAD_INITIATED,
        EventType.PROCESSING_STARTED,
        EventType.COMPLETED,
        EventType.DELETED,
    ]
    assert (events[-1].actor, events[-1].job_id) == ("alice", job.job_id)


def test_only_variants_that_were_there_are_counted(world: World) -> None:
    job = finished(world)
    memory(world.variants).objects.pop(job.variants["large"].key)
    assert world.remover.remove(job.image_id, ALICE, is_admin=False) == 3


def test_an_object_that_cannot_be_removed_now_is_removed_by_the_hourly_run(world: World) -> None:
    job = finished(world)
    memory(world.variants).faults.append(outage())
    memory(world.originals).faults.append(outage())
    assert world.remover.remove(job.image_id, ALICE, is_admin=False) == 3
    assert len(memory(world.variants).objects) == len(memory(world.originals).objects) == 1
    memory(world.originals).faults.append(outage())
    assert world.housekeeping.run().removed == 0
    assert world.housekeeping.run().removed == 5
    assert (memory(world.variants).objects, memory(world.originals).objects) == ({}, {})
    assert world.housekeeping.run().removed == 0


def test_a_late_event_does_not_bring_a_deleted_image_back(world: World) -> None:
    job = finished(world)
    world.remover.remove(job.image_id, ALICE, is_admin=False)
    world.deliver(created_event(job.staging_key))
    assert memory(world.variants).objects == {}
    assert len(world.engine.rendered) == 1
