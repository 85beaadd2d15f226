"""What holds for every part of the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_server import FakeServer, reply
from tests.browser.samples import KNOWN, batch, image, upload
from tests.browser.samples_flickr import refused_image
from tests.browser.steps import load

SCROLLING = """() => [...document.querySelectorAll("main *")]
  .filter((part) => part.scrollWidth > part.clientWidth && getComputedStyle(part).overflowX === "auto")
  .map((part) => part.className)"""


def test_nobody_is_shown_what_curator_does_and_where_to_log_in(page: Page, site: str) -> None:
    page.route("**/auth/whoami", lambda route: route.fulfill(status=401, json={"detail": "Unauthorized"}))
    page.goto(site)

    expect(page.get_by_role("heading", name="From Mapillary and Flickr")).to_be_visible()
    for link in page.get_by_role("link", name="Log in").all():
        assert link.get_attribute("href") == "/auth/login"


def test_an_error_is_shown_until_it_is_dismissed_and_ends_the_waiting(page: Page, server: FakeServer) -> None:
    server.answers["FETCH_IMAGES"] = lambda _: [reply("ERROR", "Collection not found")]
    server.open()
    page.get_by_label("Mapillary sequence id or address").fill("nowhere")
    page.get_by_role("button", name="Load photographs").click()

    expect(page.get_by_role("alert")).to_contain_text("Collection not found")
    expect(page.get_by_role("button", name="Load photographs")).to_be_enabled()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("alert")).to_be_empty()


def test_what_operators_announce_stays_until_it_is_dismissed(page: Page, server: FakeServer) -> None:
    server.answers["FETCH_IMAGES"] = lambda _: [reply("ERROR", "Collection not found")]
    server.open()
    server.push("ANNOUNCEMENT", {"id": "1", "text": "Commons is read-only until 14:00", "sender": "Boss"})
    expect(page.get_by_role("alert")).to_contain_text("Boss announces: Commons is read-only until 14:00")
    page.get_by_label("Mapillary sequence id or address").fill("nowhere")
    page.get_by_role("button", name="Load photographs").click()
    expect(page.get_by_role("alert")).to_contain_text("Collection not found")

    page.get_by_role("button", name="Load photographs").click()
    expect(page.locator(".banner")).to_have_count(2)
    expect(page.locator(".banner").first).to_contain_text("read-only")
    page.get_by_role("button", name="Dismiss").first.click()
    expect(page.get_by_role("alert")).not_to_contain_text("read-only")


def test_why_the_server_closed_the_connection_is_told_and_the_page_connects_again(
    page: Page, server: FakeServer
) -> None:
    server.open()
    server.close("Message rate limit exceeded")
    expect(page.get_by_role("alert")).to_contain_text("The server closed the connection: Message rate limit exceeded")
    expect(page.locator("#connection")).to_have_text("Live")
    assert server.connections == 2


def test_nothing_from_outside_becomes_markup(page: Page, server: FakeServer) -> None:
    evil = "<img src=x onerror=document.title='owned'>"
    creator = {"id": "1", "username": evil, "profile_url": "javascript:alert(1)"}
    urls = {"url": "javascript:alert(1)", "original": "", "preview": "", "thumbnail": "javascript:alert(1)"}
    load(page, server, image(1, creator=creator, urls=urls, existing=[{"url": "javascript:alert(1)"}]))
    expect(page.locator("#load-status")).to_contain_text(evil)
    expect(page.locator(".photograph img")).to_have_count(0)
    expect(page.locator("a[href^='javascript']")).to_have_count(0)

    server.push("ERROR", evil)
    server.push("ANNOUNCEMENT", {"id": "1", "text": evil, "sender": evil})
    page.goto(page.url.split("#", maxsplit=1)[0] + "#batch=12")
    links = [{"title": evil, "url": "javascript:alert(1)"}]
    row = upload(1, "failed", filename=evil, error={"type": "error", "message": evil, "links": links})
    server.push("UPLOADS_UPDATE", [row])

    expect(page.locator("#batch-rows")).to_contain_text(evil)
    expect(page.locator("main img, [role=alert] img")).to_have_count(0)
    expect(page.locator("a[href^='javascript']")).to_have_count(0)


@pytest.mark.parametrize("part", ["", "#batches", "#batch=12"])
def test_nothing_is_wider_than_a_phone(page: Page, server: FakeServer, part: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    long_name = "Photo_with_a_very_long_name_without_any_spaces_" * 4 + ".jpg"
    if part:
        server.open(part)
        uploads = [upload(1, "failed", filename=long_name, error={"type": "error", "message": long_name})]
        server.push("BATCH_UPLOADS_LIST", {"batch": batch(12, failed=1), "uploads": uploads})
        server.push(
            "BATCHES_LIST", {"items": [batch(12, completed=1000, failed=1, queued=9)], "total": 1}, partial=False
        )
    else:
        load(page, server, image(1), image(2, existing=KNOWN), refused_image(3))
        page.locator(".title").first.fill(long_name)

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(SCROLLING) == []
