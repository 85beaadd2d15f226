"""What the janitor runs, by what a rule's event says under `run`; that for lanes is EventBridge's own."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

from curator.images.wiring import housekeeping
from curator.realtime.expiry.wiring import sweep
from curator.uploads.wiring import recovery, upload_store
from curator.usage.scans import wiring as scans
from curator.usage.scans.schedules import Scheduled
from functions.janitor.publications import PublishedUploads


class Run(Protocol):
    """Something to do by the clock; doing it twice is harmless."""

    def run(self) -> Any:
        """Do it, and return a dataclass of counts."""


@cache
def _lanes() -> Run:
    return recovery()


@cache
def _images() -> Run:
    return housekeeping()


@cache
def _sockets() -> Run:
    return sweep()


@cache
def _file_usage() -> Run:
    from curator.usage.files.refresh_wiring import refresh  # noqa: PLC0415 - with httpx, for once an hour

    return refresh(PublishedUploads(upload_store()))


@cache
def _scans() -> Run:
    return scans.recovery()


LANES = ""
RUNS: Mapping[str, Callable[[], Run]] = {
    LANES: _lanes,
    "images": _images,
    "sockets": _sockets,
    "file-usage": _file_usage,
    "scans": _scans,
    "scrape": lambda: Scheduled(scans.scan_service().scrape),
    "enrichment": lambda: Scheduled(scans.scan_service().enrichment),
    "cleanup": lambda: Scheduled(scans.scan_service().cleanup),
}
