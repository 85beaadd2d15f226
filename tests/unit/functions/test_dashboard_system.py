"""What the dashboard tells of the whole system, beyond the nine parts that scripts know."""

from dataclasses import replace
from typing import Any

import pytest

from curator.commons.limits import Limit, RateLimits
from curator.foundation.metrics.tallies import Tallies
from curator.operations.dead_letters.models import Cause
from curator.uploads.lanes.lane import Pause, log_in_again
from curator.uploads.models import UploadStatus
from tests.unit.functions.dashboard_site import DashboardSite
from tests.unit.functions.images_site import CAROL
from tests.unit.images.world import POISON, jpeg
from tests.unit.uploads.test_structured_errors import settle
from tests.unit.uploads.world import ALICE, BOB

THREE_A_MINUTE = RateLimits(upload=Limit(hits=3, seconds=60), edit=None)


@pytest.fixture
def site() -> DashboardSite:
    return DashboardSite()


def numbers_of(site: DashboardSite) -> Any:
    response = site.get("/dashboard/data", CAROL)
    assert response.status_code == 200
    return response.json()


def texts(numbers: Any) -> list[str]:
    return [concern["text"] for concern in numbers["attention"]]


def test_a_deployment_in_which_nothing_happens_needs_nobody(site: DashboardSite) -> None:
    numbers = numbers_of(site)
    assert numbers["attention"] == []
    assert numbers["lanes"] == {"status": "healthy", "outage": None, "items": [], "more": False}
    assert numbers["dead_letters"]["status"] == numbers["queues"]["status"] == "healthy"


def test_a_lane_says_how_far_it_is_and_when_it_will_be_done(site: DashboardSite) -> None:
    world = site.uploads
    world.commons.limits["Alice"] = THREE_A_MINUTE
    world.add_batch(ALICE, [f"photo-{number}" for number in range(12)])
    world.run(until=world.clock.now() + 70)
    (lane,) = numbers_of(site)["lanes"]["items"]
    assert (lane["user_id"], lane["width"], lane["late_seconds"]) == ("1", 3, None)
    assert lane["limits"] == [{"action": "upload", "hits": 3, "seconds": 60, "uploads": 3, "used": 3}]
    left = [one for one in world.statuses(1) if one in {"queued", "in_progress"}]
    assert 0 < lane["waiting"] + lane["granted"] + lane["running"] == len(left) < 12
    assert lane["next_slot"] < lane["finish_at"]
    world.run()
    assert numbers_of(site)["lanes"]["items"] == []


def test_the_time_a_lane_promises_is_the_time_it_takes(site: DashboardSite) -> None:
    world = site.uploads
    world.commons.limits["Alice"] = THREE_A_MINUTE
    world.add_batch(ALICE, [f"photo-{number}" for number in range(30)])
    world.run(until=world.clock.now() + 130)
    view = world.room.overview.lanes().lanes[0]
    world.run()
    assert view.finish_at == pytest.approx(world.clock.now(), abs=30)


def test_a_lane_that_waits_for_a_login_is_seen_though_no_index_has_it(site: DashboardSite) -> None:
    world = site.uploads
    world.add_batch(ALICE, ["one"])
    world.lanes.change("1", lambda lane: replace(lane, tick=None, pause=log_in_again(world.clock.now())))
    assert list(world.lanes.due(10**12, 10)) == []
    numbers = numbers_of(site)
    (lane,) = numbers["lanes"]["items"]
    assert (lane["waits_for_login"], lane["next_slot"], lane["finish_at"]) == (True, None, None)
    assert texts(numbers) == ["the lane of Alice waits until they log in again"]


def test_an_outage_is_told_and_moves_every_lane(site: DashboardSite) -> None:
    world = site.uploads
    world.add_batch(ALICE, ["one"])
    until = world.clock.now() + 900
    world.outages.declare(Pause(until=until, reason="the wiki is read-only"))
    numbers = numbers_of(site)
    assert numbers["lanes"]["status"] == "down"
    (lane,) = numbers["lanes"]["items"]
    assert lane["pause_reason"] == "the wiki is read-only"
    assert lane["finish_at"] > lane["next_slot"] == lane["paused_until"] == numbers["lanes"]["outage"]["until"]
    assert texts(numbers) == ["every lane waits until 2027-01-15 08:15 UTC: the wiki is read-only"]


def test_a_lane_that_stands_still_is_told(site: DashboardSite) -> None:
    world = site.uploads
    world.add_batch(ALICE, ["one"])
    world.lanes_queue.lose_everything()
    world.clock.advance(60 + 300)
    assert numbers_of(site)["lanes"]["items"][0]["late_seconds"] == 300.0
    assert texts(numbers_of(site)) == ["the lane of Alice stands still, overdue by 5 min"]
    world.recovery.run()
    assert texts(numbers_of(site)) == []


def test_uploads_are_counted_over_the_newest_batches(site: DashboardSite) -> None:
    world = site.uploads
    world.add_batch(ALICE, ["one", "two"])
    world.run()
    world.add_batch(BOB, ["three"])
    uploads = numbers_of(site)["uploads"]
    assert (uploads["by_status"]["completed"], uploads["by_status"]["queued"]) == (2, 1)
    assert (uploads["batches"], uploads["last_batch_id"]) == (2, 2)
    assert [(one["batch_id"], one["username"], one["counts"]) for one in uploads["unfinished"]] == [
        (2, "Bob", {"queued": 1})
    ]


