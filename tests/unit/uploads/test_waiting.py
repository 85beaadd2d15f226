"""What a lane and its owner see while it has to wait: for a login, for the limits, for the wiki."""

from dataclasses import replace

import pytest

from curator.commons.errors import AuthorisationLostError, CommonsUnreachableError, RateLimitedError
from curator.commons.limits import Limit, RateLimits
from curator.sources.errors import SourceCdnError
from curator.uploads.lanes.lane import LIMITS_FRESH_SECONDS
from curator.uploads.lanes.pacer import GRANTS_PER_TICK
from curator.uploads.models import UploadStatus
from curator.uploads.views import batch_progress
from tests.unit.uploads.world import ALICE, BOB, UNLIMITED, World

ONE_A_MINUTE = RateLimits(upload=Limit(hits=1, seconds=60), edit=None)
THREE_HUNDRED = [str(n) for n in range(300)]


def pause_of(world: World, batch_id: int) -> str | None:
    """Return what the batch's owner is told it waits for."""
    paused = batch_progress(world.service.get_batch(batch_id)).get("paused")
    return paused and paused["reason"]


def test_a_batch_whose_first_tick_finds_the_grant_revoked_tells_its_owner_to_log_in(world: World) -> None:
    world.commons.faults["userinfo"] = [AuthorisationLostError(code="mwoauth-invalid-authorization")]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    assert pause_of(world, batch_id) == "log in again"
    assert "finish_at" not in batch_progress(world.service.get_batch(batch_id))


def test_no_finish_time_is_promised_while_a_batch_waits_for_a_login(world: World) -> None:
    world.commons.limits["Alice"] = ONE_A_MINUTE
    batch_id = world.add_batch(ALICE, ["1", "2"])
    world.step()
    assert "finish_at" in batch_progress(world.service.get_batch(batch_id))
    world.commons.faults["publish"] = [AuthorisationLostError(code="mwoauth-invalid-authorization")]
    world.step()
    assert "finish_at" not in batch_progress(world.service.get_batch(batch_id))


def test_a_lane_that_waits_for_its_user_sends_nothing_and_resumes_whole_after_the_login(world: World) -> None:
    batch_id = world.add_batch(ALICE, THREE_HUNDRED)
    world.step()
    world.commons.faults["publish"] = [AuthorisationLostError(code="mwoauth-invalid-authorization")]
    world.run()
    assert world.statuses(batch_id) == [UploadStatus.QUEUED] * 300
    world.clock.advance(30 * 86400)
    assert (world.lanes_queue.next_due(), world.uploads_queue.next_due()) == (None, None)
    world.waker.logged_in("1", "token of Alice")
    world.run()
    assert world.statuses(batch_id) == [UploadStatus.COMPLETED] * 300


def test_a_lane_forgets_the_token_when_all_that_waited_for_a_login_is_cancelled(world: World) -> None:
    world.commons.faults["userinfo"] = [AuthorisationLostError(code="mwoauth-invalid-authorization")]
    batch_id = world.add_batch(ALICE, ["1", "2"])
    world.run()
    world.service.cancel_batch(ALICE, batch_id)
    assert world.lanes.load("1").encrypted_token is None


def test_a_login_resumes_what_lies_behind_many_uploads_that_are_done(world: World) -> None:
    world.downloader.failures = [SourceCdnError("503")]  # the first upload waits for ten minutes
    batch_id = world.add_batch(ALICE, THREE_HUNDRED)
    while world.statuses(batch_id).count(UploadStatus.COMPLETED) < 200:
        world.step()
    world.commons.faults["publish"] = [AuthorisationLostError(code="mwoauth-invalid-authorization")]
    world.run()
    assert UploadStatus.QUEUED in world.statuses(batch_id)[200:]
    world.waker.logged_in("1", "token of Alice")
    world.run()
    assert world.statuses(batch_id) == [UploadStatus.COMPLETED] * 300


def test_the_words_of_a_pause_go_when_the_user_has_logged_in(world: World) -> None:
    world.commons.faults["userinfo"] = [AuthorisationLostError(code="mwoauth-invalid-authorization")]
    world.commons.limits["Alice"] = ONE_A_MINUTE
    batch_id = world.add_batch(ALICE, ["1", "2"])
    world.run()
    world.waker.logged_in("1", "token of Alice")
    world.step()
    assert pause_of(world, batch_id) is None


