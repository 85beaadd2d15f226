"""A real MediaWiki under the demo, in place of the sandbox's Commons. The sandbox's other services stay."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.mediawiki.__main__ import DEMO_LIMITS, JOB_SECONDS
from local.mediawiki.installation import InstallationError, install
from local.mediawiki.wiki import MediaWiki
from local.processes import StartError
from local.stack import StackError


@dataclass(frozen=True, slots=True, kw_only=True)
class RealWiki:
    """Where it is, and the environment that makes a local run use it."""

    url: str
    environment: dict[str, str]


@contextmanager
def running_mediawiki(state_dir: Path, *, public_url: str) -> Iterator[RealWiki]:
    """Run a freshly installed MediaWiki with small limits.

    Args:
        state_dir: where it keeps everything.
        public_url: Curator's own address, which its OAuth consumer is registered with.

    Raises:
        StackError: it cannot be installed or started.
    """
    stopping = threading.Event()
    try:
        wiki = MediaWiki(install(), state_dir, callback_url=f"{public_url}/auth/callback")
        wiki.start()
    except (InstallationError, StartError) as problem:
        raise StackError(f"MediaWiki: {problem}") from problem
    jobs = threading.Thread(target=_work_off, args=(wiki, stopping))
    try:
        wiki.limit(DEMO_LIMITS)
        jobs.start()
        yield RealWiki(
            url=wiki.url,
            environment={
                "COMMONS_API_URL": wiki.api_url,
                "COMMONS_INDEX_URL": wiki.index_url,
                "CURATOR_OAUTH1_KEY": wiki.consumer.key,
                "CURATOR_OAUTH1_SECRET": wiki.consumer.secret,
            },
        )
    finally:
        stopping.set()
        if jobs.is_alive():
            jobs.join()
        wiki.stop()


def _work_off(wiki: MediaWiki, stopping: threading.Event) -> None:
    """Do the wiki's jobs as they come: MediaWiki does none by itself, and queued uploads are jobs."""
    while not stopping.wait(JOB_SECONDS):
        wiki.run_jobs()
