import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.ports import free_port
from local.processes import LIFELINE, ChildProcess, StartError

LISTEN = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(60)"
LISTEN_AND_START_ANOTHER = (
    "import subprocess, sys; "
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True); " + LISTEN
)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[str], ChildProcess]]:
    started: list[ChildProcess] = []

    def run(code: str) -> ChildProcess:
        port = free_port()
        command = [sys.executable, "-c", code, str(port)]
        child = ChildProcess("server", command, port=port, log_file=tmp_path / "server.log", directory=tmp_path)
        started.append(child)
        child.start()
        return child

    yield run
    for child in started:
        child.kill()


def ended(pid: int) -> bool:
    """Whether a process is gone, or only waits for its parent to notice, as soon as it is."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(") ")[2].startswith("Z"):
            return True
        time.sleep(0.01)
    return False


def test_a_child_is_ready_when_it_takes_connections(run: Callable[[str], ChildProcess]) -> None:
    child = run(LISTEN)
    child.wait_until_ready()
    assert child.running
    child.terminate()
    child.wait()
    assert not child.running


def test_a_child_that_ends_at_once_is_reported_with_what_it_said(run: Callable[[str], ChildProcess]) -> None:
    with pytest.raises(StartError, match=r"server did not start:\n--- server\n(.*\n)*.*no such setting"):
        run("raise SystemExit('no such setting')").wait_until_ready()


def test_killing_a_child_ends_what_it_started_too(run: Callable[[str], ChildProcess]) -> None:
    child = run(LISTEN_AND_START_ANOTHER)
    child.wait_until_ready()
    grandchild = int(child.log_tail().splitlines()[-1])
    child.kill()
    assert ended(grandchild)


def test_a_child_ends_when_its_parent_is_killed() -> None:
    command = [sys.executable, "-S", str(LIFELINE)]
    parent_code = (
        "import os, subprocess, sys, time; "
        f"child = subprocess.Popen([*{command!r}, str(os.getpid()), 'sleep', '60']); "
        "print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", parent_code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        while b"sleep" not in Path(f"/proc/{child}/cmdline").read_bytes()[:6]:
            os.sched_yield()
        parent.kill()
    assert ended(child)
