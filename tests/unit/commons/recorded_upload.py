"""Two uploads as MediaWiki answered them, and how the tests send their files again."""

import io
from typing import Any, BinaryIO

import httpx

from curator.commons.stash import StashedFile, StashProgress, upload_to_stash
from tests.fakes.recorded_wiki import RecordedWiki

# The recorded upload: a file of 120303 bytes in chunks of 50000, under one filekey for chunks and another at the end.
SIZE = 120303
CHUNK = 50000
SHA1 = "6a66cb00ae25e678ee841da1c6da13941148c4c3"
CHUNK_KEY = "1d3n6kq8mvhk.dg3k66.4.png"
FINAL_KEY = "1d3n6kqf8ws0.o3fc1s.4.png"
DATA = bytes(number % 251 for number in range(SIZE))
WHOLE = ["chunk_0", "chunk_1", "chunk_2"]


def upload(wiki: RecordedWiki, *, source: BinaryIO | None = None, **options: Any) -> StashedFile:
    given: dict[str, Any] = {"size": SIZE, "filename": "A.png", "sha1": SHA1, "chunk_size": CHUNK} | options
    return upload_to_stash(wiki.client(), source or io.BytesIO(DATA), **given)


def sent_offsets(wiki: RecordedWiki) -> list[str]:
    return [seen.fields["offset"] for seen in wiki.requests if "offset" in seen.fields]


def error(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "info": "…"}}


def lost() -> httpx.ReadTimeout:
    """Return what becomes of an answer that never arrives."""
    return httpx.ReadTimeout("lost")


# The recorded upload with `async`: 270448 bytes in chunks of 100000; the job queue puts them together.
QUEUED_SIZE = 270448
QUEUED_CHUNK = 100000
QUEUED_SHA1 = "c6fbb23d715b9df2123446d32b2ff63ab27b641c"
QUEUED_CHUNK_KEY = "1d3n6kzvxn3o.eac2cz.4.png"
QUEUED_FINAL_KEY = "1d3n6l0g092g.8mtit3.4.png"
QUEUED_CHUNKS = ["async_chunk_0", "async_chunk_1", "async_chunk_2"]
ALL_QUEUED = StashProgress(filekey=QUEUED_CHUNK_KEY, offset=QUEUED_SIZE)


def upload_queued(wiki: RecordedWiki, **options: Any) -> StashedFile:
    given: dict[str, Any] = {
        "size": QUEUED_SIZE,
        "filename": "A.png",
        "sha1": QUEUED_SHA1,
        "chunk_size": QUEUED_CHUNK,
    }
    return upload_to_stash(wiki.client(), io.BytesIO(bytes(QUEUED_SIZE)), **given | options)


# What the user's stash answers after the first of the two uploads.
IN_STASH = ["mystashedfiles", "stashimageinfo"]
EMPTY_STASH: dict[str, Any] = {"query": {"mystashedfiles": []}}
