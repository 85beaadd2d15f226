import pytest

from curator.commons.errors import (
    ApiError,
    CommonsError,
    DuplicateFileError,
    FileRefusedError,
    FilterRefusedError,
    InvalidTitleError,
    NoChangeError,
    PreviouslyDeletedError,
    RateLimitedError,
    StashGoneError,
    TitleBlacklistedError,
    TitleTakenError,
)
from curator.commons.publishing import PublishedFile, publish
from tests.fakes.recorded_wiki import RecordedWiki

SHA1 = "6a66cb00ae25e678ee841da1c6da13941148c4c3"
NAME = "Chunk test 1795218442.png"


def commit(wiki: RecordedWiki, *, sha1: str = SHA1) -> PublishedFile:
    return publish(
        wiki.client(), filekey="key.1", filename=NAME, comment="why", text="== {{int:filedesc}} ==", sha1=sha1
    )


def test_a_published_file_is_known_by_the_servers_name() -> None:
    published = commit(RecordedWiki("commit"))
    assert published == PublishedFile(
        filename=NAME,
        url="http://127.0.0.1:8184/w/index.php/File:Chunk_test_1795218442.png",
        sha1=SHA1,
    )


# scenario 78
def test_a_commit_never_asks_to_ignore_warnings() -> None:
    wiki = RecordedWiki("commit")
    commit(wiki)
    assert set(wiki.requests[0].fields) == {"filekey", "filename", "comment", "text", "token"}


WARNINGS = [
    pytest.param("commit_nochange", NoChangeError, id="nochange"),
    pytest.param("commit_nochange_ignored", NoChangeError, id="fileexists-no-change"),
    pytest.param("commit_duplicate", DuplicateFileError, id="duplicate"),
    pytest.param("deleted_commit", PreviouslyDeletedError, id="was-deleted"),
    pytest.param("badfilename", InvalidTitleError, id="badfilename"),
]


# scenario 80
# scenario 81
@pytest.mark.parametrize(("answer", "kind"), WARNINGS)
def test_a_warning_becomes_what_it_means(answer: str, kind: type[CommonsError]) -> None:
    with pytest.raises(kind) as caught:
        commit(RecordedWiki(answer))
    assert type(caught.value) is kind


# scenario 78
# scenario 81
@pytest.mark.parametrize("answer", ["commit_nochange", "commit_nochange_ignored", "commit_duplicate"])
def test_a_duplicate_links_to_the_file_that_is_there(answer: str) -> None:
    with pytest.raises(DuplicateFileError) as caught:
        commit(RecordedWiki(answer))
    (link,) = caught.value.links
    assert link.title == "File:Chunk test 1795218442.png"
    assert link.url == "https://commons.example/w/index.php?title=File:Chunk_test_1795218442.png"


# scenario 79
def test_a_taken_title_with_the_same_bytes_is_a_duplicate() -> None:
    with pytest.raises(DuplicateFileError) as caught:
        commit(RecordedWiki("commit_exists", "imageinfo"))
    assert caught.value.links[0].url == "http://127.0.0.1:8184/w/index.php/File:Chunk_test_1795218442.png"


# scenario 79
@pytest.mark.parametrize("answer", ["commit_exists", "commit_exists_normalized", "commit_duplicateversions"])
def test_a_taken_title_with_other_bytes_is_not_overwritten(answer: str) -> None:
    with pytest.raises(TitleTakenError):
        commit(RecordedWiki(answer, "imageinfo"), sha1="0" * 40)


def test_a_title_taken_by_a_page_without_a_file_is_taken() -> None:
    warned = {"upload": {"result": "Warning", "warnings": {"page-exists": "A.png"}}}
    with pytest.raises(TitleTakenError):
        commit(RecordedWiki(warned, "imageinfo_missing"))


# scenario 80
def test_a_warning_nobody_has_met_refuses_the_file_by_name() -> None:
    warned = {"upload": {"result": "Warning", "warnings": {"large-file": [1, 2]}}}
    with pytest.raises(FileRefusedError, match="large-file"):
        commit(RecordedWiki(warned))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param("tb_commit", TitleBlacklistedError, id="title blacklist"),
        pytest.param("af_disallow_commit", FilterRefusedError, id="abuse filter"),
        pytest.param("commit_again", StashGoneError, id="used up"),
        pytest.param("stash_file_gone_commit", StashGoneError, id="stash file gone"),
        pytest.param("rl_commit2", RateLimitedError, id="ratelimited"),
    ],
)
def test_a_refusal_is_not_tried_again(answer: str, kind: type[CommonsError]) -> None:
    wiki = RecordedWiki(answer)
    with pytest.raises(kind):
        commit(wiki)
    assert wiki.clock.sleeps == []


def test_a_result_nobody_has_met_is_not_taken_for_success() -> None:
    with pytest.raises(ApiError):
        commit(RecordedWiki({"upload": {"result": "Perhaps"}}))