def test_uploads_in_flight_that_end_while_the_lane_waits_for_a_login_leave_its_backlog_alone(world: World) -> None:
    batch_id = world.add_batch(ALICE, THREE_HUNDRED)
    world.step()
    lane = world.lanes.load("1")
    assert sum(lane.waiting.values()) == 300 - GRANTS_PER_TICK
    resumed = lane.resumed()
    assert sum(resumed.waiting.values()) == 300
    assert resumed.batch_ids == {batch_id}


def test_a_lane_over_its_limit_asks_what_the_limit_is_now(world: World) -> None:
    world.commons.limits["Alice"] = UNLIMITED
    world.add_batch(ALICE, [str(n) for n in range(5)])
    world.step()
    world.commons.limits["Alice"] = ONE_A_MINUTE  # nobody tells
    world.run(until=world.clock.now() + LIMITS_FRESH_SECONDS - 60)
    assert world.lanes.load("1").limits == ONE_A_MINUTE
    assert world.commons.refusals == 1


def test_a_lane_over_its_limit_waits_even_if_the_wiki_does_not_say_what_the_limit_is(world: World) -> None:
    world.commons.faults["publish"] = [RateLimitedError(code="ratelimited")]
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    world.commons.faults["userinfo"] = [CommonsUnreachableError("502")]
    world.step()
    assert world.statuses(batch_id) == [UploadStatus.QUEUED]
    assert pause_of(world, batch_id) is not None
    world.run()
    assert world.statuses(batch_id) == [UploadStatus.COMPLETED]


# scenario 86
def test_a_lane_whose_limits_the_wiki_does_not_tell_goes_at_four_a_minute(world: World) -> None:
    world.commons.faults["userinfo"] = [CommonsUnreachableError("502") for _ in range(99)]
    batch_id = world.add_batch(ALICE, [str(n) for n in range(8)])
    world.run(until=world.clock.now() + 59)
    assert world.statuses(batch_id).count(UploadStatus.COMPLETED) == 4
    world.run(until=world.clock.now() + 65)
    assert world.statuses(batch_id).count(UploadStatus.COMPLETED) == 8


# The original fails the uploads of a lost login; ours wait for the next.
# scenario 92
def test_a_login_that_is_lost_stops_only_its_own_users_lane(world: World) -> None:
    world.commons.faults["userinfo"] = [AuthorisationLostError(code="mwoauth-invalid-authorization")]
    hers, his = world.add_batch(ALICE, ["1"]), world.add_batch(BOB, ["2"])
    world.run()
    assert (world.statuses(hers), world.statuses(his)) == ([UploadStatus.QUEUED], [UploadStatus.COMPLETED])
    assert (pause_of(world, hers), pause_of(world, his)) == ("log in again", None)


def test_a_file_on_commons_whose_structured_data_is_refused_again_and_again_has_not_failed(world: World) -> None:
    world.commons.faults["structured_data"] = [CommonsUnreachableError("502") for _ in range(4)]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    upload = world.only_upload(batch_id)
    assert upload.status is UploadStatus.COMPLETED
    assert upload.success is not None
    assert upload.error is not None
    assert upload.error["message"].startswith("The file is on Commons, but its structured data is not complete: ")


@pytest.mark.parametrize("waits", [pytest.param(True, id="waits for a login"), pytest.param(False, id="does not")])
def test_a_lane_is_idle_with_a_backlog_only_if_a_tick_was_due_that_found_none(world: World, waits: bool) -> None:
    world.commons.faults["userinfo"] = [AuthorisationLostError(code="x")] if waits else []
    world.add_batch(ALICE, ["1"])
    world.step()
    lane = replace(world.lanes.load("1"), granted={}, waiting={1: 1}, tick=None)
    assert lane.idle is not waits


def test_a_publish_that_the_job_queue_counts_again_takes_two_places_in_the_window(world: World) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=60, seconds=600), edit=None)
    world.commons.published_later_from = 1
    batch_id = world.add_batch(ALICE, [str(n) for n in range(100)])
    started = world.clock.now()
    world.run()
    assert world.statuses(batch_id) == [UploadStatus.COMPLETED] * 100
    assert world.commons.refusals == 0
    assert world.clock.now() - started > 3 * 600
