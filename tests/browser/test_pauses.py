"""Why a batch waits: what is said, and until when."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Call
from tests.browser.fake_server import FakeServer
from tests.browser.samples import batch, stats, upload

NOON = "2026-11-21T12:00:00Z"
READ_ONLY = {"until": "2026-11-21T12:05:00Z", "reason": "Wikimedia Commons is read-only at the moment"}
LOGIN = {"until": "2027-11-21T12:00:00Z", "reason": "log in again"}


@pytest.mark.parametrize(
    ("steps", "over"),
    [
        pytest.param([(READ_ONLY, 4)], False, id="it has just begun"),
        pytest.param([(READ_ONLY, 4), (READ_ONLY, 4)], False, id="an upload that was under way has ended"),
        pytest.param([(READ_ONLY, 4), (READ_ONLY, 3)], False, id="one more went back to waiting"),
        pytest.param([(READ_ONLY, 4), (READ_ONLY, 5)], True, id="one more has started"),
        pytest.param([(READ_ONLY, 4), (READ_ONLY, 3), (READ_ONLY, 4)], True, id="one went back and has started again"),
        pytest.param([(READ_ONLY, 4), (READ_ONLY, 5), (READ_ONLY, 4)], True, id="over, it stays over"),
        pytest.param([(READ_ONLY, 4), (READ_ONLY, 5), (LOGIN, 5)], False, id="another one begins"),
    ],
)
def test_a_pause_is_over_when_one_more_upload_starts(call: Call, steps: list[tuple[Any, int]], over: bool) -> None:
    known = None
    for told, started in steps:
        known = call("pauses", "pauseAfter", known, told, started)

    assert known is not None
    assert known["over"] is over


def test_a_pause_the_server_does_not_tell_any_more_is_gone(call: Call) -> None:
    assert call("pauses", "pauseAfter", {**READ_ONLY, "started": 1, "over": False}, None, 1) is None


def open_at_noon(page: Page, server: FakeServer) -> None:
    page.clock.install(time=NOON)
    server.open("#batch=12")


def test_a_waiting_batch_says_until_when_and_why_and_stops_saying_so_when_that_is_past(
    page: Page, server: FakeServer
) -> None:
    open_at_noon(page, server)

    server.push("BATCH_PROGRESS", {"id": 12, "stats": stats(completed=1, queued=3), "paused": READ_ONLY})

    until = page.evaluate("new Date('2026-11-21T12:05:00Z').toTimeString().slice(0, 5)")
    expect(page.locator("#batch-pause")).to_have_text(f"Waiting until {until}: {READ_ONLY['reason']}")
    expect(page.locator("#batch-pause")).to_have_attribute("aria-live", "polite")
    page.clock.fast_forward("05:10")
    expect(page.locator("#batch-pause")).to_be_empty()


def test_a_batch_that_moves_on_says_nothing_about_its_pause_any_more(page: Page, server: FakeServer) -> None:
    open_at_noon(page, server)
    paused = {**batch(12, queued=2), "paused": READ_ONLY}
    server.push("BATCH_UPLOADS_LIST", {"batch": paused, "uploads": [upload(1, "queued"), upload(2, "queued")]})
    expect(page.locator("#batch-pause")).to_contain_text("read-only")

    server.push("UPLOADS_UPDATE", [upload(1, "in_progress")])

    expect(page.locator("#batch-pause")).to_be_empty()


def test_a_lost_login_leads_its_owner_to_a_new_one(page: Page, server: FakeServer) -> None:
    open_at_noon(page, server)

    late = {**batch(12, queued=2), "paused": LOGIN, "finish_at": LOGIN["until"]}
    server.push("BATCH_UPLOADS_LIST", {"batch": late, "uploads": []})

    expect(page.locator("#batch-pause")).to_have_text("Commons no longer takes your login.")
    expect(page.get_by_role("link", name="Log in again to go on")).to_have_attribute("href", "/auth/login")
    expect(page.locator("#batch-summary")).to_have_text("0 of 2 done")
    expect(page.locator("#batch-hint")).to_be_empty()


def test_somebody_else_is_told_that_the_owner_has_to_log_in(page: Page, server: FakeServer) -> None:
    open_at_noon(page, server)

    foreign = {**batch(12, queued=2), "userid": "99", "paused": LOGIN}
    server.push("BATCH_UPLOADS_LIST", {"batch": foreign, "uploads": []})

    expect(page.locator("#batch-pause")).to_have_text("Waiting for its owner to log in.")
    expect(page.locator("#batch-login")).to_be_hidden()


def test_nothing_is_said_about_an_end_that_should_have_been(page: Page, server: FakeServer) -> None:
    open_at_noon(page, server)
    finish_at = "2026-11-21T12:00:03Z"
    server.push("BATCH_PROGRESS", {"id": 12, "stats": stats(completed=1, queued=3), "finish_at": finish_at})
    expect(page.locator("#batch-summary")).to_have_text("1 of 4 done \N{EN DASH} finishes any moment")

    page.clock.fast_forward("00:30")

    expect(page.locator("#batch-summary")).to_have_text("1 of 4 done")
