"""What can be done with a batch: pausing, resuming, retrying, and taking its audit trail away."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Call
from tests.browser.fake_server import FakeServer, reply
from tests.browser.samples import Row, batch, stats, upload

PAUSED = {"until": "2036-11-21T12:00:00Z", "reason": "paused"}
PAUSE, RESUME, RETRY, CANCEL = "Pause", "Resume", "Retry failed", "Cancel what waits"


def button(page: Page, name: str) -> Locator:
    return page.locator("#batch").get_by_role("button", name=name, exact=True)


def show(server: FakeServer, *rows: Row, **changes: Any) -> None:
    """Open a batch of Demo that has these uploads."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    server.open("#batch=12")
    server.push("BATCH_UPLOADS_LIST", {"batch": {**batch(12, **counts), **changes}, "uploads": list(rows)})


def progress(**changes: Any) -> Row:
    return {"id": 12, "stats": stats(queued=2), **changes}


def test_a_batch_is_paused_and_goes_on_by_the_same_button(page: Page, server: FakeServer) -> None:
    show(server, upload(1, "queued"), upload(2, "queued"))
    server.answers["PAUSE_BATCH"] = lambda _: [reply("BATCH_PROGRESS", progress(paused=PAUSED))]
    server.answers["RESUME_BATCH"] = lambda _: [reply("BATCH_PROGRESS", progress())]

    button(page, PAUSE).focus()
    page.keyboard.press("Enter")

    expect(page.locator("#batch-pause")).to_have_text("Paused: nothing more begins until you resume it.")
    expect(page.locator("#batch-hint")).to_be_empty()
    assert server.last("PAUSE_BATCH")["data"] == 12
    expect(button(page, RESUME)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#batch-pause")).to_be_empty()
    assert server.last("RESUME_BATCH")["data"] == 12
    expect(button(page, PAUSE)).to_be_enabled()


def test_the_owners_pause_lasts_although_an_upload_that_was_under_way_is_told_later(
    page: Page, server: FakeServer
) -> None:
    show(server, upload(1, "queued"), upload(2, "queued"), paused=PAUSED)

    server.push("UPLOADS_UPDATE", [upload(1, "in_progress")])

    expect(page.locator("#batch-rows tr[data-status=in_progress]")).to_have_count(1)
    expect(page.locator("#batch-pause")).to_contain_text("Paused")
    expect(button(page, RESUME)).to_be_visible()


def test_a_button_that_waits_for_its_answer_is_not_pressed_twice_and_a_refusal_frees_it(
    page: Page, server: FakeServer
) -> None:
    show(server, upload(1, "queued"))
    button(page, PAUSE).click()
    expect(button(page, PAUSE)).to_be_disabled()
    button(page, PAUSE).click(force=True)
    assert server.types().count("PAUSE_BATCH") == 1

    server.push("ERROR", "Nothing of this batch waits")

    expect(page.get_by_role("alert")).to_contain_text("Nothing of this batch waits")
    expect(button(page, PAUSE)).to_be_enabled()


def test_an_answer_the_connection_lost_keeps_no_button_waiting(page: Page, server: FakeServer) -> None:
    show(server, upload(1, "failed"))
    button(page, RETRY).click()
    expect(button(page, RETRY)).to_be_disabled()

    server.drop()

    expect(button(page, RETRY)).to_be_enabled()


def test_failed_uploads_are_tried_again_in_a_batch_that_is_shown_then(page: Page, server: FakeServer) -> None:
    show(server, upload(1, "completed"), upload(2, "failed"))
    server.answers["RETRY_UPLOADS"] = lambda _: [reply("RETRY_UPLOADS_RESPONSE", 13)]

    button(page, RETRY).click()

    expect(page.get_by_role("heading", name="Batch 13")).to_be_focused()
    assert server.last("RETRY_UPLOADS")["data"] == 12
    assert server.last("SUBSCRIBE_BATCH")["data"] == 13


def test_who_has_gone_elsewhere_is_not_taken_to_the_batch_of_a_retry(page: Page, server: FakeServer) -> None:
    show(server, upload(1, "failed"))
    button(page, RETRY).click()
    page.get_by_role("link", name="Your batches").click()
    server.last("FETCH_BATCHES")

    server.push("RETRY_UPLOADS_RESPONSE", 13)
    server.push("ERROR", "said afterwards")

    expect(page.get_by_role("alert")).to_contain_text("said afterwards")
    expect(page.get_by_role("heading", name="Your batches")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "useful"),
    [
        pytest.param("queued", {PAUSE, CANCEL}, id="one waits"),
        pytest.param("in_progress", set(), id="one is under way"),
        pytest.param("failed", {RETRY}, id="one has failed"),
        pytest.param("completed", set(), id="all is done"),
    ],
)
def test_a_button_is_there_when_it_can_do_something(
    page: Page, server: FakeServer, status: str, useful: set[str]
) -> None:
    show(server, upload(1, status))
    expect(page.locator("#batch-rows tr")).to_have_count(1)

    shown = {name for name in (PAUSE, RESUME, RETRY, CANCEL) if button(page, name).is_visible()}

    assert shown == useful


