"""What the browser tests share: one Chromium, the client's files, and a page that fails a test by its own errors."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, EXECUTABLE
from tests.browser.client_site import serve_client
from tests.browser.fake_server import FakeServer

Call = Callable[..., Any]

PATIENCE_MILLISECONDS = 30_000  # of every wait, each of which ends as soon as what it waits for is there

expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture(scope="module")  # while it is open, no other test of the process can run an event loop
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with serve_client() as origin:
        yield origin


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1100, "height": 850})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if _is_refusal(message) else None)
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def server(page: Page, site: str) -> FakeServer:
    """A server the page speaks to, with Demo logged in."""
    return FakeServer(page, site)


@pytest.fixture(scope="module")
def call(browser: Browser, site: str) -> Iterator[Call]:
    """Calls an exported function of one of the client's pure modules, inside the browser."""
    page = browser.new_page()
    page.goto(f"{site}/assets/icon.svg")

    def call_function(module: str, function: str, *arguments: Any) -> Any:
        source = "async ([module, name, given]) => (await import(`/assets/${module}.js`))[name](...given)"
        return page.evaluate(source, [module, function, list(arguments)])

    yield call_function
    page.close()


def _is_refusal(message: ConsoleMessage) -> bool:
    """Whether the policy refused something; missing thumbnails and 401 are told on the console too."""
    return "Content Security Policy" in message.text
