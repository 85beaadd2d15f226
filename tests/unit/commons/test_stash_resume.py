"""An upload another worker began: the server is asked where it stands, and believed."""

from typing import Any

import pytest

from curator.commons.errors import StashGoneError
from curator.commons.stash import StashProgress
from tests.fakes.recorded_wiki import Answer, RecordedWiki, recorded_body
from tests.unit.commons.recorded_upload import (
    ALL_QUEUED,
    CHUNK_KEY,
    DATA,
    EMPTY_STASH,
    FINAL_KEY,
    IN_STASH,
    QUEUED_FINAL_KEY,
    SIZE,
    WHOLE,
    error,
    lost,
    sent_offsets,
    upload,
    upload_queued,
)

HALF = StashProgress(filekey=CHUNK_KEY, offset=50000)


def standing_at(offset: Any) -> dict[str, Any]:
    return {"upload": {"result": "Continue", "stage": "uploading", "offset": offset}}


def test_an_upload_goes_on_where_the_server_stands() -> None:
    wiki = RecordedWiki("checkstatus_unfinished", "chunk_2")
    assert upload(wiki, resume=StashProgress(filekey=CHUNK_KEY, offset=100000)).filekey == FINAL_KEY
    assert wiki.requests[0].fields["checkstatus"] == "1"
    assert wiki.requests[1].fields["filekey"] == CHUNK_KEY
    assert wiki.requests[1].files["chunk"][1] == DATA[100000:]


@pytest.mark.parametrize(
    ("resume", "offset"),
    [
        pytest.param(HALF, 100000, id="the server is ahead"),
        pytest.param(StashProgress(filekey=CHUNK_KEY, offset=100000), 50000, id="the checkpoint is ahead"),
        pytest.param(HALF, 61234, id="in the middle of a chunk"),
        pytest.param(HALF, "61234", id="said as a string"),
    ],
)
def test_the_servers_word_counts_and_not_the_checkpoints(resume: StashProgress, offset: Any) -> None:
    wiki = RecordedWiki(standing_at(offset), "chunk_2")
    told: list[StashProgress] = []
    upload(wiki, resume=resume, chunk_size=80000, on_progress=told.append)
    assert sent_offsets(wiki)[0] == str(offset)
    assert told[0] == StashProgress(filekey=CHUNK_KEY, offset=int(offset))
    assert wiki.requests[1].files["chunk"][1] == DATA[int(offset) : int(offset) + 80000]


def test_an_upload_the_server_has_forgotten_starts_over() -> None:
    wiki = RecordedWiki("stash_removed_status", EMPTY_STASH, *WHOLE)
    assert upload(wiki, resume=HALF).filekey == FINAL_KEY
    assert sent_offsets(wiki) == ["0", "50000", "100000"]
    assert "filekey" not in wiki.requests[2].fields


def test_an_upload_whose_assembly_failed_starts_over() -> None:
    wiki = RecordedWiki(error("stashfailed"), EMPTY_STASH, *WHOLE)
    assert upload(wiki, resume=HALF).filekey == FINAL_KEY


def test_an_upload_that_was_finished_but_never_reported_is_found_in_the_stash() -> None:
    wiki = RecordedWiki("retry_status_of_chunk_key", *IN_STASH)
    assert upload(wiki, resume=HALF).filekey == FINAL_KEY
    assert sent_offsets(wiki) == []


def test_an_upload_that_was_put_together_meanwhile_needs_nothing_more() -> None:
    wiki = RecordedWiki("async_status_1")
    assert upload_queued(wiki, resume=ALL_QUEUED).filekey == QUEUED_FINAL_KEY
    assert len(wiki.requests) == 1


def test_an_upload_that_is_being_put_together_is_waited_for() -> None:
    wiki = RecordedWiki("async_status_0", "async_status_0", "async_status_1")
    assert upload_queued(wiki, resume=ALL_QUEUED).filekey == QUEUED_FINAL_KEY
    assert sent_offsets(wiki) == []


