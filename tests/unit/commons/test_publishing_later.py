"""A commit with `async=1`: what becomes of the file is asked, never assumed."""

from typing import Any

import httpx
import pytest

from curator.commons import errors
from curator.commons.publishing import (
    PUBLISH_LATER_ABOVE_BYTES,
    PublishedFile,
    is_published_later,
    outcome_of_publishing,
    publish,
)
from tests.fakes.recorded_wiki import Answer, RecordedWiki
from tests.unit.commons.recorded_upload import QUEUED_FINAL_KEY, QUEUED_SHA1, error, lost

PUBLISHED = PublishedFile(
    filename="A 1795218448.png",
    url="http://127.0.0.1:8184/w/index.php/File:A_1795218448.png",
    sha1=QUEUED_SHA1,
)
POLL, DONE, UNHEARD_OF = "async_commit_status_0", "async_commit_status_2", "upload_checkstatus"
TWICE = {"fileName": "Twice.jpg", "timestamp": "20261121022637"}
UNBORN = {"fileName": "Twice.JPG", "timestamp": None}


def warned(**warnings: Any) -> dict[str, Any]:
    """Return what `checkstatus` of MediaWiki 1.43 says of a commit whose title or bytes came up while it was queued."""
    renamed = {name.replace("_", "-"): value for name, value in warnings.items()}
    return {"upload": {"result": "Warning", "stage": "publish", "warnings": renamed}}


STUMBLED = ["status_publish_failed", "status_publish_failed_raw"]
THROTTLED = "status_throttled"
WARNED = warned(duplicate=[TWICE])
WARNINGS: list[Any] = [
    pytest.param(
        [warned(exists={"warning": "exists", "file": TWICE}, no_change=TWICE)], errors.NoChangeError, id="same"
    ),
    pytest.param([WARNED], errors.DuplicateFileError, id="the same bytes under another title"),
    pytest.param(
        [warned(exists={"warning": "exists", "file": TWICE}), "imageinfo"], errors.TitleTakenError, id="other bytes"
    ),
    pytest.param(
        [warned(exists={"warning": "exists-normalized", "file": UNBORN, "normalizedFile": TWICE}), "imageinfo"],
        errors.TitleTakenError,
        id="a title that differs in its extension",
    ),
    pytest.param([warned(exists={"warning": "bad-prefix", "file": UNBORN})], errors.InvalidTitleError, id="bad prefix"),
]


def commit(wiki: RecordedWiki, **options: Any) -> PublishedFile:
    given: dict[str, Any] = {"filekey": QUEUED_FINAL_KEY, "filename": "A.png", "comment": "why", "text": "text"}
    return publish(wiki.client(), **given | {"sha1": QUEUED_SHA1, "asynchronous": True} | options)


def outcome(wiki: RecordedWiki) -> PublishedFile | None:
    return outcome_of_publishing(wiki.client(), filekey=QUEUED_FINAL_KEY, filename="A.png", sha1=QUEUED_SHA1)


def test_a_queued_publication_is_waited_for_by_its_filekey() -> None:
    wiki = RecordedWiki("async_commit", POLL, "async_commit_status_1", DONE)
    assert commit(wiki) == PUBLISHED
    assert [seen.fields.get("async") for seen in wiki.requests] == ["1", None, None, None]
    assert {seen.fields["filekey"] for seen in wiki.requests} == {QUEUED_FINAL_KEY}
    assert wiki.clock.sleeps == [1.0, 1.5, 2.25]


def test_each_wait_is_told_so_that_a_lease_can_be_renewed() -> None:
    waits: list[int] = []
    commit(RecordedWiki("async_commit", POLL, DONE), on_wait=lambda: waits.append(1))
    assert len(waits) == 2


def test_a_small_file_is_published_in_one_request() -> None:
    assert not is_published_later(PUBLISH_LATER_ABOVE_BYTES)
    assert is_published_later(PUBLISH_LATER_ABOVE_BYTES + 1)
    wiki = RecordedWiki("commit")
    commit(wiki, asynchronous=False)
    assert "async" not in wiki.requests[0].fields


def test_a_lost_answer_is_made_up_for_by_the_status() -> None:
    wiki = RecordedWiki(lost(), DONE)
    assert commit(wiki) == PUBLISHED
    assert "checkstatus" in wiki.requests[1].fields


def test_a_lost_answer_to_a_commit_that_is_queued_is_waited_for() -> None:
    assert commit(RecordedWiki(lost(), POLL, DONE)) == PUBLISHED


@pytest.mark.parametrize(
    "status",
    [
        pytest.param([UNHEARD_OF], id="nothing known of it"),
        pytest.param([httpx.Response(502)] * 3, id="no answer"),
        pytest.param(["maxlag"], id="maxlag"),
        pytest.param(["readonly_upload"], id="readonly"),
        pytest.param(["oauth_bad_token"], id="grant revoked"),
    ],
)
def test_a_lost_answer_and_no_status_leave_the_outcome_unknown(status: list[Answer]) -> None:
    with pytest.raises(errors.UnknownOutcomeError):
        commit(RecordedWiki(lost(), *status))


