"""Who uses my photographs: asked over HTTP, and kept up to date from the uploads by the janitor's adapter."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx
import pytest

from curator.commons.file_usage import FileUsage, FileUse
from curator.uploads.audit.store import AttemptStore
from curator.uploads.audit.trail import AuditTrail
from curator.uploads.models import UploadStatus
from curator.usage.files.refresh import FileUsageRefresh, Refreshed
from curator.usage.files.store import FileUsageStore
from functions.janitor.publications import PublishedUploads
from tests.fakes.memory_table import MemoryTable
from tests.unit.functions.api_site import Wiki, browser_of_site, log_in
from tests.unit.uploads.admin_world import AdminWorld, memory_world
from tests.unit.uploads.world import ALICE


@pytest.fixture
def uploads() -> AdminWorld:
    return memory_world()[0]


@pytest.fixture
def usage(uploads: AdminWorld) -> MemoryTable:
    return MemoryTable(uploads.clock)


@pytest.fixture
def visitor(uploads: AdminWorld, usage: MemoryTable, wiki: Wiki, first_page: Path) -> Iterator[httpx.Client]:
    audit = AuditTrail(uploads.uploads, AttemptStore(uploads.table))
    wiki.claims["sub"] = int(ALICE.user_id)
    with browser_of_site(uploads.table, uploads.clock, wiki, first_page, audit=audit, usage=usage) as browser:
        yield browser


def look(uploads: AdminWorld, usage: MemoryTable) -> Refreshed:
    """Let the janitor ask a wiki where each file is shown by an article that has its page's number."""

    def ask(page_ids: Sequence[int]) -> Mapping[int, FileUsage]:
        return {id_: FileUsage(page_id=id_, exists=True, uses=(_article(id_),)) for id_ in page_ids}

    published = PublishedUploads(uploads.uploads)
    return FileUsageRefresh(published=published, ask=ask, store=FileUsageStore(usage), clock=uploads.clock).run()


def _article(page_id: int) -> FileUse:
    title = f"Article {page_id}"
    return FileUse(wiki="fr.wikipedia.org", title=title, url=f"https://fr.wikipedia.org/wiki/{title}", namespace=0)


def test_what_was_published_is_asked_about_and_what_was_not_is_not(uploads: AdminWorld, usage: MemoryTable) -> None:
    batch_id = uploads.add_batch(ALICE, ["1", "2", "3"])
    uploads.room.uploads.cancel([uploads.ids(batch_id)[1]])
    uploads.run()
    assert uploads.statuses(batch_id).count(UploadStatus.COMPLETED) == 2
    assert look(uploads, usage) == Refreshed(batches=1, files=2)


def test_the_owner_sees_the_pages_that_show_the_photographs(
    uploads: AdminWorld, usage: MemoryTable, visitor: httpx.Client
) -> None:
    batch_id = uploads.add_batch(ALICE, ["1", "2"])
    uploads.run()
    log_in(visitor)
    path = f"/api/batches/{batch_id}/usage"
    assert visitor.get(path).json() == {"batch_id": batch_id, "counts": None, "files": [], "next": None}
    look(uploads, usage)
    answer = visitor.get(path, params={"limit": 1}).json()
    assert (answer["counts"]["files"], answer["counts"]["uses"]) == (2, 2)
    assert answer["counts"]["wikis"] == {"fr.wikipedia.org": 2}
    assert answer["files"][0]["uses"][0]["wiki"] == "fr.wikipedia.org"
    following = visitor.get(path, params={"after": answer["next"]}).json()
    assert [len(part["files"]) for part in (answer, following)] == [1, 1]
    mine = visitor.get("/api/file-usage").json()
    assert (mine["counts"]["used_files"], mine["batches"][0]["batch_id"]) == (2, batch_id)


@pytest.mark.parametrize("path", ["/api/batches/1/usage", "/api/file-usage"])
def test_only_who_is_logged_in_may_ask(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code == 401


def test_of_a_batch_that_is_none_there_is_nothing_to_tell(visitor: httpx.Client) -> None:
    log_in(visitor)
    answer = visitor.get("/api/batches/99/usage")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Batch 99 not found"})
