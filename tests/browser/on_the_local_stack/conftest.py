"""One running Curator for the tests of this folder, and a page that waits for functions to start cold."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from local.parameters import StackUrls, curator_parameters
from local.stack import CURATOR, LocalStack
from tests.browser.conftest import PATIENCE_MILLISECONDS
from tests.browser.on_the_local_stack.steps import OPERATOR
from tests.integration.main_job.people import forget_wiki

COLD_START_MILLISECONDS = 60_000  # a page's dozens of files start as many functions at once, on however few cores


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Run Curator, of which one of the sandbox's people is an operator."""

    def parameters(urls: StackUrls) -> dict[str, str]:
        return {**curator_parameters(os.environ, urls), "AdminNames": OPERATOR}

    expect.set_options(timeout=COLD_START_MILLISECONDS)
    with LocalStack(tmp_path_factory.mktemp("stack"), plan=replace(CURATOR, parameters=parameters)) as stack:
        yield stack
    expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture
def stack(running: LocalStack, page: Page) -> LocalStack:
    """Give the running Curator with an empty wiki."""
    page.set_default_timeout(COLD_START_MILLISECONDS)
    forget_wiki(running)
    return running
