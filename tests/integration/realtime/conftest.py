"""One running Curator for the tests of this folder."""

from collections.abc import Iterator

import pytest

from local.stack import LocalStack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Run Curator."""
    with LocalStack(tmp_path_factory.mktemp("curator")) as stack:
        yield stack
