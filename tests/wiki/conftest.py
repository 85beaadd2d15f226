"""What the tests against a real MediaWiki share: one wiki for all of them, as freshly installed for each."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curator.foundation.clock import SystemClock
from local.mediawiki.installation import Installation, install
from local.mediawiki.wiki import MediaWiki
from tests.unit.sandbox.sandbox_client import ManualClock, SandboxClient, open_sandbox
from tests.wiki.people import Person, person


@pytest.fixture(scope="session")
def installation() -> Installation:
    """Give MediaWiki's code, and a wiki to copy."""
    return install()


@pytest.fixture(scope="session")
def running_wiki(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWiki]:
    """Give a wiki that answers; it ends with the tests."""
    wiki = MediaWiki(installation, tmp_path_factory.mktemp("mediawiki"))
    try:
        wiki.start()
        yield wiki
    finally:
        wiki.stop()


@pytest.fixture
def wiki(running_wiki: MediaWiki) -> MediaWiki:
    """Give a wiki on which nothing has happened."""
    running_wiki.reset()
    return running_wiki


@pytest.fixture
def uploader(wiki: MediaWiki) -> Person:
    """Give an ordinary account with Commons' limits for everybody."""
    return person(wiki, "Ordinary")


@pytest.fixture
def admin(wiki: MediaWiki) -> Person:
    """Give an account that may block and delete."""
    return person(wiki, "Admin")


@pytest.fixture
def sandbox_clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def sandbox(tmp_path: Path, sandbox_clock: ManualClock) -> Iterator[SandboxClient]:
    """Give an ordinary account of the sandbox."""
    anonymous = open_sandbox(tmp_path / "state", sandbox_clock)
    yield anonymous.as_user("Ordinary")
    anonymous.http.close()


@pytest.fixture
def mediawiki(wiki: MediaWiki) -> SandboxClient:
    """Give an ordinary account of a real MediaWiki, through the same client."""
    anonymous = SandboxClient(
        httpx.Client(timeout=30),
        SystemClock(),
        origin=wiki.url,
        consumer_key=wiki.consumer.key,
        consumer_secret=wiki.consumer.secret,
    )
    return anonymous.as_user("Ordinary")
