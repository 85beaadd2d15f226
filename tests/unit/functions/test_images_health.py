"""What the image API tells of itself: what it is, how it does, what failed."""

import asyncio
import re

import httpx
import pytest

from functions.api.images.queues import Depth
from functions.api.images.room import ImageFacts
from tests.unit.functions.api_site import SITE
from tests.unit.functions.image_refusals import refusal
from tests.unit.functions.images_site import ImagesSite
from tests.unit.images.world import BOB, POISON, jpeg

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


# scenario images-1
@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/health/"])
def test_the_service_is_healthy_and_asks_nobody_to_say_so(site: ImagesSite, path: str) -> None:
    response = site.get(path)
    assert response.status_code == 200
    assert response.json() == {
        "status": "healthy",
        "service": "image-processor",
        "version": "1.0.0",
        "timestamp": "2027-01-15T08:00:00.000000Z",
    }
    assert site.world.table.operations.requests.total() == 0  # type: ignore[attr-defined]


# scenario images-3
@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/"])
def test_the_card_names_the_service(site: ImagesSite, path: str) -> None:
    card = site.get(path).json()
    assert (card["service"], card["version"]) == ("image-processor", "1.0.0")
    for address in (card["health_check"], card["dashboard"]):
        assert site.get(address).status_code != 404


# scenario images-4
def test_the_capabilities_are_those_that_are_set(site: ImagesSite) -> None:
    info = site.get("/api/v1/info").json()
    assert info["processing"]["image_sizes"] == {"thumbnail": 150, "medium": 600, "large": 1200, "original": 4096}
    assert info["processing"]["webp_quality"] == 85
    assert info["limits"] == {"max_upload_size_mb": 10, "max_direct_upload_size_mb": 4.4, "rate_limit_per_hour": 50}
    facts = ImageFacts(max_bytes=3 * 1024 * 1024 // 2, uploads_per_hour=7, quality=80, region="eu-central-1")
    other = ImagesSite(facts=facts).get("/api/v1/info").json()
    assert other["limits"] == {"max_upload_size_mb": 1.5, "max_direct_upload_size_mb": 1.5, "rate_limit_per_hour": 7}
    assert (other["processing"]["webp_quality"], other["storage"]["region"]) == (80, "eu-central-1")


# scenario images-123
def test_the_statistics_count_what_happened(site: ImagesSite) -> None:
    site.upload()
    site.world.clock.advance(4)
    site.world.run()
    site.finished(data=jpeg(tail=POISON))
    site.depths.depth = Depth(waiting=3, in_flight=2, delayed=1)
    site.upload(BOB)
    assert site.get("/api/v1/health/stats").json() == {
        "status_breakdown": {"completed": 1, "failed": 1, "pending": 1},
        "performance_24h": {"completed_24h": 1, "avg_processing_time_seconds": 4.0},
        "storage": {"total_images": 3, "total_jobs": 3},
        "celery": {"active_workers": 0, "active_tasks": 2},
        "timestamp": "2027-01-15T08:00:04.000000Z",
    }


# scenario images-123
def test_there_is_no_average_of_nothing(site: ImagesSite) -> None:
    told = site.get("/api/v1/health/stats").json()
    assert told["performance_24h"] == {"completed_24h": 0, "avg_processing_time_seconds": None}
    assert told["status_breakdown"] == {}


# scenario images-123
def test_a_queue_that_is_silent_is_told_as_such(site: ImagesSite) -> None:
    site.depths.fault = TimeoutError("10.0.0.1 at secret.example")
    told = site.get("/api/v1/health/stats").json()["celery"]
    assert told == {"active_workers": 0, "active_tasks": 0, "error": "Could not connect to the queue: TimeoutError"}


# scenario images-124
def test_the_last_failures_come_first(site: ImagesSite) -> None:
    failed = []
    for number in range(7):
        site.world.clock.advance(10)
        failed.append(site.finished(data=jpeg(tail=POISON + bytes([number])))["job_id"])
    told = site.get("/api/v1/health/failed", limit="5").json()
    assert told["total"] == 5
    assert [job["job_id"] for job in told["failed_jobs"]] == failed[:1:-1]
    newest = told["failed_jobs"][0]
    assert (newest["error"], newest["attempts"]) == ("The image cannot be decoded", 0)
    assert newest["failed_at"] == "2027-01-15T08:01:10.000000Z"


# scenario images-124
@pytest.mark.parametrize("limit", ["0", "-1", "101", "many"])
def test_one_to_a_hundred_failures_are_shown(site: ImagesSite, limit: str) -> None:
    assert refusal(site.get("/api/v1/health/failed", limit=limit))[:2] == (422, "VAL_003")
    assert site.get("/api/v1/health/failed", limit="100").status_code == 200


# scenario images-125
def test_permissions_are_degraded_while_the_breaker_is_open(site: ImagesSite) -> None:
    assert site.get("/api/v1/health/auth").json()["status"] == "healthy"
    for _ in range(5):
        admission = site.breaker.admit()
        assert admission is not None
        site.breaker.failed(admission)
    told = site.get("/api/v1/health/auth").json()
    assert told["status"] == "degraded"
    assert told["auth_api"]["circuit_breaker"] == {
        "state": "open",
        "failures": 5,
        "threshold": 5,
        "timeout_seconds": 60.0,
        "opened_at": "2027-01-15T08:00:00.000000Z",
    }
    site.world.clock.advance(61)
    assert site.breaker.admit() is not None
    assert site.get("/api/v1/health/auth").json()["status"] == "healthy", "half open counts as healthy"


# scenario images-126
@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/images/x", "/api/v1/nothing", "/dashboard"])
def test_a_request_keeps_its_name_or_is_given_one(site: ImagesSite, path: str) -> None:
    named = site.client.get(path, headers={"X-Trace-ID": "trace-7"})
    assert (named.headers["X-Trace-ID"], named.headers["X-Correlation-ID"]) == ("trace-7", "trace-7")
    assert UUID.fullmatch(site.client.get(path).headers["X-Trace-ID"])


# scenario images-127
def test_requests_at_the_same_time_keep_their_own_names(site: ImagesSite, loop: asyncio.AbstractEventLoop) -> None:
    async def ask() -> list[str]:
        transport = httpx.ASGITransport(app=site.application)
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            names = [f"trace-{number}" for number in range(20)]
            requests = (client.get("/api/v1/health", headers={"X-Trace-ID": name}) for name in names)
            return [response.headers["X-Trace-ID"] for response in await asyncio.gather(*requests)]

    assert loop.run_until_complete(ask()) == [f"trace-{number}" for number in range(20)]
