"""Every row of the retry tables: what is tried again, after how long, and what ends an upload at once."""

from typing import Any

import httpx
import pytest

from curator.commons import errors
from curator.commons.publishing import PublishedFile, publish
from tests.fakes.recorded_wiki import HELP_PAGE, Answer, RecordedWiki
from tests.unit.commons.recorded_upload import (
    CHUNK_KEY,
    EMPTY_STASH,
    FINAL_KEY,
    SHA1,
    SIZE,
    error,
    sent_offsets,
    upload,
)

DELAYS = [3.0, 5.0, 10.0]

STORAGE_STUMBLES = [
    pytest.param(error("UploadStashFileException"), id="UploadStashFileException"),
    pytest.param(error("uploadstash-exception"), id="uploadstash-exception"),
    pytest.param(error("UploadChunkFileException"), id="UploadChunkFileException"),
    pytest.param(error("JobQueueError"), id="JobQueueError"),
    pytest.param(error("internal_api_error_DBQueryError"), id="internal_api_error_…"),
    pytest.param(error("backend-fail-internal"), id="backend-fail-internal"),
]
NO_ANSWER = [
    pytest.param(httpx.ReadTimeout("slow"), id="time-out"),
    pytest.param(httpx.RemoteProtocolError("gone"), id="connection lost"),
    pytest.param(httpx.Response(502), id="502"),
    pytest.param(HELP_PAGE, id="a page with status 200"),
]
AT_ONCE: list[Any] = [
    pytest.param("rl_commit2", errors.RateLimitedError, id="ratelimited"),
    pytest.param("maxlag", errors.MaxlagError, id="maxlag"),
    pytest.param("readonly_upload", errors.ReadOnlyError, id="readonly"),
    pytest.param("permissiondenied", errors.MissingRightError, id="permissiondenied"),
    pytest.param("oauth_bad_token", errors.AuthorisationLostError, id="grant revoked"),
    pytest.param("chunk_verify_first", errors.FileRefusedError, id="verification-error"),
    pytest.param("filetype_banned", errors.FileRefusedError, id="filetype-banned"),
    pytest.param("chunk_bad_filekey", errors.StashGoneError, id="uploadstash-file-not-found"),
    pytest.param("stash_file_gone_commit", errors.StashGoneError, id="uploadstash-bad-path"),
    pytest.param("chunk_too_large", errors.ApiError, id="invalid-chunk"),
    pytest.param(httpx.Response(429), errors.RateLimitedError, id="429"),
    pytest.param(error("never-heard-of"), errors.ApiError, id="a code nobody has met"),
]


def commit(wiki: RecordedWiki) -> PublishedFile:
    return publish(wiki.client(), filekey="key.1", filename="A.png", comment="why", text="text", sha1=SHA1)


# scenario 73
# scenario 75
# scenario 76
@pytest.mark.parametrize("failure", STORAGE_STUMBLES + NO_ANSWER)
def test_a_chunk_is_sent_again_after_3_5_and_10_seconds(failure: Answer) -> None:
    wiki = RecordedWiki("chunk_0", failure, failure, failure, "chunk_1", "chunk_2")
    assert upload(wiki).filekey == FINAL_KEY
    assert sent_offsets(wiki) == ["0", "50000", "50000", "50000", "50000", "100000"]
    assert wiki.clock.sleeps == DELAYS


# scenario 76
@pytest.mark.parametrize("failure", STORAGE_STUMBLES)
def test_a_chunk_is_given_up_after_four_attempts_at_a_stumbling_storage(failure: Answer) -> None:
    wiki = RecordedWiki(*[failure] * 4)
    with pytest.raises(errors.StorageError):
        upload(wiki)
    assert wiki.clock.sleeps == DELAYS


# scenario 74
@pytest.mark.parametrize("failure", NO_ANSWER)
def test_a_chunk_is_given_up_after_four_attempts_without_an_answer(failure: Answer) -> None:
    wiki = RecordedWiki(*[failure] * 4)
    with pytest.raises(errors.CommonsUnreachableError):
        upload(wiki)
    assert wiki.clock.sleeps == DELAYS


