"""Batches worked off by the real service, pacer and worker, against a Commons that enforces its limits."""

from curator.commons.errors import (
    AuthorisationLostError,
    CommonsUnreachableError,
    RateLimitedError,
    ReadOnlyError,
    StashGoneError,
    UnknownOutcomeError,
)
from curator.commons.limits import Limit, RateLimits
from curator.uploads.models import UploadStatus
from curator.uploads.views import batch_progress
from tests.fakes.sources import sha1_of
from tests.unit.uploads.world import ALICE, BOB, TEN_PER_TEN_SECONDS, World

COMPLETED, FAILED, QUEUED = UploadStatus.COMPLETED, UploadStatus.FAILED, UploadStatus.QUEUED


# scenario 55
def test_every_photograph_is_published_once_and_the_wiki_refuses_nothing(world: World) -> None:
    world.commons.limits["Alice"] = TEN_PER_TEN_SECONDS
    keys = [str(n) for n in range(25)]
    batch_id = world.add_batch(ALICE, keys)
    world.run()
    assert world.statuses(batch_id) == [COMPLETED] * 25
    assert world.commons.publishes == {sha1_of(key): 1 for key in keys}
    assert world.commons.refusals == 0


# The original spaces uploads by 1.5 times the even distance; ours uses each of the wiki's windows in full.
# scenario 87
def test_a_long_batch_runs_at_the_limit_and_not_at_a_fraction_of_it(world: World) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=6, seconds=120), edit=None)
    started = world.clock.now()
    world.add_batch(ALICE, [str(n) for n in range(60)])
    world.run()
    full_windows = 9  # 60 uploads are 10 windows of 6; the last one only has to begin
    best = full_windows * 124  # MediaWiki counts for a thirtieth of the window longer
    assert world.commons.refusals == 0
    assert best <= world.clock.now() - started < best * 1.05


# The original has a queue per user and registers it; ours a lane per user, on queues for all.
# scenario 88
def test_two_users_progress_side_by_side_each_at_their_own_pace(world: World) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=2, seconds=60), edit=None)
    slow = world.add_batch(ALICE, [f"1{n}" for n in range(8)])
    fast = world.add_batch(BOB, [f"2{n}" for n in range(8)])
    world.run(until=world.clock.now() + 59)
    assert world.statuses(fast) == [COMPLETED] * 8
    assert world.statuses(slow).count(COMPLETED) == 2
    world.run()
    assert world.statuses(slow) == [COMPLETED] * 8
    assert world.commons.refusals == 0


def test_one_message_per_upload_and_one_tick_per_horizon_is_enough(world: World) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=6, seconds=120), edit=None)
    world.add_batch(ALICE, [str(n) for n in range(60)])
    world.run()
    assert len(world.uploads_queue.sent) <= 60 * 1.1
    assert len(world.lanes_queue.sent) <= 8


# scenario 55
# scenario 88
def test_the_token_is_forgotten_when_the_last_upload_ends(world: World) -> None:
    world.add_batch(ALICE, ["1", "2"])
    assert world.lanes.load("1").encrypted_token is not None
    world.run()
    assert world.lanes.load("1").encrypted_token is None


def test_the_counters_equal_the_uploads(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2", "3"])
    world.add_slice(ALICE, batch_id, ["4"], slice_id=1)
    world.commons.faults["publish"] = [StashGoneError(), StashGoneError(), StashGoneError(), StashGoneError()]
    world.run()
    batch = world.service.get_batch(batch_id)
    statuses = world.statuses(batch_id)
    assert {status: count for status, count in batch.counts.items() if count} == {
        status: statuses.count(status) for status in set(statuses)
    }
    assert batch.finished


def test_a_publish_that_timed_out_after_it_happened_is_found_and_not_repeated(world: World) -> None:
    world.commons.after["publish"] = [UnknownOutcomeError("time-out")]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]
    assert world.commons.publishes == {sha1_of("1"): 1}
    assert world.only_upload(batch_id).attempts == {}


def test_a_publish_that_timed_out_and_did_not_happen_is_tried_again(world: World) -> None:
    world.commons.faults["publish"] = [UnknownOutcomeError("time-out")]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]
    assert world.commons.publishes == {sha1_of("1"): 1}


# scenario 59
def test_a_stash_that_vanished_is_filled_once_more(world: World) -> None:
    world.commons.faults["publish"] = [StashGoneError()]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]
    assert world.only_upload(batch_id).attempts == {}


def test_failed_structured_data_is_retried_without_publishing_again(world: World) -> None:
    world.commons.faults["structured_data"] = [CommonsUnreachableError("502")]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]
    assert world.commons.publishes == {sha1_of("1"): 1}


