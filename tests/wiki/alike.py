"""The same requests to the sandbox and to a real MediaWiki, and what of the answers should be the same.

Compared are the fields of every answer, their types, the text of what decisions could rest on, and the error header.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.unit.sandbox.sandbox_client import SandboxClient, png

FIRST, SECOND = png(1, 200), png(2, 200)
HALF = 60_000

# Of these fields the value counts; of all others only its type.
VALUES = frozenset(
    {
        "code",
        "key",
        "info",
        "result",
        "name",
        "stage",
        "filename",
        "title",
        "reason",
        "message",
        "comment",
        "mime",
        "size",
    }
    | {"width", "height", "offset", "sha1", "canonicaltitle", "nochange", "missing", "hits", "seconds"}
    | {"from", "to", "invalid", "invalidreason", "details", "params", "invalidparameter", "warnings", "stasherrors"}
    | {"parameter", "limit", "type", "warning", "fileName", "0"}
)
# What only one of the two says: help texts, rendered pages, metadata of pictures, limits of Wikibase.
NOT_COMPARED = frozenset(
    {"docref", "html", "metadata", "commonmetadata", "extmetadata", "servedby", "wikibase-idgenerator"}
)
# Times, keys and addresses differ in every run; so does the lag of a wiki of one database (none), and of several (0).
PASSING = re.compile(
    r"\d{14}|\b[0-9a-z]+\.[0-9a-z]+\.\d+\.|\b[0-9a-f]{12}\b|https?://[\w.]+(:\d+)?|-?\d+ seconds? lagged"
)

Reply = Any
Conversation = Callable[[SandboxClient, Callable[[], None]], Iterator[Reply]]


def comparable(value: Any, name: str = "") -> Any:
    """Return what of a reply should be the same on both wikis."""
    if isinstance(value, dict):
        return {key: comparable(item, key) for key, item in value.items() if key not in NOT_COMPARED}
    if isinstance(value, list):
        return [comparable(item, name) for item in value]
    if name not in VALUES:
        return type(value).__name__
    return PASSING.sub("…", value) if isinstance(value, str) else value


def answers(
    conversation: Conversation, wiki: SandboxClient, do_jobs: Callable[[], None]
) -> list[tuple[Reply, str | None]]:
    """Hold a conversation; return what is comparable of the answers, each with its error header."""
    return [(comparable(reply), wiki.last.headers.get("mediawiki-api-error")) for reply in conversation(wiki, do_jobs)]


def chunk(wiki: SandboxClient, name: str, content: bytes, start: int, end: int | None = None, **more: str) -> Reply:
    return wiki.chunk(name, content, offset=start, end=end, ignorewarnings="1", **more)


def queued_chunk(wiki: SandboxClient, start: int, end: int | None = None, **more: str) -> Reply:
    """Send a chunk of a file that the job queue shall put together."""
    asynchronous = {"async": "1", **more}
    return wiki.chunk("A.png", FIRST, offset=start, end=end, ignorewarnings="1", **asynchronous)


def stash(wiki: SandboxClient, name: str, content: bytes) -> str:
    return str(wiki.stash(name, content, chunk_size=len(content))["filekey"])


def commit(wiki: SandboxClient, filekey: str, name: str, **more: str) -> Reply:
    return wiki.commit(name, filekey, **more)


def status(wiki: SandboxClient, filekey: str) -> Reply:
    return wiki.write("upload", {"checkstatus": "1", "filekey": filekey})
