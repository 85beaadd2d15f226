"""The whole of it: a person in a browser, Curator on the local stack, the sandbox's Commons."""

from playwright.sync_api import Page, expect

from local.stack import LocalStack
from tests.browser.on_the_local_stack.steps import BATCH_MILLISECONDS, log_in, picture, upload


def test_a_sequence_goes_from_its_id_to_published_files(page: Page, stack: LocalStack) -> None:
    log_in(page, stack, "Demo")
    upload(page, "sandbox-short", photographs=5)
    picture(page, "3-uploading")

    expect(page.locator("#batch-summary")).to_have_text("Finished: 5 of 5 published.", timeout=BATCH_MILLISECONDS)
    expect(page.locator("#batch-rows tr[data-status=completed]")).to_have_count(5)
    picture(page, "4-finished")
    with page.context.expect_page() as opened:
        page.locator("#batch-rows a").first.click()
    assert "/wiki/File:" in opened.value.url
    expect(opened.value.get_by_role("heading").first).to_contain_text(".jpg")


def test_a_batch_is_found_again_after_a_reload_and_what_waits_can_be_cancelled(page: Page, stack: LocalStack) -> None:
    log_in(page, stack, "Slow")
    upload(page, "sandbox-walk", photographs=25)
    expect(page.locator("#batch-rows tr[data-status=completed]")).not_to_have_count(0, timeout=BATCH_MILLISECONDS)

    page.reload()
    expect(page.locator("#batch-rows tr")).to_have_count(25)
    expect(page.locator("#batch-summary")).to_contain_text("finishes about")
    page.get_by_role("button", name="Cancel what waits").click()

    expect(page.locator("#batch-summary")).to_contain_text("Finished:", timeout=BATCH_MILLISECONDS)
    picture(page, "5-cancelled")
    published = page.locator("#batch-rows tr[data-status=completed]").count()
    cancelled = page.locator("#batch-rows tr[data-status=cancelled]").count()
    assert published + cancelled == 25
    assert cancelled > 0
    page.get_by_role("link", name="Your batches").click()
    expect(page.locator(".batch-link").first).to_contain_text(f"{cancelled} cancelled")
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("#welcome")).to_be_visible()
