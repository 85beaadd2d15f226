import socket
from pathlib import Path

import pytest

from local.ports import PortMemory, free_port, is_free


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "ports.json"


def test_a_port_stays_the_same_between_starts(memory: Path) -> None:
    port = PortMemory(memory).choose("emulator")
    assert PortMemory(memory).choose("emulator") == port


def test_a_remembered_port_that_is_taken_gives_way(memory: Path) -> None:
    port = PortMemory(memory).choose("emulator")
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
        assert PortMemory(memory).choose("emulator") != port


def test_a_wanted_port_is_taken_and_remembered(memory: Path) -> None:
    wanted = free_port()
    assert PortMemory(memory).choose("front door", wanted) == wanted
    assert PortMemory(memory).choose("front door") == wanted
