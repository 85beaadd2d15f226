"""What the tests of this folder do on the way to what they are about."""

from pathlib import Path

from playwright.sync_api import Page, expect

from local.stack import LocalStack

SCREENSHOTS = Path(__file__).resolve().parents[3] / "build" / "screenshots"
FETCH_MILLISECONDS = 30_000
BATCH_MILLISECONDS = 120_000
OPERATOR = "Robot"


def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def log_in(page: Page, stack: LocalStack, account: str) -> None:
    page.goto(stack.url)
    page.get_by_role("link", name="Log in with your Wikimedia account").click()
    page.get_by_role("radio", name=account).check()
    picture(page, "1-consent")
    page.get_by_role("button", name="Allow").click()
    expect(page.locator("#user")).to_have_text(account)
    expect(page.locator("#connection")).to_have_text("Live")


def upload(page: Page, sequence: str, *, photographs: int) -> None:
    page.get_by_label("Mapillary sequence id or address").fill(sequence)
    page.get_by_role("button", name="Load photographs").click()
    expect(page.locator(".photograph")).to_have_count(photographs, timeout=FETCH_MILLISECONDS)
    picture(page, "2-choose")
    page.get_by_role("button", name=f"Upload {photographs} photographs").click()
    expect(page.locator("#batch-rows tr")).to_have_count(photographs, timeout=FETCH_MILLISECONDS)
