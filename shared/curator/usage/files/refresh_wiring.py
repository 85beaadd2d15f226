"""How the janitor's part of the use of published files is put together: it asks the wiki."""

from collections.abc import Mapping, Sequence
from functools import cache

import httpx

from curator.commons.client import CommonsClient, CommonsSettings
from curator.commons.file_usage import FileUsage, usage_of
from curator.commons.signing import Consumer
from curator.foundation.clock import SystemClock
from curator.foundation.settings import read_settings
from curator.usage.files.models import Published
from curator.usage.files.refresh import FileUsageRefresh
from curator.usage.files.store import FileUsageStore
from curator.usage.wiring import table


def refresh(published: Published) -> FileUsageRefresh:
    """Return what keeps the answers up to date; `published` tells which files there are."""
    return FileUsageRefresh(published=published, ask=_ask, store=FileUsageStore(table()), clock=SystemClock())


def _ask(page_ids: Sequence[int]) -> Mapping[int, FileUsage]:
    return usage_of(_wiki(), page_ids)


@cache
def _wiki() -> CommonsClient:
    """Return the wiki's API in nobody's name: what pages show is for everybody to see."""
    return CommonsClient(
        httpx.Client(trust_env=False),
        settings=read_settings(CommonsSettings),
        consumer=Consumer("", ""),
        access_token=None,
        clock=SystemClock(),
    )
