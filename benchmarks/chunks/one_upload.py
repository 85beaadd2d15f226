"""One upload to the stash in a process of its own, so that its memory is its own: prints seconds and peak KiB as JSON.

The process is told everything in one JSON object on its command line; see `Order`.
"""

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from curator.commons.client import CommonsClient, CommonsSettings
from curator.commons.signing import Consumer
from curator.commons.stash import upload_to_stash
from curator.foundation.clock import SystemClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token of the wiki at hand."""

    key: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to send where.

    Attributes:
        api_url: of the wiki.
        consumer: key and secret.
        token: key and secret.
        file: what to send.
        sha1: of the file, so that reading it is not counted.
        chunk_size: in bytes.
        added_seconds: to every request, before it is sent.
    """

    api_url: str
    consumer: tuple[str, str]
    token: tuple[str, str]
    file: str
    sha1: str
    chunk_size: int
    added_seconds: float


class FarAway(httpx.BaseTransport):
    """Makes every request wait, as if the wiki were that far away."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._near = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Wait, then send."""
        time.sleep(self._seconds)
        return self._near.handle_request(request)

    def close(self) -> None:
        """Close the connection."""
        self._near.close()


def perform(order: Order) -> dict[str, float]:
    """Send the file; the chunks are put together within the last request, so that no job queue is waited for."""
    path = Path(order.file)
    settings = CommonsSettings(
        commons_api_url=order.api_url,
        commons_index_url=order.api_url.replace("api.php", "index.php"),
        user_agent="Curator-benchmarks/1",
    )
    key, secret = order.token
    with httpx.Client(transport=FarAway(order.added_seconds)) as http, path.open("rb") as source:
        client = CommonsClient(
            http,
            settings=settings,
            consumer=Consumer(*order.consumer),
            access_token=Token(key=key, secret=secret),
            clock=SystemClock(),
        )
        client.get({"action": "query", "meta": "userinfo"})  # the first connection is nobody's chunk
        started = time.perf_counter()
        upload_to_stash(
            client,
            source,
            size=path.stat().st_size,
            filename=path.name,
            sha1=order.sha1,
            chunk_size=order.chunk_size,
            asynchronous=False,
        )
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "peak_kib": peak_kib()}


def peak_kib() -> int:
    """Return the most memory this process ever held; `getrusage` would count the process that started it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


if __name__ == "__main__":
    print(json.dumps(perform(Order(**json.loads(sys.argv[1])))))
