"""A batch held back and let go on, its audit trail, and presets, with Curator on the local stack."""

import csv

from playwright.sync_api import Page, expect

from local.stack import LocalStack
from tests.browser.on_the_local_stack.steps import BATCH_MILLISECONDS, FETCH_MILLISECONDS, log_in, upload


def test_a_preset_is_there_again_and_the_default_fills_itself_in(page: Page, stack: LocalStack) -> None:
    log_in(page, stack, "Slow")
    page.get_by_label("Mapillary sequence id or address").fill("sandbox-short")
    page.get_by_role("button", name="Load photographs").click()
    expect(page.locator(".photograph")).to_have_count(5, timeout=FETCH_MILLISECONDS)
    page.locator("#description").fill("A gate")
    page.get_by_text("Keep these texts as a preset").click()
    page.get_by_label("Name of the preset").fill("Gates")
    page.get_by_label("Fill it in whenever Mapillary is chosen").check()
    page.get_by_role("button", name="Save preset").click()
    expect(page.locator("#preset-status")).to_have_text("“Gates” is saved.")

    page.reload()
    page.get_by_role("button", name="Load photographs").click()

    expect(page.locator("#description")).to_have_value("A gate")
    page.get_by_role("button", name="Delete preset").click()
    expect(page.locator("#preset-status")).to_have_text("“Gates” is deleted.")


def test_a_batch_is_held_back_goes_on_and_leaves_its_audit_trail(page: Page, stack: LocalStack) -> None:
    log_in(page, stack, "Slow")
    upload(page, "sandbox-walk", photographs=25)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#batch-pause")).to_have_text("Paused: nothing more begins until you resume it.")

    with page.expect_download() as download:
        page.get_by_role("link", name="Audit trail (CSV)").click()
    with download.value.path().open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 25

    begun = page.locator("#batch-rows tr:not([data-status=queued])")
    expect(page.locator("#batch-rows tr[data-status=in_progress]")).to_have_count(0, timeout=BATCH_MILLISECONDS)
    before = begun.count()
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#batch-pause")).to_be_empty()
    expect(begun.nth(before)).to_be_attached(timeout=BATCH_MILLISECONDS)
    page.get_by_role("button", name="Cancel what waits").click()
    expect(page.locator("#batch-summary")).to_contain_text("Finished:", timeout=BATCH_MILLISECONDS)
