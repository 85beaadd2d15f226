"""One running Curator for the tests of this folder, and a page that waits for functions to start cold."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from local.stack import LocalStack
from tests.integration.main_job.people import forget_wiki

COLD_START_MILLISECONDS = 60_000  # a page's dozens of files start as many functions at once, on however few cores


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Run Curator."""
    expect.set_options(timeout=COLD_START_MILLISECONDS)
    with LocalStack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack
    expect.set_options(timeout=None)


@pytest.fixture
def stack(running: LocalStack, page: Page) -> LocalStack:
    """Give the running Curator with an empty wiki."""
    page.set_default_timeout(COLD_START_MILLISECONDS)
    forget_wiki(running)
    return running
