"""The commit on a real MediaWiki: what it publishes, what it refuses, and what a second try does."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from curator.commons.errors import (
    CommonsError,
    DuplicateFileError,
    FilterRefusedError,
    InvalidTitleError,
    NoChangeError,
    PreviouslyDeletedError,
    StashGoneError,
    TitleBlacklistedError,
    TitleTakenError,
    UnknownOutcomeError,
)
from curator.commons.files import find_by_sha1, find_by_title
from curator.commons.pages import null_edit
from curator.commons.titles import blacklist_reason
from local.mediawiki.wiki import MediaWiki
from tests.wiki.broken_connections import AnswerLosingTransport, nth_upload
from tests.wiki.people import Person, person
from tests.wiki.pictures import picture


def test_the_same_bytes_under_another_title_are_a_duplicate_of_the_first(uploader: Person, wiki: MediaWiki) -> None:
    photo = picture()
    first = uploader.upload(photo, "First.png")
    with pytest.raises(DuplicateFileError) as refused:
        person(wiki, "Patroller").upload(photo, "Second.png")
    assert [link.title for link in refused.value.links] == ["File:First.png"]
    assert [httpx.get(link.url).status_code for link in refused.value.links] == [200]
    assert first.filename == "First.png"


def test_a_taken_title_is_never_overwritten(uploader: Person) -> None:
    first = picture()
    uploader.upload(first, "Taken.png")
    with pytest.raises(TitleTakenError):
        uploader.upload(picture(), "Taken.png")
    found = find_by_title(uploader.client, "Taken.png")
    assert found is not None
    assert found.sha1 == first.sha1


@pytest.mark.parametrize("similar", ["taken name.PNG", "Taken_name.png", "taken name.png"])
def test_a_title_that_differs_only_in_small_ways_is_taken_too(uploader: Person, similar: str) -> None:
    uploader.upload(picture(), "Taken name.png")
    with pytest.raises(TitleTakenError):
        uploader.upload(picture(), similar)


def test_the_same_bytes_under_the_same_title_change_nothing(uploader: Person) -> None:
    photo = picture()
    uploader.upload(photo, "Same.png")
    with pytest.raises(NoChangeError) as refused:
        uploader.upload(photo, "Same.png")
    assert [link.title for link in refused.value.links] == ["File:Same.png"]


def test_a_blacklisted_title_is_known_beforehand_and_refused_at_the_commit(uploader: Person) -> None:
    assert blacklist_reason(uploader.client, "A sunny day.png") is None
    assert "banned from creation" in str(blacklist_reason(uploader.client, "DSC_1234.png"))
    with pytest.raises(TitleBlacklistedError):
        uploader.upload(picture(), "DSC_1234.png")
    assert find_by_title(uploader.client, "DSC_1234.png") is None


@pytest.mark.parametrize("filename", ["Forbidden thing.png", "Warnme thing.png"])
def test_an_abuse_filter_refuses_at_the_commit(uploader: Person, filename: str) -> None:
    with pytest.raises(FilterRefusedError):
        uploader.upload(picture(), filename)
    assert find_by_title(uploader.client, filename) is None


@pytest.mark.parametrize(
    "filename",
    [
        pytest.param("A [bracket].png", id="brackets"),
        pytest.param("A # B.png", id="fragment"),
        pytest.param("x" * 250 + ".png", id="too-long"),
        pytest.param("100%20.png", id="percent-encoding"),
        pytest.param("no extension", id="no-extension"),
    ],
)
def test_a_title_no_file_can_have_is_refused_not_renamed(uploader: Person, filename: str) -> None:
    photo = picture()
    with pytest.raises(InvalidTitleError):
        uploader.upload(photo, filename)
    assert find_by_sha1(uploader.client, photo.sha1) == []


def test_what_was_deleted_does_not_come_back(uploader: Person, admin: Person) -> None:
    photo = picture()
    uploader.upload(photo, "Deleted.png")
    admin.client.post({"action": "delete"}, {"title": "File:Deleted.png", "reason": "test"})
    with pytest.raises(PreviouslyDeletedError):
        uploader.upload(photo, "Another title.png")
    with pytest.raises(PreviouslyDeletedError):
        uploader.upload(picture(), "Deleted.png")


def test_a_page_without_a_file_takes_the_title(uploader: Person) -> None:
    uploader.client.post({"action": "edit"}, {"title": "File:Only a page.png", "text": "Nothing here."})
    with pytest.raises(TitleTakenError):
        uploader.upload(picture(), "Only a page.png")


def test_a_commit_repeated_publishes_nothing_more(uploader: Person) -> None:
    photo = picture()
    stashed = uploader.stash(photo, "Once.png")
    uploader.publish(stashed, photo, "Once.png")
    with pytest.raises(StashGoneError):
        uploader.publish(stashed, photo, "Once.png")
    with pytest.raises(StashGoneError):
        uploader.publish(stashed, photo, "Twice.png")
    assert [file.title for file in find_by_sha1(uploader.client, photo.sha1)] == ["File:Once.png"]


def test_a_commit_whose_answer_was_lost_is_found(wiki: MediaWiki) -> None:
    uploader = person(wiki, "Ordinary", http=httpx.Client(transport=AnswerLosingTransport(nth_upload(2))))
    photo = picture()
    stashed = uploader.stash(photo, "Doubt.png")
    with pytest.raises(UnknownOutcomeError):
        uploader.publish(stashed, photo, "Doubt.png")
    assert [file.title for file in find_by_sha1(uploader.client, photo.sha1)] == ["File:Doubt.png"]


def test_of_several_commits_at_once_one_publishes(wiki: MediaWiki, uploader: Person) -> None:
    photo = picture()
    stashed = uploader.stash(photo, "Race.png")

    def commit(_number: int) -> str:
        try:
            return person(wiki, "Ordinary").publish(stashed, photo, "Race.png").filename
        except CommonsError as error:
            return type(error).__name__

    with ThreadPoolExecutor(4) as workers:
        outcomes = list(workers.map(commit, range(4)))
    assert outcomes.count("Race.png") == 1
    assert len(find_by_sha1(uploader.client, photo.sha1)) == 1


def test_the_page_gets_the_text_and_a_null_edit_leaves_no_revision(uploader: Person) -> None:
    uploader.upload(picture(), "Page.png", text="== Grüße ==\n{{unknown|a=b}} & <nowiki>")
    assert null_edit(uploader.client, "Page.png")
    query = {"action": "query", "prop": "revisions", "titles": "File:Page.png", "rvlimit": "max"}
    (page,) = uploader.client.get({**query, "rvprop": "content|comment", "rvslots": "main"})["query"]["pages"]
    (revision,) = page["revisions"]
    assert revision["slots"]["main"]["content"] == "== Grüße ==\n{{unknown|a=b}} & <nowiki>"
    assert revision["comment"] == "test"
    assert null_edit(uploader.client, "No such.png") is False
