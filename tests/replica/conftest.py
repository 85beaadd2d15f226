"""What the tests against a real database share: one server for all of them, empty for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.replica.server import ReplicaServer
from tests.replica.commons import Commons


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReplicaServer]:
    """Give a server that ends with the tests."""
    server = ReplicaServer(Path(tmp_path_factory.mktemp("replica")))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def commons(server: ReplicaServer) -> Commons:
    """Give a Commons on which there is nothing."""
    server.empty()
    return Commons(server)
