"""The sandbox is what the other tests and the demo publish to. Here the same requests go to it and a real MediaWiki."""

from collections.abc import Callable, Iterator

import pytest

from local.mediawiki.wiki import MediaWiki
from tests.unit.sandbox.sandbox_client import ManualClock, SandboxClient
from tests.wiki.alike import (
    FIRST,
    HALF,
    SECOND,
    Conversation,
    Reply,
    answers,
    chunk,
    commit,
    queued_chunk,
    stash,
    status,
)


def chunks_in_and_out_of_order(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    first = chunk(wiki, "A.png", FIRST, 0, HALF)
    filekey = first["upload"]["filekey"]
    yield first
    yield chunk(wiki, "A.png", FIRST, 0, HALF, filekey=filekey)
    yield chunk(wiki, "A.png", FIRST, HALF - 10_000, HALF, filekey=filekey)
    yield status(wiki, filekey)
    last = chunk(wiki, "A.png", FIRST, HALF, filekey=filekey)
    yield last
    yield chunk(wiki, "A.png", FIRST, HALF, filekey=filekey)
    yield status(wiki, filekey)
    yield status(wiki, last["upload"]["filekey"])
    yield wiki.send({"action": "query", "list": "mystashedfiles", "msfprop": "size|type"})
    yield commit(wiki, last["upload"]["filekey"], "A.png")
    yield commit(wiki, last["upload"]["filekey"], "A.png")
    yield commit(wiki, "1d3n6ma1j4vw.f5ekqq.4.png", "A.png")


def the_job_queue(wiki: SandboxClient, do_jobs: Callable[[], None]) -> Iterator[Reply]:
    chunk_key = queued_chunk(wiki, 0, HALF)["upload"]["filekey"]
    yield queued_chunk(wiki, HALF, filekey=chunk_key)
    yield queued_chunk(wiki, HALF, filekey=chunk_key)
    yield status(wiki, chunk_key)
    do_jobs()
    assembled = status(wiki, chunk_key)
    yield assembled
    yield queued_chunk(wiki, HALF, filekey=chunk_key)
    filekey = assembled["upload"]["filekey"]
    yield commit(wiki, filekey, "A.png", **{"async": "1"})
    yield status(wiki, filekey)
    do_jobs()
    yield status(wiki, filekey)


def warnings_and_titles(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    commit(wiki, stash(wiki, "A.png", FIRST), "A.png")
    yield chunk(wiki, "B.png", FIRST, 0)
    yield commit(wiki, stash(wiki, "B.png", FIRST), "B.png")
    same = stash(wiki, "A.png", FIRST)
    yield commit(wiki, same, "A.png")
    yield commit(wiki, same, "A.png", ignorewarnings="1")
    other = stash(wiki, "A.png", SECOND)
    for title in ("A.png", "a.PNG", "A [x].png", "no extension", "x.jpg", "DSC_1234.png"):
        yield commit(wiki, other, title)
    wiki.write("edit", {"title": "File:Only a page.png", "text": "x"})
    yield commit(wiki, other, "Only a page.png")
    for title in ("File:DSC_1234.png", "File:Fine.png"):
        yield wiki.send({"action": "titleblacklist", "tbaction": "create", "tbtitle": title})


def questions(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    commit(wiki, stash(wiki, "A.png", FIRST), "A.png")
    properties = "timestamp|user|url|size|sha1|comment"
    sha1 = wiki.send({"action": "query", "prop": "imageinfo", "iiprop": "sha1", "titles": "File:A.png"})
    digest = sha1["query"]["pages"][0]["imageinfo"][0]["sha1"]
    yield sha1
    yield wiki.send({"action": "query", "list": "allimages", "aisha1": digest, "aiprop": properties})
    for title in ("File:A.png", "File:Nobody's.png"):
        yield wiki.send({"action": "query", "prop": "imageinfo", "iiprop": properties, "titles": title})
        yield wiki.send({"action": "query", "prop": "revisions", "rvprop": "content", "rvslots": "*", "titles": title})
        yield wiki.write("edit", {"title": title, "text": "t", "nocreate": "1"})
    yield wiki.send({"action": "query", "meta": "userinfo", "uiprop": "ratelimits|groups"})
    yield wiki.send({"action": "query", "meta": "userinfo", "assertuser": "Somebody else"})
    yield wiki.send({"action": "upload"}, {"filekey": "x", "token": "bad+\\"})
    yield wiki.send({"action": "edit"}, {"title": "X", "text": "y"})
    yield wiki.send({"action": "query", "meta": "tokens"})


@pytest.mark.parametrize(
    "conversation",
    [chunks_in_and_out_of_order, the_job_queue, warnings_and_titles, questions],
    ids=lambda c: c.__name__,
)
def test_both_answer_alike(
    conversation: Conversation,
    wiki: MediaWiki,
    mediawiki: SandboxClient,
    sandbox: SandboxClient,
    sandbox_clock: ManualClock,
) -> None:
    real = answers(conversation, mediawiki, wiki.run_jobs)
    assert answers(conversation, sandbox, lambda: sandbox_clock.advance(1)) == real
