import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from local.ports import free_port
from local.processes import STOP_SECONDS
from local.stack import REPOSITORY


def test_serve_says_where_it_is_and_stops_at_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "local.serve", "--state-dir", str(tmp_path / "state")]
    environment = {**os.environ, "PORT": str(port), "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'shared'}"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=environment) as serve:
        assert serve.stdout is not None
        assert serve.stdout.readline() == f"Curator is ready at http://localhost:{port}\n"
        assert "Demo" in serve.stdout.readline()
        assert httpx.get(f"http://localhost:{port}/api/health", timeout=30).json()["status"] == "ok"
        serve.send_signal(signal.SIGINT)
        interrupted = time.monotonic()
        assert serve.wait(60) == 0
        assert time.monotonic() - interrupted < STOP_SECONDS  # nothing had to be killed
