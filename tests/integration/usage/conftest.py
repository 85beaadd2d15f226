"""One running Curator for the tests of this folder."""

from collections.abc import Iterator

import httpx
import pytest

from local.bearer import bearer_token
from local.stack import LocalStack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Run Curator."""
    with LocalStack(tmp_path_factory.mktemp("usage")) as stack:
        yield stack


@pytest.fixture
def maintainer(stack: LocalStack) -> Iterator[httpx.Client]:
    """Give a client of the usage routes, for somebody who is signed in."""
    headers = {"Authorization": f"Bearer {bearer_token('maintainer')}"}
    with httpx.Client(base_url=f"{stack.url}/api/v1", headers=headers, timeout=30) as client:
        yield client