@pytest.mark.parametrize(
    "end",
    [
        pytest.param([UNHEARD_OF], id="its note got lost"),
        pytest.param(["readonly_upload"], id="readonly"),
        pytest.param(["oauth_bad_token"], id="grant revoked"),
        pytest.param([POLL] * 100, id="never done"),
    ],
)
def test_a_queued_publication_nobody_tells_the_end_of_has_an_unknown_outcome(end: list[Answer]) -> None:
    with pytest.raises(errors.UnknownOutcomeError):
        commit(RecordedWiki("async_commit", *end))


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        pytest.param([WARNED], errors.DuplicateFileError, id="warning"),
        pytest.param(STUMBLED, errors.StashFailedError, id="the job failed"),
        pytest.param(["status_failed", "status_failed_raw"], errors.FileRefusedError, id="the file is unfit"),
        pytest.param(["status_failed", "readonly_upload"], errors.StashFailedError, id="failed of who knows what"),
        pytest.param([THROTTLED], errors.RateLimitedError, id="rate limited in the queue"),
        pytest.param(["af_disallow_commit"], errors.FilterRefusedError, id="abuse filter"),
        pytest.param(["tb_commit"], errors.TitleBlacklistedError, id="title blacklist"),
        pytest.param(["commit_nochange_ignored"], errors.NoChangeError, id="fileexists-no-change"),
        pytest.param([{"upload": {"result": "Failure", "0": ["never-heard-of"]}}], errors.ApiError, id="unheard of"),
    ],
)
def test_a_verdict_on_a_queued_publication_is_what_it_means(
    verdict: list[Answer], kind: type[errors.CommonsError]
) -> None:
    with pytest.raises(kind) as caught:
        commit(RecordedWiki("async_commit", POLL, *verdict))
    assert type(caught.value) is kind


@pytest.mark.parametrize(("answers", "kind"), WARNINGS)
def test_a_warning_that_came_up_in_the_queue_is_what_it_means(
    answers: list[Answer], kind: type[errors.CommonsError]
) -> None:
    wiki = RecordedWiki("async_commit", *answers)
    with pytest.raises(kind, match=r"Twice\.(jpg|JPG)") as caught:
        commit(wiki, filename="Twice.jpg")
    assert type(caught.value) is kind
    asked = [seen.params["titles"] for seen in wiki.requests if "titles" in seen.params]
    assert asked in ([], ["File:Twice.jpg"])


def test_warnings_come_before_anything_is_queued() -> None:
    with pytest.raises(errors.NoChangeError):
        commit(RecordedWiki("commit_nochange"))


def test_a_commit_that_is_in_progress_already_is_waited_for() -> None:
    """MediaWiki refuses a second commit of a key whose first one is queued."""
    assert commit(RecordedWiki(error("publishfailed"), POLL, DONE)) == PUBLISHED


def test_stopping_while_waiting_is_the_callers_own_error() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commit(RecordedWiki("async_commit"), on_wait=stop)


@pytest.mark.parametrize("statuses", [[DONE], [POLL, POLL, DONE]], ids=["done", "queued"])
def test_a_worker_that_takes_over_learns_how_the_commit_of_a_lost_one_ended(statuses: list[Answer]) -> None:
    wiki = RecordedWiki(*statuses)
    assert outcome(wiki) == PUBLISHED
    assert all("checkstatus" in seen.fields for seen in wiki.requests)


def test_a_commit_nobody_knows_of_has_no_outcome() -> None:
    assert outcome(RecordedWiki(UNHEARD_OF)) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        pytest.param([WARNED], errors.DuplicateFileError, id="warning"),
        pytest.param(["status_failed", "status_failed_raw"], errors.FileRefusedError, id="the file is unfit"),
        pytest.param(["commit_nochange_ignored"], errors.NoChangeError, id="fileexists-no-change"),
        pytest.param(["rl_commit2"], errors.RateLimitedError, id="too many questions"),
    ],
)
def test_a_worker_that_takes_over_learns_why_the_commit_of_a_lost_one_failed(
    status: list[Answer], kind: type[errors.CommonsError]
) -> None:
    with pytest.raises(kind):
        outcome(RecordedWiki(*status))


@pytest.mark.parametrize(
    "status",
    [
        pytest.param(STUMBLED, id="the job failed"),
        pytest.param([THROTTLED], id="rate limited in the queue"),
        pytest.param([POLL, THROTTLED], id="rate limited while waited for"),
    ],
)
def test_a_worker_that_takes_over_commits_again_what_the_job_queue_stumbled_over(status: list[Answer]) -> None:
    assert outcome(RecordedWiki(*status)) is None
