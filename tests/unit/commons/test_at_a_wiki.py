"""The room against a wiki that runs: chunks, the job queue and lost answers, from the first byte to the file's page."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from curator.commons.categories import (
    Moved,
    create_category,
    deleted_categories,
    files_in_category,
    link_from_item,
    recategorise_file,
)
from curator.commons.errors import StillQueuedError, UnknownOutcomeError
from curator.commons.files import find_by_sha1
from curator.commons.publishing import outcome_of_publishing, publish
from curator.commons.stash import StashedFile, StashProgress, upload_to_stash
from local.sandbox.items import all_items
from tests.unit.commons.running_wiki import RunningWiki, running_wiki

CHUNK = 10_000
TEXT = "== {{int:filedesc}} ==\n[[Category:Old name|key]]"
ASYNC = pytest.mark.parametrize("asynchronous", [True, False], ids=["by the job queue", "within the request"])


def photograph(seed: int) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((200, 200), 20 + seed).convert("RGB").save(target, "JPEG", quality=95)
    return target.getvalue()


def sha1_of(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWiki]:
    with running_wiki(tmp_path_factory.mktemp("wiki")) as running:
        yield running


@pytest.fixture
def wiki(running: RunningWiki) -> Iterator[RunningWiki]:
    yield running
    assert all(not fault.remaining for fault in running.sandbox.faults.all()), "a fault was never met"
    running.sandbox.faults.remove()


def stash(wiki: RunningWiki, content: bytes, **options: Any) -> StashedFile:
    given: dict[str, Any] = {"size": len(content), "filename": "Any.jpg", "chunk_size": CHUNK} | options
    return upload_to_stash(wiki.client(), io.BytesIO(content), **given)


def commit(wiki: RunningWiki, stashed: StashedFile, name: str, *, asynchronous: bool) -> str:
    published = publish(
        wiki.client(), filekey=stashed.filekey, filename=name, comment="why", text=TEXT, asynchronous=asynchronous
    )
    return published.sha1


@ASYNC
def test_a_photograph_arrives_as_it_was_sent(wiki: RunningWiki, asynchronous: bool) -> None:
    content, name = photograph(asynchronous), f"Sent {asynchronous}.jpg"
    assert len(content) > 2 * CHUNK
    stashed = stash(wiki, content, asynchronous=asynchronous)
    assert commit(wiki, stashed, name, asynchronous=asynchronous) == sha1_of(content)
    (found,) = find_by_sha1(wiki.client(), sha1_of(content))
    assert (found.title, found.size) == (f"File:{name}", len(content))


@ASYNC
def test_the_answer_to_the_last_chunk_may_get_lost(wiki: RunningWiki, asynchronous: bool) -> None:
    content = photograph(2 + asynchronous)
    wiki.lose_the_answer("upload.chunk", after=-(-len(content) // CHUNK) - 1)
    stashed = stash(wiki, content, asynchronous=asynchronous)
    name = f"Lost {asynchronous}.jpg"
    assert commit(wiki, stashed, name, asynchronous=False) == sha1_of(content)


@pytest.mark.parametrize("lost", [0, 1], ids=["the first", "a later one"])
def test_the_answer_to_any_chunk_may_get_lost(wiki: RunningWiki, lost: int) -> None:
    content = photograph(4 + lost)
    wiki.lose_the_answer("upload.chunk", after=lost)
    assert stash(wiki, content).sha1 == sha1_of(content)


def test_another_worker_goes_on_where_the_first_one_stopped(wiki: RunningWiki) -> None:
    class OutOfTimeError(Exception):
        pass

    kept: list[StashProgress] = []

    def stop_after_two(progress: StashProgress) -> None:
        kept.append(progress)
        if len(kept) == 2:
            raise OutOfTimeError

    content = photograph(6)
    with pytest.raises(OutOfTimeError):
        stash(wiki, content, on_progress=stop_after_two)
    before = wiki.sandbox.requests_seen["upload.chunk"]
    assert stash(wiki, content, resume=kept[-1]).sha1 == sha1_of(content)
    assert wiki.sandbox.requests_seen["upload.chunk"] - before == -(-len(content) // CHUNK) - 2


def test_a_worker_that_stopped_while_the_job_queue_worked_loses_nothing(wiki: RunningWiki) -> None:
    kept: list[StashProgress] = []

    def stop_at_the_end(progress: StashProgress) -> None:
        kept.append(progress)
        if progress.offset == len(content):
            raise StillQueuedError

    content = photograph(7)
    with pytest.raises(StillQueuedError):
        stash(wiki, content, on_progress=stop_at_the_end)
    before = wiki.sandbox.requests_seen["upload.chunk"]
    assert stash(wiki, content, resume=kept[-1]).sha1 == sha1_of(content)
    assert wiki.sandbox.requests_seen["upload.chunk"] == before


def test_the_lost_answer_to_a_queued_commit_is_made_up_for(wiki: RunningWiki) -> None:
    content = photograph(8)
    stashed = stash(wiki, content)
    wiki.lose_the_answer("upload.commit")
    assert commit(wiki, stashed, "Queued.jpg", asynchronous=True) == sha1_of(content)
    assert len(wiki.versions_of("File:Queued.jpg")) == 1


def test_the_lost_answer_to_a_plain_commit_leaves_a_file_that_can_be_found(wiki: RunningWiki) -> None:
    content = photograph(9)
    stashed = stash(wiki, content)
    wiki.lose_the_answer("upload.commit")
    with pytest.raises(UnknownOutcomeError):
        commit(wiki, stashed, "Plain.jpg", asynchronous=False)
    assert [file.title for file in find_by_sha1(wiki.client(), sha1_of(content))] == ["File:Plain.jpg"]
    assert outcome_of_publishing(wiki.client(), filekey=stashed.filekey, filename="Plain.jpg") is None


def test_a_worker_that_takes_over_learns_of_a_queued_commit(wiki: RunningWiki) -> None:
    class LostLeaseError(Exception):
        pass

    def stop() -> None:
        raise LostLeaseError

    content = photograph(10)
    stashed = stash(wiki, content)
    with pytest.raises(LostLeaseError):
        publish(
            wiki.client(),
            filekey=stashed.filekey,
            filename="Taken over.jpg",
            comment="why",
            text=TEXT,
            asynchronous=True,
            on_wait=stop,
        )
    outcome = outcome_of_publishing(wiki.client(), filekey=stashed.filekey, filename="Taken over.jpg")
    assert outcome is not None
    assert (outcome.filename, outcome.sha1) == ("Taken over.jpg", sha1_of(content))


def test_the_files_of_a_category_are_moved(wiki: RunningWiki) -> None:
    content = photograph(11)
    commit(wiki, stash(wiki, content), "In a category.jpg", asynchronous=False)
    client = wiki.client()
    assert create_category(client, "New name", text="x") == "Category:New_name"
    assert create_category(client, "New name", text="x") == "Category:New_name"
    assert deleted_categories(client, ["New name", "Never was"]) == []
    before = files_in_category(client, "Old name").files
    assert "File:In a category.jpg" in [member.title for member in before]
    for member in before:
        assert recategorise_file(client, member.title, source="Old_name", target="New name") is Moved.CHANGED
    assert files_in_category(client, "Old name").files == ()
    assert files_in_category(client, "New name").files == before


def test_a_category_is_linked_from_its_item_on_wikidata(wiki: RunningWiki) -> None:
    client = wiki.client()
    title = create_category(client, "Linked", text="x")
    assert link_from_item(client, title, item_id="Q64")
    assert link_from_item(client, title, item_id="Q64")
    item = all_items(wiki.sandbox)["Q64"]
    assert item["sitelinks"] == {"commonswiki": {"site": "commonswiki", "title": "Category:Linked", "badges": []}}
    assert [claim["mainsnak"]["datavalue"]["value"] for claim in item["claims"]["P373"]] == ["Linked"]
    assert not link_from_item(client, title, item_id="Q65")  # a page belongs to one item
