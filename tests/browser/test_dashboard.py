"""The operators' dashboard in a real browser, on the HTTP API itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from curator.images.errors import UndecodableImageError
from functions.api.images.room import ImageFacts
from tests.browser.dashboard_page import panel, served
from tests.unit.functions.dashboard_site import PANELS, DashboardSite
from tests.unit.images.world import BOB, jpeg

SHOWN_TO_ALL = ImageFacts(dashboard_public=True)
HOSTILE = '<img src="x" onerror="document.title=\'taken over\'">'


@pytest.fixture
def room() -> DashboardSite:
    """Give a site with a finished image, one that failed for a reason that looks like HTML, and one that waits."""
    site = DashboardSite(facts=SHOWN_TO_ALL)
    site.world.upload()
    site.world.run()
    site.world.engine.faults = [UndecodableImageError(public_message=HOSTILE)]
    site.world.upload(data=jpeg(tail=b"other"))
    site.world.run()
    site.world.upload(BOB)
    return site


@pytest.fixture
def origin(room: DashboardSite) -> Iterator[str]:
    with served(room.application) as origin:
        yield origin


def test_all_panels_are_shown_in_their_order(page: Page, origin: str, room: DashboardSite) -> None:
    page.goto(f"{origin}/dashboard")
    expect(page.locator(".panel h2:visible")).to_have_text(PANELS)
    assert page.locator("dd .down").count() == 0
    jobs = panel(page, "Recent Jobs").locator("tbody tr")
    expect(jobs).to_have_count(3)
    shown = jobs.locator("td:first-child").all_text_contents()
    assert sorted(shown) == sorted(job.job_id[:8] for job in room.world.statistics.recent(10))
    expect(page.locator("progress")).to_have_count(3)


def test_what_an_image_brought_about_is_text_and_nothing_else(page: Page, origin: str) -> None:
    page.goto(f"{origin}/dashboard")
    expect(panel(page, "Recent Failures").locator("td.text")).to_have_text(HOSTILE)
    assert page.locator("img").count() == 0
    expect(page).to_have_title("Curator dashboard")


def test_nothing_to_show_is_said(page: Page) -> None:
    with served(DashboardSite(facts=SHOWN_TO_ALL).application) as origin:
        page.goto(f"{origin}/dashboard")
        expect(page.locator(".none")).to_have_text(
            [
                "No dead letters",
                "No lane is at work",
                "No uploads yet",
                "No batch is under way",
                "No upload has failed",
                "No image has failed",
                "No jobs yet",
                "Nobody is near their limit",
                "No recent jobs",
                "No recent failures",
            ]
        )


def test_the_numbers_are_asked_for_every_five_seconds(page: Page, origin: str) -> None:
    asked: list[str] = []
    page.clock.install()
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/data") else None)
    page.goto(f"{origin}/dashboard")
    expect(page.locator("#countdown")).to_have_text("next in 5 s")
    page.clock.run_for(2000)
    expect(page.locator("#countdown")).to_have_text("next in 3 s")
    assert len(asked) == 1
    page.clock.run_for(3000)
    expect(page.locator("#countdown")).to_have_text("next in 5 s")
    assert len(asked) == 2


def test_a_server_that_fails_is_said_and_can_be_asked_again(page: Page, origin: str) -> None:
    page.goto(f"{origin}/dashboard")
    expect(page.locator("main .panel")).to_have_count(len(PANELS))

    def fail(route: Route) -> None:
        route.fulfill(status=502, body="<b>bad gateway</b>")

    page.route("**/dashboard/data", fail)
    page.reload()
    failure = page.get_by_role("alert")
    expect(failure).to_contain_text("Failed to Load Dashboard")
    expect(failure).to_contain_text("the server answered 502")
    page.unroute("**/dashboard/data")
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("main .panel")).to_have_count(len(PANELS))
    expect(failure).to_be_hidden()


def test_a_part_that_failed_is_red_and_the_others_are_there(page: Page, origin: str, room: DashboardSite) -> None:
    room.depths.fault = TimeoutError("a private address")
    page.goto(f"{origin}/dashboard")
    workers = panel(page, "Celery Workers")
    expect(workers.locator(".down")).to_have_text("down")
    expect(workers).to_contain_text("TimeoutError")
    expect(panel(page, "Storage Backend")).to_contain_text("s3")