def test_somebody_else_may_only_take_the_audit_trail(page: Page, server: FakeServer) -> None:
    show(server, upload(1, "queued"), upload(2, "failed"), userid="99", paused=PAUSED)

    expect(page.locator("#batch-pause")).to_have_text("Paused by its owner.")
    expect(page.locator("#batch").get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="Audit trail (CSV)")).to_be_visible()


def test_the_focus_stays_at_the_batch_when_its_button_goes(page: Page, server: FakeServer) -> None:
    show(server, upload(1, "queued"))
    button(page, CANCEL).focus()
    page.keyboard.press("Enter")

    server.push("UPLOADS_UPDATE", [upload(1, "cancelled")])

    expect(button(page, CANCEL)).to_be_hidden()
    expect(page.get_by_role("heading", name="Batch 12")).to_be_focused()


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_audit_trail_is_a_download(page: Page, server: FakeServer, site: str, kind: str) -> None:
    show(server, upload(1, "completed"))

    with page.expect_download() as download:
        page.get_by_role("link", name=f"Audit trail ({kind.upper()})").click()

    assert download.value.url == f"{site}/api/batches/12/audit.{kind}"


def test_a_long_audit_trail_comes_in_parts_that_begin_where_the_ones_before_end(call: Call) -> None:
    ids = [10 * number for number in range(4001, 0, -1)]

    parts = call("audit", "auditParts", 12, 4001, ids)

    assert [part["words"].removeprefix("Audit trail ") for part in parts] == [
        "1\N{EN DASH}2000",
        "2001\N{EN DASH}4000",
        "4001\N{EN DASH}4001",
    ]
    assert [part["csv"] for part in parts] == [
        f"/api/batches/12/audit.csv?after={after}&limit=2000" for after in (0, 20_000, 40_000)
    ]
    assert parts[1]["json"] == "/api/batches/12/audit.json?after=20000&limit=2000"


@pytest.mark.parametrize(
    ("total", "known", "parts"),
    [
        pytest.param(0, 0, 0, id="nothing known"),
        pytest.param(2000, 1, 1, id="one part needs no ids"),
        pytest.param(2001, 2000, 0, id="where the second begins is not known yet"),
        pytest.param(2001, 2001, 2, id="two parts"),
    ],
)
def test_parts_of_an_audit_trail_are_offered_once_it_is_known_where_they_begin(
    call: Call, total: int, known: int, parts: int
) -> None:
    assert len(call("audit", "auditParts", 12, total, list(range(known)))) == parts


def test_a_published_file_says_what_is_missing_of_it(page: Page, server: FakeServer) -> None:
    note = "The file is on Commons, but its structured data is not complete: the wiki refused it."
    address = "https://commons.wikimedia.org/wiki/File:Photo_1.jpg"
    show(server, upload(1, "in_progress", filename="Photo 1.jpg"))

    server.push("UPLOADS_UPDATE", [upload(1, "completed", success=address, error={"type": "error", "message": note})])

    row = page.locator("#batch-rows tr")
    expect(row.get_by_role("link", name="Photo 1.jpg")).to_have_attribute("href", address)
    expect(row.locator(".status-cell")).to_have_text(f"Published{note}")
    expect(page.locator("#batch-summary")).to_have_text("Finished: 1 of 1 published.")
