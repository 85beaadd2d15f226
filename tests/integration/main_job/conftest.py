"""One running Curator for the tests of this folder that do not break it."""

from collections.abc import Iterator

import pytest

from local.stack import LocalStack
from tests.integration.main_job.people import forget_wiki


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Run Curator."""
    with LocalStack(tmp_path_factory.mktemp("curator")) as stack:
        yield stack


@pytest.fixture
def stack(running: LocalStack) -> LocalStack:
    """Give the running Curator with an empty wiki."""
    forget_wiki(running)
    return running