def test_an_edge_that_asks_for_a_longer_pause_is_not_kept_waiting_for() -> None:
    wiki = RecordedWiki(httpx.Response(503, headers={"retry-after": "120"}))
    with pytest.raises(errors.CommonsUnreachableError) as caught:
        upload(wiki)
    assert caught.value.retry_after == 120
    assert wiki.clock.sleeps == []


@pytest.mark.parametrize(("answer", "kind"), AT_ONCE)
def test_a_chunk_that_is_refused_ends_the_upload_at_once(answer: Answer, kind: type[errors.CommonsError]) -> None:
    wiki = RecordedWiki(answer)
    with pytest.raises(kind):
        upload(wiki)
    assert wiki.clock.sleeps == []


IN_ONE_CHUNK: dict[str, Any] = {"chunk_size": SIZE}
UNASSEMBLED = {"query": {"mystashedfiles": [{"filekey": CHUNK_KEY, "status": "chunks", "size": SIZE}]}}


def test_an_unfit_file_in_one_chunk_is_refused_at_once() -> None:
    """The wiki says «stashfailed» to it as it does when storage stumbles; the status of its chunk tells more."""
    wiki = RecordedWiki("status_failed", UNASSEMBLED, "status_failed", "status_failed_raw")
    with pytest.raises(errors.FileRefusedError):
        upload(wiki, **IN_ONE_CHUNK)
    assert wiki.requests[-1].fields["filekey"] == CHUNK_KEY
    assert wiki.clock.sleeps == []


@pytest.mark.parametrize(
    "inquiry",
    [
        pytest.param([EMPTY_STASH], id="nothing in the stash"),
        pytest.param([UNASSEMBLED, "status_publish_failed", "status_publish_failed_raw"], id="storage stumbled"),
        pytest.param([UNASSEMBLED, "upload_checkstatus"], id="nobody knows"),
        pytest.param(["rl_commit2"], id="no answer for the rate"),
    ],
)
def test_a_file_in_one_chunk_the_stash_stumbles_over_is_sent_again(inquiry: list[Answer]) -> None:
    wiki = RecordedWiki(error("stashfailed"), *inquiry, "chunk_2")
    assert upload(wiki, **IN_ONE_CHUNK).filekey == FINAL_KEY
    assert wiki.clock.sleeps == DELAYS[:1]


# scenario 81
@pytest.mark.parametrize("failure", STORAGE_STUMBLES)
def test_a_commit_is_sent_again_after_3_5_and_10_seconds(failure: Answer) -> None:
    wiki = RecordedWiki(failure, failure, failure, "commit")
    assert commit(wiki).sha1 == SHA1
    assert wiki.clock.sleeps == DELAYS
    assert {seen.fields["filekey"] for seen in wiki.requests} == {"key.1"}


# scenario 81
@pytest.mark.parametrize("failure", STORAGE_STUMBLES)
def test_a_commit_is_given_up_after_four_attempts(failure: Answer) -> None:
    wiki = RecordedWiki(*[failure] * 4)
    with pytest.raises(errors.StorageError):
        commit(wiki)
    assert wiki.clock.sleeps == DELAYS


# The original sends it again, and may publish twice; ours looks for the file.
# scenario 81
@pytest.mark.parametrize("failure", NO_ANSWER)
def test_a_commit_without_an_answer_is_never_sent_again(failure: Answer) -> None:
    wiki = RecordedWiki(failure)
    with pytest.raises(errors.UnknownOutcomeError):
        commit(wiki)
    assert wiki.clock.sleeps == []


@pytest.mark.parametrize(("answer", "kind"), AT_ONCE)
def test_a_commit_that_is_refused_ends_the_upload_at_once(answer: Answer, kind: type[errors.CommonsError]) -> None:
    wiki = RecordedWiki(answer)
    with pytest.raises(kind):
        commit(wiki)
    assert wiki.clock.sleeps == []


@pytest.mark.parametrize(
    "refusal",
    [pytest.param("badtoken", id="badtoken"), pytest.param("oauth_nonce_replay", id="nonce already used")],
)
def test_a_commit_with_a_stale_token_or_nonce_is_signed_again_by_the_client(refusal: str) -> None:
    wiki = RecordedWiki(refusal, refusal, "commit")
    assert commit(wiki).sha1 == SHA1
    assert wiki.clock.sleeps == [1.0, 3.0]