def test_what_a_look_at_lanes_costs_does_not_grow(site: DashboardSite) -> None:
    world = site.uploads
    for number in range(3):
        world.add_batch(ALICE, [f"photo-{number}"])
    costs = []
    for more in (0, 120):
        for number in range(more):
            world.service.create_batch(BOB if number % 2 else ALICE)
        before = world.table.operations.requests.total()  # type: ignore[attr-defined]
        world.room.overview.lanes()
        costs.append(world.table.operations.requests.total() - before)  # type: ignore[attr-defined]
    assert costs[0] == costs[1] <= 6


def test_failures_are_told_by_cause(site: DashboardSite) -> None:
    world = site.uploads
    world.add_batch(ALICE, ["one", "two", "three"])
    for upload_id, message in zip(world.ids(1), ["Timed out", "HTTP 403", "Timed out"], strict=True):
        settle(world, world.upload(upload_id), UploadStatus.FAILED, error={"type": "error", "message": message})
    site.finished(data=jpeg(tail=POISON))
    failures = numbers_of(site)["failures"]
    assert failures["uploads"] == [
        {"cause": "timeout", "count": 2, "last_batch_id": 1},
        {"cause": "auth", "count": 1, "last_batch_id": 1},
    ]
    assert failures["images"] == [{"cause": "The image cannot be decoded", "count": 1}]
    assert failures["looked_at"]["images"] == 1


def test_queues_tell_what_waits_and_since_when(site: DashboardSite) -> None:
    site.queues.changes["uploads"] = {"waiting": 3, "in_flight": 2, "delayed": 40, "oldest": 2000.0}
    numbers = numbers_of(site)
    assert numbers["queues"]["items"][1] == {
        "queue": "uploads",
        "function": "uploader",
        "waiting": 3,
        "in_flight": 2,
        "delayed": 40,
        "oldest_seconds": 2000.0,
        "error": None,
    }
    assert texts(numbers) == ["a message of the queue uploads is 33 min old"]


def test_queues_that_do_not_answer_are_told(site: DashboardSite) -> None:
    site.queues.fault = "ConnectTimeoutError"
    numbers = numbers_of(site)
    assert numbers["queues"]["status"] == "down"
    assert "the queue lanes does not answer (ConnectTimeoutError)" in texts(numbers)


def test_dead_letters_are_told_by_queue_and_cause(site: DashboardSite) -> None:
    site.give_up(number=1)
    site.give_up(number=2, cause=Cause.DEFECT, needs_human=True)
    numbers = numbers_of(site)
    (uploads,) = [one for one in numbers["dead_letters"]["queues"] if one["open"]]
    assert (uploads["queue"], uploads["open"], uploads["needs_human"]) == ("uploads", 2, 1)
    assert [letter["about"]["upload_id"] for letter in numbers["dead_letters"]["letters"]] == [1, 2]
    assert "2 dead letters of uploads, 1 for you to decide" in texts(numbers)
    assert "body" not in numbers["dead_letters"]["letters"][0]


def test_a_replay_that_was_asked_for_is_shown(site: DashboardSite) -> None:
    site.give_up()
    body = {"queue": "uploads", "selection": {"all": True}, "reason": "throttling is over"}
    asked = site.client.post("/api/admin/replays", json=body, headers=site.headers(CAROL))
    assert asked.status_code == 202, asked.text
    (shown,) = numbers_of(site)["dead_letters"]["replays"]
    assert (shown["id"], shown["reason"]) == (asked.json()["id"], "throttling is over")


def test_functions_tell_how_they_do_over_all_instances(site: DashboardSite) -> None:
    site.work("uploader", [0.4] * 19)
    site.work("uploader", [4.0], outcome="failed")
    site.work("pacer", [0.02], outcome="partly")
    rows = {row["function"]: row for row in numbers_of(site)["functions"]["items"]}
    assert rows["uploader"] == {
        "function": "uploader",
        "invocations": 20,
        "failed": 1,
        "partly": 0,
        "average_seconds": 0.58,
        "p95_seconds": 0.5,
    }
    assert rows["pacer"]["partly"] == 1
    assert rows["janitor"]["average_seconds"] is None


def test_what_all_instances_counted_is_read_once_a_look(site: DashboardSite) -> None:
    asked: list[Tallies] = []

    def counted() -> Tallies:
        asked.append(site.services.counted())
        return asked[-1]

    site.application.state.services = replace(site.services, counted=counted)
    numbers_of(site)
    assert len(asked) == 1


def test_sockets_and_callers_are_counted(site: DashboardSite) -> None:
    site.metrics.count("ws_connections_total", status="accepted")
    site.metrics.count("rate_limit_hits_total", 2, limit_type="http")
    site.metrics.count("http_requests_total", method="GET", endpoint="/", status_code="503")
    numbers = numbers_of(site)
    assert (numbers["connections"]["open"], numbers["connections"]["opened_total"]) == (2, {"accepted": 1})
    assert numbers["callers"] == {"refused": {"http": 2}, "not_judged": {}, "http": {"5xx": 1}}


def test_tables_that_tell_no_size_leave_the_rest_of_storage_alone(site: DashboardSite) -> None:
    def refuse() -> int:
        raise PermissionError

    site.tables.size = refuse  # type: ignore[method-assign]
    storage = numbers_of(site)["storage"]
    assert (storage["backend"], storage["tables"]) == ("s3", {"error": "PermissionError"})