def test_a_worker_may_stop_between_two_chunks_and_another_goes_on() -> None:
    class OutOfTimeError(Exception):
        pass

    kept: list[StashProgress] = []

    def stop(progress: StashProgress) -> None:
        kept.append(progress)
        raise OutOfTimeError

    first = RecordedWiki("chunk_0")
    with pytest.raises(OutOfTimeError):
        upload(first, on_progress=stop)
    second = RecordedWiki(standing_at(kept[0].offset), "chunk_1", "chunk_2")
    assert upload(second, resume=kept[0]).filekey == FINAL_KEY
    assert sent_offsets(first) + sent_offsets(second) == ["0", "50000", "100000"]


def test_the_offset_of_a_refusal_is_where_to_go_on() -> None:
    # The server has 100000 bytes and says so when the middle chunk comes again.
    wiki = RecordedWiki("chunk_0", lost(), "retry_middle_chunk_resent", "chunk_2")
    assert upload(wiki).filekey == FINAL_KEY
    assert sent_offsets(wiki) == ["0", "50000", "50000", "100000"]


def test_an_unexplained_refusal_goes_on_from_the_status() -> None:
    wiki = RecordedWiki("chunk_0", error("stashfailed"), "checkstatus_unfinished", "chunk_2")
    assert upload(wiki).filekey == FINAL_KEY
    assert sent_offsets(wiki) == ["0", "50000", "100000"]


# scenario 77
def test_the_last_chunks_lost_answer_is_made_up_for_by_the_stash() -> None:
    """Without `async` the chunks' key is dead and `checkstatus` knows nothing."""
    wiki = RecordedWiki(
        "chunk_0", "chunk_1", lost(), "retry_final_chunk_resent", "retry_status_of_chunk_key", *IN_STASH
    )
    assert upload(wiki, asynchronous=False).filekey == FINAL_KEY


LOST_WITHOUT_TRACE: list[Any] = [
    pytest.param([error("stashfailed")], id="no session with this key"),
    pytest.param([lost(), "retry_final_chunk_resent"], id="not found after a lost answer"),
]


@pytest.mark.parametrize("refusals", LOST_WITHOUT_TRACE)
def test_an_upload_without_a_trace_is_gone(refusals: list[Answer]) -> None:
    wiki = RecordedWiki("chunk_0", *refusals, "stash_removed_status", EMPTY_STASH)
    with pytest.raises(StashGoneError):
        upload(wiki)


def test_a_complete_upload_nobody_puts_together_is_gone_and_no_empty_chunk_is_sent() -> None:
    wiki = RecordedWiki(standing_at(SIZE))
    with pytest.raises(StashGoneError):
        upload(wiki, resume=HALF)
    assert sent_offsets(wiki) == []


def test_what_the_stash_holds_is_compared_with_the_file_before_it_is_taken() -> None:
    other = recorded_body("stashimageinfo")
    other["query"]["stashimageinfo"][0]["sha1"] = "0" * 40
    wiki = RecordedWiki("retry_status_of_chunk_key", "mystashedfiles", other, *WHOLE)
    assert upload(wiki, resume=HALF).filekey == FINAL_KEY
    assert sent_offsets(wiki) == ["0", "50000", "100000"]


def test_the_file_itself_stays_open_and_whole(tmp_path: Any) -> None:
    path = tmp_path / "photograph"
    path.write_bytes(DATA)
    with path.open("rb") as source:
        from_disk = RecordedWiki(*WHOLE)
        upload(from_disk, source=source)
        assert b"".join(seen.files["chunk"][1] for seen in from_disk.requests) == DATA
        assert not source.closed


def test_a_chunk_comes_with_its_length_although_it_is_read_in_pieces() -> None:
    wiki = RecordedWiki(*WHOLE)
    upload(wiki)
    lengths = [int(seen.headers["content-length"]) for seen in wiki.requests]
    assert [length // 10000 for length in lengths] == [5, 5, 2]
    assert all("transfer-encoding" not in seen.headers for seen in wiki.requests)
