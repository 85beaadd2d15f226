"""The room on an emulated DynamoDB and S3: all else runs in memory, which cannot know every rule of theirs."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from curator.foundation.objects import ObjectStore
from curator.images.errors import QuotaExceededError
from curator.images.manifest import result_metadata
from curator.images.models import EventType, JobStatus
from tests.fakes.buckets import REGION, bucket
from tests.fakes.clock import VirtualClock
from tests.fakes.tables import images_table
from tests.unit.images.test_backfill import SMALLER_THUMBNAILS
from tests.unit.images.world import ALICE, BOB, POISON, World, jpeg


class MotoWorld(World):
    """The buckets are moto's as well."""

    def new_buckets(self) -> tuple[ObjectStore, ObjectStore, ObjectStore]:
        incoming = bucket("incoming")
        incoming.created = self.announce_created
        return incoming, bucket("originals"), bucket("variants")


@pytest.fixture
def world() -> Iterator[World]:
    clock = VirtualClock()
    with images_table(clock) as table:
        yield MotoWorld(table, clock)


def keys(name: str) -> list[str]:
    """Return what lies in a bucket."""
    return [
        one["Key"] for one in boto3.client("s3", region_name=REGION).list_objects_v2(Bucket=name).get("Contents", [])
    ]


# scenario images-60
def test_an_image_from_its_upload_to_its_deletion(world: World) -> None:
    accepted = world.upload(metadata='{"album": "Berlin", "nothing": null, "ratio": 0.1, "": []}')
    world.run()
    job = world.reader.image(accepted.job.image_id)
    metadata = result_metadata(job)
    assert (metadata["album"], metadata["nothing"], metadata["ratio"], metadata[""]) == ("Berlin", None, 0.1, [])
    address = urlsplit(world.reader.url(job, "large"))
    assert address.path == f"/{job.variants['large'].key}"
    assert parse_qs(address.query)["X-Amz-Expires"] == ["3600"]
    assert sorted(keys("variants")) == sorted(variant.key for variant in job.variants.values())
    assert (keys("originals"), keys("incoming")) == ([job.original_key], [])
    assert [one.image_id for one in world.reader.owned("alice")] == [job.image_id]
    assert world.remover.remove(job.image_id, ALICE, is_admin=False) == 4
    assert (keys("variants"), keys("originals"), world.reader.owned("alice")) == ([], [], [])
    assert [event.event_type for event in world.reader.events(job.image_id)][-1] is EventType.DELETED


def test_failures_are_given_back_listed_and_counted(world: World) -> None:
    for _ in range(3):
        world.upload(data=jpeg(tail=POISON))
        world.clock.advance(1)
    world.upload(BOB)
    world.run()
    assert (world.used(ALICE), world.used(BOB)) == (0, 1)
    failed = world.statistics.failed(2)
    assert [job.created_at for job in failed] == [1_800_000_002, 1_800_000_001]
    stats = world.statistics.stats()
    assert stats.by_status == {JobStatus.FAILED: 3, JobStatus.COMPLETED: 1}
    performance = world.statistics.performance(3600)
    assert (performance.total, performance.completed, performance.failed) == (4, 1, 3)
    assert [job.owner_id for job in world.statistics.recent(1)] == ["bob"]


def test_the_quota_holds_and_tells_who_is_near_it(world: World) -> None:
    window = int(world.clock.now())
    assert [world.quotas.add("alice", window, 50) for _ in range(49)][-1] == 49
    assert world.announce().quota.remaining == 0
    with pytest.raises(QuotaExceededError):
        world.announce()
    near = world.statistics.users_near_limit()
    assert [(user.user_id, user.percent) for user in near.users] == [("alice", 100.0)]


def test_what_got_lost_is_found_and_what_was_abandoned_is_ended(world: World) -> None:
    lost, never_sent = world.upload(), world.announce()
    world.queue.lose_everything()
    world.clock.advance(3600)
    assert world.housekeeping.run().restarted == 1
    world.run()
    world.clock.advance(86_400)
    assert world.housekeeping.run().abandoned == 1
    assert (world.job(lost).status, world.job(never_sent).status) == (JobStatus.COMPLETED, JobStatus.FAILED)


def test_a_backfill_replaces_variants_and_removes_the_old_ones_later(world: World) -> None:
    accepted = world.upload()
    world.run()
    world.use(SMALLER_THUMBNAILS)
    assert world.backfill.run().sent == 1
    world.run()
    assert len(keys("variants")) == 5
    world.clock.advance(3600)
    assert world.housekeeping.run().removed == 1
    assert sorted(keys("variants")) == sorted(variant.key for variant in world.job(accepted).variants.values())


def test_a_batch_is_read_in_the_order_asked_for(world: World) -> None:
    ids = [world.upload().job.image_id for _ in range(3)]
    world.run()
    assert [job.image_id for job in world.reader.images([ids[2], "x", ids[0]])] == [ids[2], ids[0]]
