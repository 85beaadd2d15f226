from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.sandbox.sandbox_client import ManualClock, SandboxClient, open_sandbox
from tests.unit.sandbox.small_world import Services, services


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def anonymous(tmp_path: Path, clock: ManualClock) -> Iterator[SandboxClient]:
    client = open_sandbox(tmp_path / "state", clock)
    yield client
    client.http.close()


@pytest.fixture
def ordinary(anonymous: SandboxClient) -> SandboxClient:
    return anonymous.as_user("Ordinary")


@pytest.fixture
def asked(tmp_path: Path, clock: ManualClock) -> Iterator[Services]:
    """GitHub, ecosyste.ms, Libraries.io and deps.dev, with a small world."""
    with services(tmp_path / "state", clock) as opened:
        yield opened
