"""Batches and their list, live, against a server that a test controls."""

import re

from playwright.sync_api import Page, expect

from tests.browser.fake_server import FakeServer, reply
from tests.browser.samples import batch, image, stats, upload
from tests.browser.steps import accept_uploads, load


def test_a_batch_is_shown_live_until_it_is_finished(page: Page, server: FakeServer) -> None:
    server.open("#batch=12")
    assert server.types() == ["FETCH_BATCH_UPLOADS", "SUBSCRIBE_BATCH"]
    names = [upload(number, "queued", filename=f"Photo {number}.jpg") for number in (1, 2, 3)]
    server.push("BATCH_UPLOADS_LIST", {"batch": batch(12, queued=3), "uploads": names})
    expect(page.locator("#batch-summary")).to_have_text("0 of 3 done")

    link = {"title": "File:Same.jpg", "url": "https://commons.wikimedia.org/wiki/File:Same.jpg"}
    error = {"type": "duplicate", "message": "The file is there already:", "links": [link]}
    page_of_one = "https://commons.wikimedia.org/wiki/File:Photo_1.jpg"
    server.push("UPLOADS_UPDATE", [upload(1, "completed", success=page_of_one), upload(2, "duplicate", error=error)])

    rows = page.locator("#batch-rows tr")
    expect(rows.nth(0).get_by_role("link", name="Photo 1.jpg")).to_have_attribute("href", page_of_one)
    expect(rows.nth(0)).to_contain_text("Published")
    expect(rows.nth(1)).to_contain_text("Already on Commons")
    expect(rows.nth(1).get_by_role("link", name="File:Same.jpg")).to_be_visible()
    expect(page.locator("#batch-summary")).to_have_text("2 of 3 done")

    server.push("UPLOADS_UPDATE", [upload(3, "failed", error={"type": "error", "message": "No."})])
    expect(page.locator("#batch-summary")).to_have_text("Finished: 1 of 3 published.")
    expect(page.get_by_role("button", name="Cancel what waits")).to_be_hidden()


def test_what_waits_can_be_cancelled_by_its_owner(page: Page, server: FakeServer) -> None:
    server.open("#batch=12")
    server.push("BATCH_UPLOADS_LIST", {"batch": batch(12, queued=1), "uploads": [upload(1, "queued")]})

    page.get_by_role("button", name="Cancel what waits").click()

    assert server.last("CANCEL_BATCH")["data"] == 12


def test_somebody_elses_batch_cannot_be_cancelled(page: Page, server: FakeServer) -> None:
    server.open("#batch=12")
    foreign = {**batch(12, queued=1), "userid": "99"}
    server.push("BATCH_UPLOADS_LIST", {"batch": foreign, "uploads": [upload(1, "queued")]})

    expect(page.locator("#batch-rows tr")).to_have_count(1)
    expect(page.get_by_role("button", name="Cancel what waits")).to_be_hidden()


def test_the_list_of_batches_is_kept_up_to_date_and_leads_to_each(page: Page, server: FakeServer) -> None:
    items = [batch(12, queued=2), batch(11, completed=3)]
    server.answers["FETCH_BATCHES"] = lambda _: [reply("BATCHES_LIST", {"items": items, "total": 2}, partial=False)]
    server.open("#batches")
    expect(page.locator(".batch-link")).to_have_count(2)
    assert server.last("FETCH_BATCHES")["data"]["userid"] == "15"

    server.push("BATCHES_LIST", {"items": [batch(13, in_progress=1)], "total": 3}, partial=True)

    expect(page.locator(".batch-link")).to_have_count(3)
    page.get_by_role("link", name="Batch 13").click()
    expect(page.get_by_role("heading", name="Batch 13")).to_be_visible()
    assert server.last("SUBSCRIBE_BATCH")["data"] == 13


def test_after_a_lost_connection_the_page_asks_again_for_what_it_shows(page: Page, server: FakeServer) -> None:
    server.open("#batch=12")
    server.received.clear()

    server.drop()

    expect(page.locator("#connection")).to_have_text("Reconnecting…")
    expect(page.locator("#connection")).to_have_text("Live")
    assert server.connections == 2
    assert server.types() == ["FETCH_BATCH_UPLOADS", "SUBSCRIBE_BATCH"]


def test_a_lost_push_makes_the_page_ask_again(page: Page, server: FakeServer) -> None:
    server.open("#batch=12")
    server.push("SUBSCRIBED", 12, sequence=4)
    server.push("UPLOADS_UPDATE", [upload(1, "queued")], sequence=5)
    expect(page.locator("#batch-rows tr")).to_have_count(1)
    server.received.clear()

    server.push("UPLOADS_UPDATE", [upload(2, "queued")], sequence=7)

    expect(page.locator("#batch-rows tr")).to_have_count(2)
    assert server.last("SUBSCRIBE_BATCH")["data"] == 12
    assert server.types() == ["FETCH_BATCH_UPLOADS", "SUBSCRIBE_BATCH"]


def test_what_was_uploaded_from_here_keeps_its_pictures_until_somebody_logs_out(page: Page, server: FakeServer) -> None:
    load(page, server, image(1))
    accept_uploads(server)
    page.get_by_role("button", name="Upload 1 photograph").click()
    server.last("SUBSCRIBE_BATCH")

    page.reload()
    expect(page.locator("#connection")).to_have_text("Live")
    server.push("UPLOADS_UPDATE", [upload(1, "queued")])

    expect(page.locator("#batch-rows img")).to_have_count(1)
    expect(page.locator("#batch-rows .file")).to_have_text("Utrecht \N{EN DASH} 2024-05-12 (498763468214165).jpg")
    page.route("**/auth/logout", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(re.compile(r"/$"))
    assert page.evaluate("localStorage.length") == 0


def test_progress_says_when_the_batch_ends(page: Page, server: FakeServer) -> None:
    server.open("#batch=12")
    finish_at = page.evaluate("new Date(Date.now() + 4 * 60_000 + 10_000).toISOString()")

    server.push("BATCH_PROGRESS", {"id": 12, "stats": stats(completed=1, queued=3), "finish_at": finish_at})

    expect(page.locator("#batch-summary")).to_contain_text("1 of 4 done")
    expect(page.locator("#batch-summary")).to_contain_text(", in 4 min")
