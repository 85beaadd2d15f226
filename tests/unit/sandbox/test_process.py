"""The sandbox as a process of its own: what only a real server and a real kill can show."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from local.sandbox.clock import SystemClock
from tests.unit.sandbox.sandbox_client import SandboxClient, jpeg

ROOT = Path(__file__).resolve().parents[3]


class RunningSandbox:
    """A started process, ready for requests."""

    def __init__(self, state_dir: Path) -> None:
        command = [sys.executable, "-m", "local.sandbox", "--port", "0", "--state-dir", str(state_dir)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("sandbox ready: http://127.0.0.1:"), self.process.communicate()
        self.origin = line.split()[-1].rstrip("/")
        self.http = httpx.Client(timeout=60)

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        self.process.communicate(timeout=60)
        return self.process.returncode


@contextmanager
def running(state_dir: Path) -> Iterator[RunningSandbox]:
    sandbox = RunningSandbox(state_dir)
    try:
        yield sandbox
    finally:
        sandbox.http.close()
        if sandbox.process.poll() is None:
            sandbox.end(signal.SIGKILL)


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    return tmp_path / "state"


def log_in(sandbox: RunningSandbox, name: str = "Ordinary") -> SandboxClient:
    return SandboxClient(sandbox.http, SystemClock(), origin=sandbox.origin).as_user(name)


def test_every_acknowledged_publish_survives_a_kill(state_dir: Path) -> None:
    with running(state_dir) as sandbox:
        client = log_in(sandbox)
        for number in range(3):
            assert client.publish(f"Photo {number}.jpg", jpeg(number))["upload"]["result"] == "Success"
        stashed = client.stash("Photo 3.jpg", jpeg(3))["filekey"]
        sandbox.end(signal.SIGKILL)
    with running(state_dir) as sandbox:
        client.origin, client.http = sandbox.origin, sandbox.http
        files = client.state()["files"]
        assert [file["title"] for file in files] == [f"File:Photo {number}.jpg" for number in range(3)]
        assert client.http.get(f"{sandbox.origin}/images/Photo_1.jpg").content == jpeg(1)
        assert client.commit("Photo 3.jpg", stashed)["upload"]["result"] == "Success"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_without_a_complaint_when_asked_to(state_dir: Path, how: signal.Signals) -> None:
    with running(state_dir) as sandbox:
        assert httpx.get(f"{sandbox.origin}/sandbox/health").json()["status"] == "ok"
        assert sandbox.end(how) == 0


def test_a_publish_may_succeed_although_its_connection_drops(state_dir: Path) -> None:
    with running(state_dir) as sandbox:
        client = log_in(sandbox)
        filekey = client.stash("A.jpg", jpeg(1))["filekey"]
        client.fault(kind="upload.commit", behaviour="succeed_then_timeout")
        with pytest.raises(httpx.TransportError):
            client.commit("A.jpg", filekey)
        assert [file["title"] for file in client.state()["files"]] == ["File:A.jpg"]
        assert client.commit("A.jpg", filekey)["error"]["code"] == "uploadstash-file-not-found"


def test_a_dropped_connection_has_done_nothing(state_dir: Path) -> None:
    with running(state_dir) as sandbox:
        client = log_in(sandbox)
        filekey = client.stash("A.jpg", jpeg(1))["filekey"]
        client.fault(kind="upload.commit", behaviour="drop")
        with pytest.raises(httpx.TransportError):
            client.commit("A.jpg", filekey)
        assert client.state()["files"] == []
        assert client.commit("A.jpg", filekey)["upload"]["result"] == "Success"
