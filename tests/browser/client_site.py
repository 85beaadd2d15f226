"""The client's files on the loopback, under the content security policy they have to live with."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[2] / "functions" / "api" / "client"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http://127.0.0.1:* data:; "
    "connect-src 'self' https://storage.test; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def serve_client() -> Iterator[str]:
    """Yield the origin of a site that has the client's files and nothing else."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(CLIENT)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
