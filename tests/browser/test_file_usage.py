"""An uploader sees where their photographs are shown."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Call
from tests.browser.fake_server import FakeServer, reply
from tests.browser.samples import batch, upload

CHECKED = "2026-11-21T10:00:00.000000Z"


def counts(**changes: Any) -> dict[str, Any]:
    none = {"files": 2, "used_files": 0, "deleted_files": 0, "uses": 0, "wikis": {}, "checked_at": CHECKED}
    return {**none, **changes}


def use(wiki: str, title: str) -> dict[str, Any]:
    return {"wiki": wiki, "title": title, "url": f"https://{wiki}/wiki/{title}", "namespace": 0}


def test_a_batch_tells_which_pages_show_its_photographs(page: Page, server: FakeServer) -> None:
    shown = [use("fr.wikipedia.org", "Pont"), use("de.wikipedia.org", "Brücke")]
    file = {"upload_id": 1, "title": "File:A.jpg", "deleted": False, "total": 53, "uses": shown}
    gone = {"upload_id": 2, "title": "File:B.jpg", "deleted": True, "total": 0, "uses": []}
    wikis = {"fr.wikipedia.org": 50, "de.wikipedia.org": 3}
    server.usage = {
        "batch_id": 12,
        "counts": counts(used_files=1, deleted_files=1, uses=53, wikis=wikis),
        "files": [file, gone],
        "next": None,
    }
    server.open("#batch=12")
    server.push("BATCH_UPLOADS_LIST", {"batch": batch(12, completed=1), "uploads": [upload(1, "completed")]})
    words = page.locator("#batch-used summary")
    expect(words).to_have_text("1 photograph in use: 53 times on 2 wikis. 1 file deleted from Commons.")
    words.click()
    expect(page.get_by_role("link", name="Pont")).to_have_attribute("href", "https://fr.wikipedia.org/wiki/Pont")
    items = page.locator("#batch-used-files li")
    expect(items.nth(0)).to_contain_text("and 51 pages more")
    expect(items.nth(1)).to_have_text("File:B.jpg: deleted from Commons")


def test_another_batch_does_not_show_the_use_of_the_one_before(page: Page, server: FakeServer) -> None:
    server.usage = {"batch_id": 12, "counts": counts(used_files=1, uses=1), "files": [], "next": None}
    server.open("#batch=12")
    expect(page.locator("#batch-used")).to_be_visible()
    server.usage = {"batch_id": 13, "counts": None, "files": [], "next": None}
    page.goto(page.url.replace("#batch=12", "#batch=13"))
    expect(page.locator("#batch-used")).to_be_hidden()


def test_a_page_whose_address_is_none_is_shown_without_a_link(page: Page, server: FakeServer) -> None:
    bad = {**use("x.org", "Page"), "url": "javascript:alert(1)"}
    file = {"upload_id": 1, "title": "File:A.jpg", "deleted": False, "total": 1, "uses": [bad]}
    server.usage = {"batch_id": 12, "counts": counts(used_files=1, uses=1), "files": [file], "next": None}
    server.open("#batch=12")
    page.locator("#batch-used summary").click()
    expect(page.locator("#batch-used-files")).to_contain_text("Page (x.org)")
    expect(page.locator("#batch-used-files a")).to_have_count(0)


def test_the_list_of_batches_tells_the_use_of_all(page: Page, server: FakeServer) -> None:
    server.usage_of_all = {"counts": counts(used_files=3, uses=4), "batches": [], "next": None}
    server.answers["FETCH_BATCHES"] = lambda _: [reply("BATCHES_LIST", {"items": [], "total": 0})]
    server.open("#batches")
    expect(page.locator("#batches-used")).to_have_text("3 photographs in use: 4 times.")


def test_a_server_that_does_not_tell_leaves_it_out(page: Page, server: FakeServer) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=503, json={"detail": "later"})

    page.route("**/api/batches/*/usage?*", fail)
    server.open("#batch=12")
    server.push("BATCH_UPLOADS_LIST", {"batch": batch(12, completed=1), "uploads": [upload(1, "completed")]})
    expect(page.locator("#batch-rows tr")).to_have_count(1)
    expect(page.locator("#batch-used")).to_be_hidden()


@pytest.mark.parametrize(
    ("known", "words"),
    [
        pytest.param(None, "", id="nobody has looked yet"),
        pytest.param(counts(), "", id="nothing is used"),
        pytest.param(counts(deleted_files=2), "2 files deleted from Commons.", id="only losses"),
        pytest.param(counts(used_files=1, uses=1), "1 photograph in use: 1 time.", id="one"),
    ],
)
def test_use_in_words(call: Call, known: Any, words: str) -> None:
    assert call("file-usage", "usageWords", known) == words
