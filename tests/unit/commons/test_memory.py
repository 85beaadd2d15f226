"""Memory of an upload: measured in a process of its own, against a server that only counts bytes."""

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from benchmarks.chunks.one_upload import Order

MEBIBYTE = 1024 * 1024
CHUNK = 16 * MEBIBYTE
SMALL, LARGE = CHUNK // 16, 16 * CHUNK
PIECE = 256 * 1024
ROOT = Path(__file__).resolve().parents[3]


class CountingWiki(ThreadingHTTPServer):
    """Takes chunks, keeps none, and says what it was told to have received."""

    daemon_threads = True
    arrived: dict[str, Any]
    received = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: CountingWiki

    def do_GET(self) -> None:
        self._answer({"query": {"tokens": {"csrftoken": "token"}, "userinfo": {"name": "Uploader"}}})

    def do_POST(self) -> None:
        left = int(self.headers["content-length"])
        while left:
            left -= len(self.rfile.read(min(left, PIECE)))
        size = self.server.arrived["size"]
        self.server.received = min(self.server.received + CHUNK, size)
        if self.server.received < size:
            self._answer({"upload": {"result": "Continue", "filekey": "key", "offset": self.server.received}})
        else:
            self._answer({"upload": {"result": "Success", "filekey": "key", "imageinfo": self.server.arrived}})

    def _answer(self, reply: dict[str, Any]) -> None:
        body = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture
def counting_wiki() -> Iterator[CountingWiki]:
    with CountingWiki(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def zeros_sha1(size: int) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    for _ in range(size // MEBIBYTE):
        digest.update(bytes(MEBIBYTE))
    return digest.hexdigest()


def peak_kib(server: CountingWiki, file: Path, size: int) -> float:
    with file.open("wb") as target:
        target.truncate(size)  # a hole: no disk is filled
    sha1 = zeros_sha1(size)
    server.arrived, server.received = {"sha1": sha1, "size": size}, 0
    order = Order(
        api_url=f"http://127.0.0.1:{server.server_address[1]}/w/api.php",
        consumer=("key", "secret"),
        token=("key", "secret"),
        file=str(file),
        sha1=sha1,
        chunk_size=CHUNK,
        added_seconds=0.0,
    )
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.chunks.one_upload", json.dumps(asdict(order))],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'shared'}:{ROOT}"},
    )
    return float(json.loads(done.stdout)["peak_kib"])


def test_a_file_of_256_mib_takes_no_more_memory_than_one_of_1_mib(counting_wiki: CountingWiki, tmp_path: Path) -> None:
    """Not even a chunk of 16 MiB is ever whole in memory."""
    small = peak_kib(counting_wiki, tmp_path / "small.jpg", SMALL)
    large = peak_kib(counting_wiki, tmp_path / "large.jpg", LARGE)
    assert large < small * 1.1
    assert (large - small) * 1024 < CHUNK / 4
