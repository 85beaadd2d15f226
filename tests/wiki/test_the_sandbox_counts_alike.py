"""What counts against a rate limit: every commit that gets as far as the title, twice where the job queue publishes."""

from collections.abc import Callable, Iterator

import pytest

from local.mediawiki.wiki import MediaWiki
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock, SandboxClient
from tests.wiki.alike import FIRST, SECOND, Conversation, Reply, answers, commit, stash, status

ASYNC = {"async": "1"}


def queued_commits(wiki: SandboxClient, do_jobs: Callable[[], None]) -> Iterator[Reply]:
    first, second = stash(wiki, "A.png", FIRST), stash(wiki, "B.png", SECOND)
    yield commit(wiki, first, "A.png", **ASYNC)
    do_jobs()
    yield status(wiki, first)
    yield commit(wiki, second, "B.png", **ASYNC)
    do_jobs()
    yield status(wiki, second)
    yield commit(wiki, second, "B.png")


def a_warning(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    yield commit(wiki, stash(wiki, "A.png", FIRST), "A.png")
    yield commit(wiki, stash(wiki, "B.png", FIRST), "B.png")
    third = stash(wiki, "C.png", SECOND)
    yield commit(wiki, third, "C.png")
    yield commit(wiki, third, "C.png")


def titles(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    filekey = stash(wiki, "A.png", FIRST)
    for title in ("100%20.png", "DSC_1234.png", "A:b.png", "A.jpg", "A.png", "B.png"):
        yield commit(wiki, filekey, title)


@pytest.mark.parametrize("action", ["upload", "edit"])
@pytest.mark.parametrize(
    ("conversation", "hits"),
    [
        pytest.param(queued_commits, 3, id="queued-commits"),
        pytest.param(a_warning, 2, id="a-warning"),
        pytest.param(titles, 2, id="titles"),
    ],
)
def test_both_count_alike(
    conversation: Conversation,
    hits: int,
    action: str,
    wiki: MediaWiki,
    mediawiki: SandboxClient,
    sandbox: SandboxClient,
    sandbox_clock: ManualClock,
) -> None:
    limit = {"hits": hits, "seconds": 600}
    wiki.limit({action: {"user": (limit["hits"], limit["seconds"])}})
    sandbox.http.post(f"{ORIGIN}/sandbox/users/Ordinary/limits", json={action: limit}).raise_for_status()
    real = answers(conversation, mediawiki, wiki.run_jobs)
    assert answers(conversation, sandbox, lambda: sandbox_clock.advance(1)) == real
    assert any(header == "ratelimited" for _, header in real)
