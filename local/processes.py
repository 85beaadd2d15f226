"""The processes of the local stack: each in a group of its own, with a log file, ended with its parent."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from local.ports import LOOPBACK

LIFELINE = Path(__file__).with_name("lifeline.py")
START_SECONDS = 30
STOP_SECONDS = 10
POLL_SECONDS = 0.02
TAIL_LINES = 30


class StartError(Exception):
    """A process ended or stayed silent; the message has the end of its log."""


class ChildProcess:
    """One server process that listens on a port of the loopback interface."""

    def __init__(self, name: str, command: Sequence[str], *, port: int, log_file: Path, directory: Path) -> None:
        self.name = name
        self.port = port
        self._command = list(command)
        self._log_file = log_file
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process id."""
        if self._process is None:
            raise ProcessLookupError(f"{self.name} was never started")
        return self._process.pid

    def start(self) -> None:
        """Start it unless it runs. It lives no longer than the thread that calls this."""
        if self.running:
            return
        lifeline = [sys.executable, "-S", str(LIFELINE), str(os.getpid())]
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [*lifeline, *self._command],
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Return when it takes connections.

        Raises:
            StartError: it ended, or took longer than START_SECONDS.
        """
        deadline = time.monotonic() + START_SECONDS
        while self.running and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex((LOOPBACK, self.port)) == 0:
                    return
            time.sleep(POLL_SECONDS)
        raise StartError(f"{self.name} did not start:\n{self.log_tail()}")

    def terminate(self) -> None:
        """Ask it to stop; `wait` afterwards."""
        if self._process is not None and self.running:
            self._process.terminate()

    def wait(self) -> None:
        """Return when it has stopped; kill it when it takes longer than STOP_SECONDS."""
        if self._process is None:
            return
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, with everything it started: `kill -9`."""
        if self._process is not None and self.running:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def log_tail(self, lines: int = TAIL_LINES) -> str:
        """Return the last lines it wrote, under its name."""
        text = self._log_file.read_text(errors="replace") if self._log_file.exists() else ""
        return "\n".join([f"--- {self.name}", *text.splitlines()[-lines:]])
