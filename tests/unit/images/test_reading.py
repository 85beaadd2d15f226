"""What readers are given, and what is not there for them."""

import pytest

from curator.images.errors import (
    ImageNotFoundError,
    JobNotFoundError,
    NotCompletedError,
    SizeNotAvailableError,
    TooManyImagesError,
)
from curator.images.manifest import dimensions
from curator.images.models import Accepted, ImageJob
from tests.fakes.objects import outage
from tests.unit.images.world import ALICE, BOB, POISON, World, jpeg, memory

UNKNOWN = "00000000-0000-4000-8000-999999999999"
SIZES = ["thumbnail", "medium", "large", "original"]


def finished(world: World) -> ImageJob:
    """Return an image that is there."""
    accepted = world.upload()
    world.run()
    return world.reader.image(accepted.job.image_id)


# scenario images-54
def test_a_result_is_there_when_the_job_is_completed_only(world: World) -> None:
    accepted = world.upload()
    with pytest.raises(NotCompletedError) as caught:
        world.reader.result(accepted.job.job_id)
    assert (caught.value.status, caught.value.public_message) == (
        409,
        "Processing not completed. Current status: pending",
    )
    memory(world.incoming).faults.append(outage())
    world.run(until=world.clock.now())
    with pytest.raises(NotCompletedError, match="retrying"):
        world.reader.result(accepted.job.job_id)
    world.run()
    assert world.reader.result(accepted.job.job_id).job_id == accepted.job.job_id
    failed = world.upload(data=jpeg(tail=POISON))
    world.run()
    with pytest.raises(NotCompletedError, match="failed"):
        world.reader.result(failed.job.job_id)


@pytest.mark.parametrize("name", [UNKNOWN, "", "x", "../..", "x" * 3000, "\ud800"])
def test_whatever_is_no_id_of_ours_is_unknown(world: World, name: str) -> None:
    with pytest.raises(JobNotFoundError) as job:
        world.reader.job(name)
    with pytest.raises(ImageNotFoundError) as image:
        world.reader.image(name)
    assert (job.value.status, job.value.code, job.value.public_message) == (404, "JOB_004", "Job not found")
    assert (image.value.status, image.value.public_message) == (404, "Image not found")
    assert world.reader.events(name) == []


# scenario images-55
# scenario images-56
# scenario images-59
@pytest.mark.parametrize("size", SIZES)
def test_each_size_has_an_address_that_holds_for_an_hour(world: World, size: str) -> None:
    job = finished(world)
    assert world.reader.url(job, size) == f"https://variants.example/{job.variants[size].key}?seconds=3600"
    assert world.reader.urls(job)[size] == world.reader.url(job, size)
    assert world.reader.paths(job)[size] == job.variants[size].key
    assert dimensions(job, size)["format"] == "webp"


def test_a_size_that_the_image_lacks_is_named(world: World) -> None:
    job = finished(world)
    with pytest.raises(SizeNotAvailableError) as caught:
        world.reader.url(job, "huge")
    assert (caught.value.status, caught.value.public_message) == (404, "Size 'huge' not available")
    assert dimensions(job, "huge") == {}


# scenario images-58
def test_an_image_that_is_not_finished_is_not_there(world: World) -> None:
    accepted = world.upload(data=jpeg(tail=POISON))
    for _ in range(2):
        with pytest.raises(ImageNotFoundError):
            world.reader.image(accepted.job.image_id)
        world.run()


# scenario images-62
def test_a_batch_gives_what_is_there_in_the_order_asked_for_with_one_read(world: World) -> None:
    first, second = finished(world), finished(world)
    pending = world.upload()
    asked = [second.image_id, UNKNOWN, "", " ", first.image_id, pending.job.image_id, second.image_id]
    assert [job.image_id for job in world.reader.images(asked)] == [second.image_id, first.image_id, second.image_id]


# scenario images-63
def test_a_batch_of_more_than_fifty_is_refused_however_many_are_meant(world: World) -> None:
    job = finished(world)
    assert len(world.reader.images([job.image_id] * 50)) == 50
    with pytest.raises(TooManyImagesError) as caught:
        world.reader.images([job.image_id] * 26 + [""] * 25)
    assert (caught.value.status, caught.value.public_message) == (
        400,
        "Maximum 50 images per request. Please split into multiple requests.",
    )


def upload_some(world: World, number: int) -> list[Accepted]:
    """Upload images a second apart and finish them, the last one first."""
    accepted = []
    for _ in range(number):
        accepted.append(world.upload())
        world.clock.advance(1)
    for one in reversed(accepted):
        world.processor.process(one.job.image_id)
    return accepted


def test_a_users_images_are_listed_the_newest_first_page_by_page(world: World) -> None:
    accepted = upload_some(world, 5)
    world.upload(BOB)
    world.upload()  # not finished
    newest = [one.job.image_id for one in reversed(accepted)]
    pages, after = [], None
    while page := world.reader.owned(ALICE.user_id, after=after, limit=2):
        pages.append([job.image_id for job in page])
        after = page[-1].image_id
    assert pages == [newest[:2], newest[2:4], newest[4:]]


def test_a_list_goes_on_where_an_image_was_that_has_been_deleted_since(world: World) -> None:
    accepted = upload_some(world, 3)
    oldest, middle, newest = (one.job.image_id for one in accepted)
    world.remover.remove(middle, ALICE, is_admin=False)
    assert [job.image_id for job in world.reader.owned(ALICE.user_id)] == [newest, oldest]
    assert [job.image_id for job in world.reader.owned(ALICE.user_id, after=middle)] == [oldest]


def test_images_of_the_same_instant_are_listed_once_each(world: World) -> None:
    for _ in range(5):
        world.upload()
    world.run()
    first = world.reader.owned(ALICE.user_id, limit=3)
    rest = world.reader.owned(ALICE.user_id, after=first[-1].image_id, limit=3)
    assert len({job.image_id for job in [*first, *rest]}) == 5


def test_nobody_pages_through_anothers_images(world: World) -> None:
    job = finished(world)
    with pytest.raises(ImageNotFoundError):
        world.reader.owned(BOB.user_id, after=job.image_id)
    assert world.reader.owned(BOB.user_id) == []
