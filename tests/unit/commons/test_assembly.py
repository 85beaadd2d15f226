"""Chunks that the job queue puts together: `async=1`, then `checkstatus` by the chunks' key."""

import httpx
import pytest

from curator.commons.errors import FileRefusedError, StashFailedError, StashGoneError, StillQueuedError, StorageError
from curator.commons.stash import StashProgress
from curator.commons.status import LONGEST_WAIT_SECONDS, PATIENCE_SECONDS
from curator.foundation.errors import QueueAction
from tests.fakes.recorded_wiki import Answer, RecordedWiki, recorded_body
from tests.unit.commons.recorded_upload import (
    ALL_QUEUED,
    EMPTY_STASH,
    QUEUED_CHUNK_KEY,
    QUEUED_CHUNKS,
    QUEUED_FINAL_KEY,
    QUEUED_SHA1,
    QUEUED_SIZE,
    SIZE,
    WHOLE,
    error,
    lost,
    sent_offsets,
    upload,
    upload_queued,
)

COMPLETED = error("stashfailed")  # «Chunked upload is already completed, check status for details.»


def asked_keys(wiki: RecordedWiki) -> list[str]:
    return [seen.fields["filekey"] for seen in wiki.requests if "checkstatus" in seen.fields]


def test_the_job_queues_work_is_waited_for_by_the_chunks_key() -> None:
    wiki = RecordedWiki(*QUEUED_CHUNKS, "async_status_0", "async_status_1")
    stashed = upload_queued(wiki)
    assert (stashed.filekey, stashed.sha1, stashed.size) == (QUEUED_FINAL_KEY, QUEUED_SHA1, QUEUED_SIZE)
    assert asked_keys(wiki) == [QUEUED_CHUNK_KEY] * 2
    assert wiki.clock.sleeps == [1.0, 1.5]


def test_several_chunks_are_put_together_by_the_job_queue_unless_told_otherwise() -> None:
    wiki, plain = RecordedWiki(*WHOLE), RecordedWiki(*WHOLE)
    upload(wiki)
    upload(plain, asynchronous=False)
    assert {seen.fields.get("async") for seen in wiki.requests} == {"1"}
    assert {seen.fields.get("async") for seen in plain.requests} == {None}


def test_a_file_of_one_chunk_needs_no_putting_together() -> None:
    wiki = RecordedWiki("chunk_2")
    upload(wiki, chunk_size=SIZE)
    assert "async" not in wiki.requests[0].fields


def test_every_wait_is_told_with_what_a_later_call_needs() -> None:
    told: list[StashProgress] = []
    upload_queued(RecordedWiki(*QUEUED_CHUNKS, "async_status_0", "async_status_1"), on_progress=told.append)
    assert told[-2:] == [ALL_QUEUED, ALL_QUEUED]
    assert [progress.offset for progress in told] == [100000, 200000, QUEUED_SIZE, QUEUED_SIZE]


def test_the_waits_grow_to_a_longest_one_and_end() -> None:
    wiki = RecordedWiki(*QUEUED_CHUNKS, *["async_status_0"] * 100)
    with pytest.raises(StillQueuedError):
        upload_queued(wiki)
    assert wiki.clock.sleeps == sorted(wiki.clock.sleeps)
    assert max(wiki.clock.sleeps) == LONGEST_WAIT_SECONDS
    assert PATIENCE_SECONDS - LONGEST_WAIT_SECONDS < sum(wiki.clock.sleeps) <= PATIENCE_SECONDS


def test_work_that_was_not_done_in_time_is_for_later_and_not_for_starting_over() -> None:
    assert issubclass(StillQueuedError, StorageError)
    assert StillQueuedError.queue_action is QueueAction.RETRY_LATER
    wiki = RecordedWiki("async_status_1")
    assert upload_queued(wiki, resume=ALL_QUEUED).filekey == QUEUED_FINAL_KEY


@pytest.mark.parametrize(
    "after_the_loss",
    [
        pytest.param([COMPLETED, "async_status_0", "async_status_0", "async_status_1"], id="still queued"),
        pytest.param([COMPLETED, "async_status_1"], id="done between the two questions"),
        pytest.param(["retry_final_chunk_resent", "async_status_1"], id="done"),
    ],
)
def test_the_last_chunks_lost_answer_costs_nothing(after_the_loss: list[Answer]) -> None:
    wiki = RecordedWiki("async_chunk_0", "async_chunk_1", lost(), *after_the_loss)
    assert upload_queued(wiki).filekey == QUEUED_FINAL_KEY
    assert sent_offsets(wiki) == ["0", "100000", "200000", "200000"]


@pytest.mark.parametrize(
    "silence",
    [
        pytest.param(["maxlag"], id="maxlag"),
        pytest.param([httpx.Response(429)], id="429"),
        pytest.param([httpx.Response(502)] * 3, id="502"),
    ],
)
def test_a_question_nobody_answers_is_asked_again(silence: list[Answer]) -> None:
    wiki = RecordedWiki(*QUEUED_CHUNKS, *silence, "async_status_1")
    assert upload_queued(wiki).filekey == QUEUED_FINAL_KEY


def test_a_file_that_is_unfit_when_put_together_is_refused_for_good() -> None:
    wiki = RecordedWiki(*QUEUED_CHUNKS, "status_failed", "status_failed_raw")
    with pytest.raises(FileRefusedError, match="did not pass file verification"):
        upload_queued(wiki)
    assert wiki.requests[-1].params["errorformat"] == "raw"


def test_chunks_the_job_queue_cannot_put_together_are_a_failure_with_the_wikis_reason() -> None:
    wiki = RecordedWiki(*QUEUED_CHUNKS, "status_publish_failed", "status_publish_failed_raw")
    with pytest.raises(StashFailedError, match="Internal error"):
        upload_queued(wiki)


def test_a_job_whose_note_got_lost_is_looked_for_in_the_stash() -> None:
    listed = {"query": {"mystashedfiles": [{"filekey": "found", "status": "finished", "size": QUEUED_SIZE}]}}
    known = {"query": {"stashimageinfo": [{"sha1": QUEUED_SHA1}]}}
    wiki = RecordedWiki(*QUEUED_CHUNKS, "stash_removed_status", listed, known)
    assert upload_queued(wiki).filekey == "found"


def test_a_job_without_a_trace_is_gone() -> None:
    wiki = RecordedWiki(*QUEUED_CHUNKS, "stash_removed_status", EMPTY_STASH)
    with pytest.raises(StashGoneError):
        upload_queued(wiki)


def test_warnings_of_an_assembled_file_are_kept() -> None:
    verdict = recorded_body("async_status_1")
    verdict["upload"]["warnings"] = {"duplicate": ["Other_name.png"]}
    stashed = upload_queued(RecordedWiki(*QUEUED_CHUNKS, verdict))
    assert stashed.warnings.duplicates == ("Other name.png",)