def test_a_refusal_for_the_rate_waits_and_is_not_a_failed_attempt(world: World) -> None:
    world.commons.faults["publish"] = [RateLimitedError(code="ratelimited") for _ in range(10)]
    batch_id = world.add_batch(ALICE, ["1"])
    started = world.clock.now()
    world.run()
    assert world.statuses(batch_id) == [COMPLETED]
    assert world.only_upload(batch_id).attempts == {}
    assert world.clock.now() - started >= 10 * 30


def test_a_read_only_wiki_stops_every_lane_and_all_work_goes_on_afterwards(world: World) -> None:
    world.commons.faults["publish"] = [ReadOnlyError(retry_after=200)]
    batches = [world.add_batch(ALICE, ["1"]), world.add_batch(BOB, ["2"])]
    world.run(until=world.clock.now() + 150)
    assert [world.statuses(batch_id) for batch_id in batches] == [[QUEUED], [QUEUED]]
    assert batch_progress(world.service.get_batch(batches[0]))["paused"] == {
        "until": "2027-01-15T08:03:20.000000Z",
        "reason": "Wikimedia Commons is read-only at the moment",
    }
    world.run()
    assert [world.statuses(batch_id) for batch_id in batches] == [[COMPLETED], [COMPLETED]]


# The original fails such uploads; ours keeps them for the next login.
# scenario 92
def test_a_revoked_token_pauses_the_lane_until_the_user_logs_in_again(world: World) -> None:
    world.commons.faults["publish"] = [AuthorisationLostError()]
    batch_id = world.add_batch(ALICE, ["1", "2", "3"])
    world.run(until=world.clock.now() + 2000)
    assert world.statuses(batch_id) == [QUEUED] * 3
    world.waker.logged_in("1", "token of Alice")
    world.run(until=world.clock.now() + 60)
    assert world.statuses(batch_id) == [COMPLETED] * 3
    assert world.commons.publishes == {sha1_of(key): 1 for key in "123"}


def test_a_new_slice_also_brings_a_new_token(world: World) -> None:
    world.commons.faults["publish"] = [AuthorisationLostError()]
    first = world.add_batch(ALICE, ["1"])
    world.run(until=world.clock.now() + 60)
    second = world.add_batch(ALICE, ["2"])
    world.run(until=world.clock.now() + 60)
    assert world.statuses(first) + world.statuses(second) == [COMPLETED] * 2


# scenario 115
def test_an_error_nobody_foresaw_ends_in_a_failure_and_not_in_limbo(world: World) -> None:
    world.downloader.failures = [RuntimeError("boom") for _ in range(9)]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    upload = world.only_upload(batch_id)
    assert upload.status is FAILED
    assert upload.error == {"type": "error", "message": "Internal error (tried 4 times)"}


# scenario 56
def test_a_blacklisted_title_fails_with_the_wikis_reason(world: World) -> None:
    batch_id = world.add_batch(ALICE, ["Blacklisted"])
    world.run()
    assert world.only_upload(batch_id).error == {"type": "title_blacklisted", "message": "forbidden word"}


# scenario 57
def test_a_photograph_that_somebody_else_published_is_a_duplicate_with_its_link(world: World) -> None:
    world.add_batch(BOB, ["1-bobs"])
    world.run()
    batch_id = world.add_batch(ALICE, ["1-mine"])
    world.run()
    upload = world.only_upload(batch_id)
    assert upload.status is UploadStatus.DUPLICATED_SDC_UPDATED
    assert upload.error is not None
    assert upload.error["links"] == [
        {"title": "File:Photo 1-bobs.jpg", "url": "https://commons.example/wiki/File:Photo_1-bobs.jpg"}
    ]
    assert sum(world.commons.publishes.values()) == 1


def test_the_finish_time_is_truthful(world: World) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=6, seconds=120), edit=None)
    batch_id = world.add_batch(ALICE, [str(n) for n in range(60)])
    world.step()
    promised = world.service.get_batch(batch_id).finish_at
    started = world.clock.now()
    world.run()
    assert promised is not None
    assert abs(promised - world.clock.now()) < 0.05 * (world.clock.now() - started)


def test_a_finish_time_that_could_not_be_kept_is_corrected(world: World) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=3, seconds=60), edit=None)
    batch_id = world.add_batch(ALICE, [str(n) for n in range(12)])
    world.step()
    world.step()
    world.clock.advance(1000)  # the queue delivers late
    world.step()
    promised = world.service.get_batch(batch_id).finish_at
    assert promised is not None
    assert promised > world.clock.now()
