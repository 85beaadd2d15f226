"""Another specification: only what differs is made anew, and nobody who reads notices."""

import json
from dataclasses import replace

import pytest

from curator.images.backfill import Progress
from curator.images.errors import TryAgainError
from curator.images.models import EventType, ImageJob, JobStatus
from curator.images.specification import DEFAULT_SPECIFICATION, specification_from
from tests.fakes.objects import outage
from tests.unit.images.world import ALICE, POISON, Stopped, World, jpeg, memory

SMALLER_THUMBNAILS = specification_from({"thumbnail": 100, "medium": 600, "large": 1200, "original": 4096}, 85, 2)
ONE_MORE = specification_from({"tiny": 32, "thumbnail": 150, "medium": 600, "large": 1200, "original": 4096}, 85, 2)


def images(world: World, number: int) -> list[str]:
    """Return the ids of finished images, a second apart."""
    ids = []
    for place in range(number):
        owner = replace(ALICE, user_id=f"user-{place // 50}") if place >= 50 else ALICE
        ids.append(world.upload(owner).job.image_id)
        world.run()
        world.clock.advance(1)
    return ids


def the_job(world: World, image_id: str) -> ImageJob:
    """Return the image."""
    return world.reader.image(image_id)


def test_only_the_variants_that_differ_are_made_anew_from_the_original(world: World) -> None:
    (image_id,) = images(world, 1)
    before = the_job(world, image_id)
    world.use(SMALLER_THUMBNAILS)
    assert world.backfill.run() == Progress(read=1, sent=1, up_to=before.completed_at or 0)
    world.run()
    after = the_job(world, image_id)
    assert world.engine.rendered[-1] == ["thumbnail"]
    assert after.variants["thumbnail"].key in memory(world.variants).objects
    assert (after.variants["thumbnail"].width, before.variants["thumbnail"].width) == (100, 150)
    kept = {name: variant for name, variant in before.variants.items() if name != "thumbnail"}
    assert {name: after.variants[name] for name in kept} == kept
    assert (after.status, after.completed_at, after.attempts) == (JobStatus.COMPLETED, before.completed_at, 0)


def test_old_variants_stay_while_their_addresses_hold_and_go_after_that(world: World) -> None:
    (image_id,) = images(world, 1)
    old = the_job(world, image_id).variants["thumbnail"].key
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()
    world.run()
    world.clock.advance(3599)
    world.housekeeping.run()
    assert old in memory(world.variants).objects
    world.clock.advance(1)
    assert world.housekeeping.run().removed == 1
    assert old not in memory(world.variants).objects
    assert len(memory(world.variants).objects) == 4
    assert the_job(world, image_id).replaced == ()


def test_an_image_stays_readable_at_every_moment_of_it(world: World) -> None:
    (image_id,) = images(world, 1)
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()

    def look(_key: str) -> None:
        for variant in the_job(world, image_id).variants.values():
            assert variant.key in memory(world.variants).objects

    memory(world.variants).created = look
    world.run()
    look("")


def test_a_new_variant_joins_the_others(world: World) -> None:
    (image_id,) = images(world, 1)
    world.use(ONE_MORE)
    world.backfill.run()
    world.run()
    assert sorted(the_job(world, image_id).variants) == ["large", "medium", "original", "thumbnail", "tiny"]
    assert the_job(world, image_id).replaced == ()


def test_nothing_is_sent_where_nothing_differs(world: World) -> None:
    images(world, 3)
    sent = len(world.queue.sent)
    assert world.backfill.run().sent == 0
    assert len(world.queue.sent) == sent


def test_deleted_and_failed_images_are_left_alone(world: World) -> None:
    kept, deleted = images(world, 2)
    world.upload(data=jpeg(tail=POISON))
    world.run()
    world.remover.remove(deleted, ALICE, is_admin=False)
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()
    assert [body["image_id"] for body, _ in world.queue.sent if "refresh" in body] == [kept]


def test_a_dry_run_counts_and_sends_nothing(world: World) -> None:
    images(world, 3)
    world.use(SMALLER_THUMBNAILS)
    assert world.backfill.run(dry_run=True).sent == 3
    assert not [body for body, _ in world.queue.sent if "refresh" in body]


