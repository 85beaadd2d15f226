"""A Commons of files and hits, on a virtual clock. It enforces its rate limits in trailing windows."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO

from curator.commons.errors import CommonsError, RateLimitedError
from curator.commons.files import CommonsFile
from curator.commons.limits import Limit, RateLimits
from curator.commons.publishing import PublishedFile
from curator.commons.stash import StashProgress
from curator.uploads.worker.wiki import Described
from tests.fakes.clock import VirtualClock

PUBLISH_SECONDS = 1.0
EDIT_SECONDS = 0.3


class FakeCommons:
    """One wiki for all users."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.files: dict[str, CommonsFile] = {}
        self.publishes: Counter[str] = Counter()  # by SHA-1
        self.refusals = 0
        self.limits: dict[str, RateLimits] = {}
        self.hits: dict[tuple[str, str], list[float]] = {}
        self.captions: dict[str, dict[str, str]] = {}
        self.faults: dict[str, list[CommonsError | Callable[[], None]]] = {}
        self.after: dict[str, list[CommonsError]] = {}
        self.chunk_size, self.chunk_seconds = 1024, 0.0
        self.resumed_at: list[int] = []
        self.outcomes_asked: list[str] = []
        self.published_later_from = 1024  # bytes; what is left to the job queue is counted again there

    def count(self, username: str, action: str) -> None:
        """Count a hit, or refuse it."""
        limits = self.limits.get(username, RateLimits(upload=None, edit=None))
        limit: Limit | None = getattr(limits, action)
        hits = self.hits.setdefault((username, action), [])
        now = self.clock.now()
        if limit and sum(hit > now - limit.seconds for hit in hits) >= limit.hits:
            self.refusals += 1
            raise RateLimitedError(code="ratelimited")
        hits.append(now)

    def meet_fault(self, kind: str) -> None:
        """Raise the next fault of this kind, if one was ordered."""
        ordered = self.faults.get(kind)
        if ordered:
            fault = ordered.pop(0)
            if isinstance(fault, BaseException):
                raise fault
            fault()

    def meet_fault_after(self, kind: str) -> None:
        """Raise the next fault that comes after the thing was done."""
        ordered = self.after.get(kind)
        if ordered:
            raise ordered.pop(0)


class FakeWiki:
    """The fake Commons, acting for one user."""

    def __init__(self, commons: FakeCommons, username: str) -> None:
        self.username = username
        self._commons = commons
        self._stash: dict[str, bytes] = {}

    def blacklist_reason(self, filename: str) -> str | None:
        return "forbidden word" if "Blacklisted" in filename else None

    def find_by_sha1(self, sha1: str) -> list[CommonsFile]:
        return [file for file in self._commons.files.values() if file.sha1 == sha1]

    def stash(
        self,
        file: BinaryIO,
        *,
        size: int,
        sha1: str,
        filename: str,
        resume: StashProgress | None,
        on_progress: Callable[[StashProgress], None],
    ) -> str:
        self._commons.meet_fault("stash")
        file.seek(0)
        content = file.read()
        assert (len(content), hashlib.sha1(content, usedforsecurity=False).hexdigest()) == (size, sha1), filename
        sent = resume.offset if resume else 0
        self._commons.resumed_at.append(sent)
        while sent < size:
            sent = min(size, sent + self._commons.chunk_size)
            self._commons.clock.sleep(self._commons.chunk_seconds)
            if sent < size:
                on_progress(StashProgress(filekey="key", offset=sent))
        self._stash["key"] = content
        return "key"

    def publish(
        self, *, filekey: str, sha1: str, size: int, filename: str, comment: str, text: str, on_wait: Callable[[], None]
    ) -> PublishedFile:
        commons = self._commons
        commons.meet_fault("publish")
        assert text
        commons.clock.sleep(PUBLISH_SECONDS)
        for _ in range(self.hits_of_publishing(size)):
            commons.count(self.username, "upload")
            commons.count(self.username, "edit")
        del self._stash[filekey]
        commons.publishes[sha1] += 1
        url = f"https://commons.example/wiki/File:{filename.replace(' ', '_')}"
        commons.files[filename] = CommonsFile(
            title=f"File:{filename}",
            url=url,
            sha1=sha1,
            size=1,
            uploader=self.username,
            comment=comment,
            timestamp="2026-11-21T00:00:00Z",
        )
        commons.meet_fault_after("publish")
        return PublishedFile(filename=filename, url=url, sha1=sha1)

    def hits_of_publishing(self, size: int) -> int:
        return 2 if size >= self._commons.published_later_from else 1

    def outcome_of_publishing(
        self, *, filekey: str, sha1: str, filename: str, on_wait: Callable[[], None]
    ) -> PublishedFile | None:
        self._commons.outcomes_asked.append(filekey)
        return None

    def merge_structured_data(
        self, filename: str, *, statements: Sequence[dict[str, Any]], labels: Mapping[str, str], summary: str
    ) -> Described:
        self._commons.meet_fault("structured_data")
        assert statements, summary
        known = self._commons.captions.setdefault(filename.removeprefix("File:"), {})
        if known == dict(labels):
            return Described(changed=False, page_id=7, revisions=(70,))
        self._commons.clock.sleep(EDIT_SECONDS)
        self._commons.count(self.username, "edit")
        known.update(labels)
        return Described(changed=True, page_id=7, revisions=(70, 71))

    def null_edit(self, filename: str) -> None:
        assert filename.removeprefix("File:") in self._commons.files
        self._commons.clock.sleep(EDIT_SECONDS)
        self._commons.count(self.username, "edit")
