"""How the worker is put together from the environment of its function."""

from collections.abc import Callable
from functools import partial

from curator.foundation.settings import read_settings
from curator.sources.own_files import OwnFiles
from curator.sources.source import no_files
from curator.sources.wiring import downloader, source_named
from curator.uploads.acting import client_for, read_limits
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.lanes.turns import Turns
from curator.uploads.wiring import CLOCK, PaceSettings, table, upload_store, uploads_queue
from curator.uploads.worker.claims import Claims
from curator.uploads.worker.store import PhotographLocks
from curator.uploads.worker.waiting import Waiting
from curator.uploads.worker.wiki import CommonsWiki
from curator.uploads.worker.work import Work
from curator.uploads.worker.worker import Worker


def worker(own_files: Callable[[], OwnFiles] = no_files) -> Worker:
    """Return the handler of upload messages; `own_files` returns what users uploaded here."""
    settings = read_settings(PaceSettings)
    uploads, lanes, outages = upload_store(), LaneStore(table(), CLOCK), Outages(table(), CLOCK)
    claims = Claims(
        uploads=uploads,
        lanes=lanes,
        outages=outages,
        uploads_queue=uploads_queue(),
        pace=settings.pace(),
        lease_seconds=settings.upload_lease_seconds,
        clock=CLOCK,
    )
    return Worker(
        claims=claims,
        uploads=uploads,
        locks=PhotographLocks(table(), CLOCK),
        turns=Turns(lanes=lanes, outages=outages, uploads_queue=uploads_queue(), pace=settings.pace(), clock=CLOCK),
        waiting=Waiting(claims=claims, lanes=lanes, outages=outages, read_limits=read_limits, clock=CLOCK),
        work=Work(downloader=downloader(), clock=CLOCK),
        wiki_for=_wiki_for,
        source_named=partial(source_named, own_files=own_files),
        clock=CLOCK,
    )


def _wiki_for(encrypted_token: str, username: str) -> CommonsWiki:
    return CommonsWiki(client_for(encrypted_token, username), username)