def test_a_run_tells_how_far_it_got_and_another_may_begin_there(world: World) -> None:
    ids = images(world, 250)
    world.use(SMALLER_THUMBNAILS)
    told: list[Progress] = []
    world.backfill.run(tell=told.append, dry_run=True)
    assert [(progress.read, progress.sent) for progress in told] == [(100, 100), (200, 200), (250, 250)]
    rest = world.backfill.run(since=told[1].up_to)
    assert (rest.read, rest.sent) == (51, 51)
    assert json.dumps(world.queue.sent[-1][0]) == json.dumps({"image_id": ids[-1], "refresh": True})


def test_a_limit_is_kept_and_what_is_done_is_not_sent_again(world: World) -> None:
    images(world, 5)
    world.use(SMALLER_THUMBNAILS)
    first = world.backfill.run(limit=2)
    assert (first.read, first.sent) == (2, 2)
    world.run()
    rest = world.backfill.run(since=first.up_to)
    assert (rest.read, rest.sent) == (4, 3)


def test_two_deliveries_make_variants_anew_once(world: World) -> None:
    (image_id,) = images(world, 1)
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()
    world.backfill.run()
    world.run()
    assert len(world.engine.rendered) == 2
    assert the_job(world, image_id).fence == 2


@pytest.mark.parametrize("bucket", ["originals", "variants"])
def test_storage_that_stumbles_means_another_try(world: World, bucket: str) -> None:
    (image_id,) = images(world, 1)
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()
    memory(getattr(world, bucket)).faults.append(outage())
    world.run()
    assert the_job(world, image_id).variants["thumbnail"].width == 100


def test_a_worker_that_is_stopped_leaves_the_image_as_it_was_until_another_comes(world: World) -> None:
    (image_id,) = images(world, 1)
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()
    memory(world.variants).after.append(Stopped())
    world.run(until=world.clock.now())
    assert the_job(world, image_id).variants["thumbnail"].width == 150
    world.run()
    assert the_job(world, image_id).variants["thumbnail"].width == 100


def test_an_original_that_cannot_be_decoded_any_more_keeps_its_variants(world: World) -> None:
    (image_id,) = images(world, 1)
    before = the_job(world, image_id)
    memory(world.originals).objects.clear()
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()
    world.run()
    assert the_job(world, image_id) == before


def test_what_is_written_for_an_image_that_is_deleted_meanwhile_is_removed(world: World) -> None:
    (image_id,) = images(world, 1)
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()

    def delete(_key: str) -> None:
        memory(world.variants).created = lambda _key: None
        world.remover.remove(image_id, ALICE, is_admin=False)

    memory(world.variants).created = delete
    world.run()
    world.clock.advance(3600)
    world.housekeeping.run()
    assert (memory(world.variants).objects, memory(world.originals).objects) == ({}, {})


def test_going_back_to_the_old_specification_waits_until_its_objects_are_gone(world: World) -> None:
    (image_id,) = images(world, 1)
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()
    world.run()
    world.use(DEFAULT_SPECIFICATION)
    with pytest.raises(TryAgainError) as caught:
        world.refresher.refresh(image_id)
    assert caught.value.retry_after == 3600
    world.clock.advance(3600)
    world.housekeeping.run()
    world.refresher.refresh(image_id)
    world.clock.advance(7200)
    world.housekeeping.run()
    for variant in the_job(world, image_id).variants.values():
        assert variant.key in memory(world.variants).objects
    assert the_job(world, image_id).variants["thumbnail"].width == 150


def test_a_backfill_leaves_no_mark_in_the_audit_trail_or_the_counters_but_for_sizes(world: World) -> None:
    (image_id,) = images(world, 1)
    before = world.statistics.stats()
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()
    world.run()
    after = world.statistics.stats()
    assert replace(after, bytes_by_variant=before.bytes_by_variant) == before
    thumbnail = the_job(world, image_id).variants["thumbnail"]
    assert after.bytes_by_variant["thumbnail"] == thumbnail.size_bytes
    assert world.reader.events(image_id)[-1].event_type is EventType.COMPLETED
