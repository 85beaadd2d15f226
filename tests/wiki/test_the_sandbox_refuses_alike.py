"""What a wiki refuses, and how: the sandbox's refusals are those of a real MediaWiki, word for word."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from local.mediawiki.wiki import MediaWiki
from tests.unit.sandbox.sandbox_client import ManualClock, SandboxClient, png
from tests.wiki.alike import FIRST, HALF, SECOND, Conversation, Reply, answers, chunk, commit, stash, status

ASYNC = {"async": "1"}
WARNED = {"ignorewarnings": "1"}
UNKNOWN_KEY = "1d3n6ma1j4vw.f5ekqq.4.png"

PAGE = b"<html><script>alert(1)</script></html>" * 90
UNFIT = {
    "Photo.jpg": FIRST,
    "Page.png": PAGE,
    "Script.png": FIRST[:40] + b"<script>alert(1)</script>" + FIRST[40:],
    "Program.exe": b"MZ" + bytes(3000),
    "Program.php.png": FIRST,
    "Drawing.svg": FIRST,
    "Unknown.foo": FIRST,
}
IMPOSSIBLE = (
    *("x" * 250 + ".png", "é" * 125 + ".png", "100%20.png", "a~~~~b.png", "a&amp;b.png", "", ".png", "_.png", "a."),
    *("x.php.png", "x.exe", "x.foo", "A:b.png", "#.png", "../a.png", "Category:A.png", "photo.jpg", "DSC_1234.png"),
)


def whole(wiki: SandboxClient, name: str, content: bytes, **more: str) -> Reply:
    """Send a file in one piece, not as a chunk."""
    return wiki.write("upload", {"filename": name, **more}, {"file": ("x", content, "application/octet-stream")})


def raw_status(wiki: SandboxClient, filekey: str) -> Reply:
    """Ask how a key stands, and for the name of the message that says why it failed."""
    return wiki.write("upload", {"checkstatus": "1", "filekey": filekey}, query={"errorformat": "raw"})


def piece(wiki: SandboxClient, content: bytes, **fields: str) -> Reply:
    """Send a chunk with just these fields."""
    return wiki.write("upload", {"stash": "1", **fields}, {"chunk": ("x", content, "application/octet-stream")})


def files_in_one_chunk(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    for name, content in UNFIT.items():
        yield chunk(wiki, name, content, 0)
        yield whole(wiki, name, content, stash="1", **WARNED)
        yield whole(wiki, name, content)


def files_in_two_chunks(wiki: SandboxClient, do_jobs: Callable[[], None]) -> Iterator[Reply]:
    for more in (dict[str, Any](), ASYNC):
        for name, content in UNFIT.items():
            half = len(content) // 2
            first = chunk(wiki, name, content, 0, half, **more)
            yield first
            if "error" in first:
                continue
            filekey = first["upload"]["filekey"]
            yield chunk(wiki, name, content, half, filekey=filekey, **more)
            do_jobs()
            yield status(wiki, filekey)
            yield raw_status(wiki, filekey)
            yield chunk(wiki, name, content, half, filekey=filekey, **more)


def empty_files(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    nothing = {"filename": "Empty.png", "filesize": "0", "offset": "0"}
    yield piece(wiki, b"", **nothing)
    yield piece(wiki, b"", **nothing, **WARNED)
    yield piece(wiki, b"", **nothing, **WARNED, **ASYNC)
    yield piece(wiki, b"", **{**nothing, "filesize": "5000"}, **WARNED)
    yield whole(wiki, "Empty.png", b"")
    yield whole(wiki, "Empty.png", b"", stash="1")


def pieces_out_of_place(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    filekey = chunk(wiki, "A.png", FIRST, 0, HALF)["upload"]["filekey"]
    here = {"filename": "A.png", "filesize": str(len(FIRST)), "offset": str(HALF), "filekey": filekey}
    yield piece(wiki, b"", **here)
    yield piece(wiki, FIRST + FIRST, **here)
    yield piece(wiki, b"abc", **here)
    yield piece(wiki, PAGE, **here)
    yield piece(wiki, FIRST[HALF:], **{**here, "offset": "x"})
    yield piece(wiki, FIRST[HALF:], **{**here, "filekey": UNKNOWN_KEY})
    yield piece(wiki, FIRST[HALF:], **{**here, "filekey": "../x"})
    start = {"filename": "A.png", "filesize": "5000", "offset": "0"}
    for missing in start:
        yield piece(wiki, FIRST[:5000], **{name: value for name, value in start.items() if name != missing})
    yield piece(wiki, FIRST[:5000], **start, filekey=filekey)
    yield chunk(wiki, "A [b].png", FIRST, 0, HALF)
    yield wiki.chunk("A [b].png", FIRST, end=HALF)
    yield wiki.chunk("A [b].png", PAGE, end=HALF)


def commits_of_nothing(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    yield wiki.write("upload", {"filename": "A.png"})
    yield whole(wiki, "A.png", FIRST, filekey=UNKNOWN_KEY)
    yield whole(wiki, "A.png", FIRST, **ASYNC)
    yield wiki.write("upload", {"filekey": UNKNOWN_KEY})
    yield wiki.write("upload", {"checkstatus": "1"})
    for filekey in (UNKNOWN_KEY, "../x"):
        yield commit(wiki, filekey, "A.png")
        yield commit(wiki, filekey, "A.png", **ASYNC)
        yield status(wiki, filekey)


def titles_of_chunks(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    for title in IMPOSSIBLE:
        yield chunk(wiki, title, FIRST, 0, HALF)


def titles_at_the_commit(wiki: SandboxClient, do_jobs: Callable[[], None]) -> Iterator[Reply]:
    filekey = stash(wiki, "A.png", FIRST)
    for title in IMPOSSIBLE:
        yield commit(wiki, filekey, title)
        yield whole(wiki, title, SECOND)
        later = commit(wiki, filekey, title, **ASYNC)
        yield later
        if later.get("upload", {}).get("result") == "Poll":
            do_jobs()
            yield status(wiki, filekey)


def commits_while_one_is_queued(wiki: SandboxClient, do_jobs: Callable[[], None]) -> Iterator[Reply]:
    filekey = stash(wiki, "A.png", FIRST)
    for more in (ASYNC, ASYNC, {**ASYNC, **WARNED}):
        yield commit(wiki, filekey, "A.png", **more)
    yield commit(wiki, filekey, "B.png", **ASYNC)
    yield status(wiki, filekey)
    yield commit(wiki, filekey, "B.png")
    do_jobs()
    yield status(wiki, filekey)
    yield raw_status(wiki, filekey)
    yield commit(wiki, filekey, "A.png", **ASYNC)


def commits_after_a_queued_one(wiki: SandboxClient, do_jobs: Callable[[], None]) -> Iterator[Reply]:
    filekey = stash(wiki, "A.png", FIRST)
    yield commit(wiki, filekey, "A.png", **ASYNC)
    do_jobs()
    for title, more in (("A.png", ASYNC), ("B.png", ASYNC), ("A.png", {**ASYNC, **WARNED}), ("A.png", {})):
        yield commit(wiki, filekey, title, **more)
        yield status(wiki, filekey)


def queued_commits_that_would_repeat(wiki: SandboxClient, do_jobs: Callable[[], None]) -> Iterator[Reply]:
    third = png(3, 100)
    commit(wiki, stash(wiki, "A.png", FIRST), "A.png")
    commit(wiki, stash(wiki, "C.png", third), "C.png")
    # each name once: MediaWiki cannot archive two versions of one file in one second
    for title, content in (("B.png", FIRST), ("A.png", SECOND), ("C.png", third)):
        filekey = stash(wiki, title, content)
        yield commit(wiki, filekey, title, **ASYNC)
        yield commit(wiki, filekey, title, **ASYNC, **WARNED)
        do_jobs()
        yield status(wiki, filekey)


def queued_commits_of_the_same_bytes(wiki: SandboxClient, do_jobs: Callable[[], None]) -> Iterator[Reply]:
    for title in ("A.png", "B.png"):
        filekeys = [stash(wiki, "A.png", png(3, 100)) for _ in range(2)]
        for filekey in filekeys:
            yield commit(wiki, filekey, title, **ASYNC)
        do_jobs()
        yield from sorted((status(wiki, filekey) for filekey in filekeys), key=str)  # jobs have no order


def the_blocked(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    parameters: tuple[dict[str, str], ...] = (
        {},
        {"bkusers": "Ordinary", "bklimit": "1"},
        {"bkusers": "a|b"},
        {"bkusers": ""},
        {"bkusers": "a#b"},
        {"bklimit": "x"},
        {"bklimit": "0"},
        {"bklimit": "501"},
        {"bkprop": "nonsense|user"},
        {"bkdir": "nonsense"},
        {"bkip": "127.0.0.1"},
        {"bkip": "x"},
        {"bkip": "127.0.0.1", "bkusers": "Ordinary"},
    )
    for more in parameters:
        yield ask(wiki, list="blocks", **more)


def questions_nobody_can_answer(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    parameters: tuple[dict[str, str], ...] = (
        {"list": "nonsense"},
        {"list": "nonsense|more|allimages"},
        {"meta": "nonsense"},
        {"prop": "nonsense", "titles": "File:A.png"},
        {"list": "allimages", "ailimit": "501"},
        {"list": "allimages", "aisha1": "zz"},
        {"prop": "imageinfo", "iiprop": "nonsense|sha1", "titles": "File:A.png"},
        {"list": "categorymembers"},
        {"list": "categorymembers", "cmtitle": "File:A.png"},
        {"list": "categorymembers", "cmtitle": "Category:A[b"},
        {"list": "logevents", "letype": "delete", "letitle": "A[b"},
        {"meta": "tokens", "type": "nonsense"},
        {"prop": "stashimageinfo"},
        {"prop": "stashimageinfo", "siifilekey": "x"},
        {"prop": "info", "pageids": "1|x"},
        {"prop": "info", "pageids": "999999|0|-1"},
        {"prop": "info", "pageids": "1", "titles": "A"},
        {"prop": "info", "titles": "|".join(f"T{number}" for number in range(51))},
    )
    for more in parameters:
        yield ask(wiki, **more)


def titles_no_page_can_have(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    wiki.write("edit", {"title": "File:There.png", "text": "x"})
    for title in (
        *("File:A[b].png", "A<b", "File:100%20.png", "File:" + "x" * 256, "File:" + "é" * 128, "File:a~~~b", "File:"),
        *("File:#x", "File:a&foo;b", "File:a&lt;b", "File:a/../b", "..", "./a", "a/.", "File::A.png", "_", "File:a\tb"),
        *("File:\ufffd.png", "File:There.png#x", ":File:There.png", "File:a&amp;b.png", "#", "file:there.png"),
        *(
            "File:A.png|File:B[.png|file:there.png|File:A.png|File:C[.png|A#b|#",
            "File:B[.png|File:There.png|File:Z.png",
        ),
    ):
        yield ask(wiki, prop="imageinfo", titles=title)
    yield ask(wiki, prop="info", titles="File:B[.png|File:A.png", formatversion="1")
    for title in ("File:A[b].png", "", "File:" + "x" * 256):
        yield wiki.write("edit", {"title": title, "text": "x"})
        yield wiki.send({"action": "titleblacklist", "tbaction": "create", "tbtitle": title})


def impatience(wiki: SandboxClient, _do_jobs: Callable[[], None]) -> Iterator[Reply]:
    page = {"title": "X", "text": "y"}
    for maxlag in ("-5", "0", "5", "x", "", "1.5"):
        yield ask(wiki, meta="userinfo", maxlag=maxlag)
        yield wiki.write("edit", page, query={"maxlag": maxlag})
        yield wiki.write("edit", {**page, "maxlag": maxlag})
    yield ask(replace(wiki, key="", secret=""), meta="siteinfo", maxlag="-5")
    yield ask(wiki, meta="userinfo", maxlag="-5", assertuser="Nobody")
    yield wiki.send({"action": "nonsense", "maxlag": "-5"})
    yield wiki.send({"action": "edit", "maxlag": "-5"}, {**page, "token": "bad"})
    yield wiki.send({"action": "edit", "maxlag": "-5"}, page)
    yield wiki.send({"action": "edit", "maxlag": "-5"})


def ask(wiki: SandboxClient, **parameters: str) -> Any:
    return wiki.send({"action": "query", **parameters})


CONVERSATIONS = (
    *(files_in_one_chunk, files_in_two_chunks, empty_files, pieces_out_of_place, commits_of_nothing),
    *(titles_of_chunks, titles_at_the_commit),
    *(commits_while_one_is_queued, commits_after_a_queued_one),
    *(queued_commits_that_would_repeat, queued_commits_of_the_same_bytes),
    *(the_blocked, questions_nobody_can_answer, titles_no_page_can_have, impatience),
)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda c: c.__name__)
def test_both_refuse_alike(
    conversation: Conversation,
    wiki: MediaWiki,
    mediawiki: SandboxClient,
    sandbox: SandboxClient,
    sandbox_clock: ManualClock,
) -> None:
    wiki.limit({})
    real = answers(conversation, mediawiki, wiki.run_jobs)
    assert answers(conversation, sandbox, lambda: sandbox_clock.advance(1)) == real
