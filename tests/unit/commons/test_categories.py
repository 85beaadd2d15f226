"""Categories on Commons: the reference's scenarios 100, 101 and 103 to 105, as far as the wiki's side of them goes."""

import threading
from typing import Any

import httpx
import pytest

from curator.commons import errors
from curator.commons.categories import (
    QUESTIONS_AT_ONCE,
    Member,
    Members,
    Moved,
    create_category,
    deleted_categories,
    files_in_category,
    recategorise_file,
)
from curator.commons.category_names import category_key, category_name, category_title
from tests.fakes.recorded_wiki import Answer, RecordedWiki

TEXT = "{{Information}}\n[[Category:Old name|key]]"
NOTHING_LOGGED: dict[str, Any] = {"batchcomplete": True, "query": {"logevents": []}}
DELETED = {"batchcomplete": True, "query": {"logevents": [{"type": "delete", "action": "delete", "ns": 14}]}}
EMPTY: dict[str, Any] = {"query": {"categorymembers": []}}
SAVED = "edit_create"


class Logbook(RecordedWiki):
    """Knows which titles were deleted. It answers as many questions at once as it is told to expect, no fewer."""

    def __init__(self, *deleted: str, at_once: int = 1) -> None:
        super().__init__()
        self._deleted = set(deleted)
        self._together = threading.Barrier(at_once, timeout=60)
        self._counting = threading.Lock()
        self._present = 0
        self.most_at_once = 0

    def _handle(self, request: httpx.Request) -> httpx.Response:
        with self._counting:
            self._present += 1
            self.most_at_once = max(self.most_at_once, self._present)
        self._together.wait()
        with self._counting:
            self._present -= 1
        params = dict(request.url.params)
        assert (params["list"], params["letype"]) == ("logevents", "delete")
        return httpx.Response(200, json=DELETED if params["letitle"] in self._deleted else NOTHING_LOGGED)


def members(*titles: str, go_on: dict[str, str] | None = None) -> dict[str, Any]:
    found = [{"pageid": number, "ns": 6, "title": title} for number, title in enumerate(titles, start=1)]
    return {"query": {"categorymembers": found}} | ({"continue": go_on} if go_on else {})


def refused(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "info": "…"}}


def page(text: str | None = TEXT, *, revision: int = 7) -> dict[str, Any]:
    if text is None:
        return {"query": {"pages": [{"title": "File:A.jpg", "missing": True}]}}
    revisions = [{"revid": revision, "slots": {"main": {"content": text}}}]
    return {"query": {"pages": [{"title": "File:A.jpg", "revisions": revisions}]}}


@pytest.mark.parametrize(
    "title", ["Foo bar", "Foo_bar", "Category:Foo bar", "Category:Foo_bar", " Foo bar ", "category : Foo bar"]
)
def test_a_category_is_named_with_or_without_its_namespace(title: str) -> None:
    assert category_name(title) == "Foo bar"
    assert category_title(title) == "Category:Foo bar"


def test_the_database_has_underscores_and_a_large_first_letter() -> None:
    assert category_key("Category:foo bar") == category_key("Foo_bar") == "Foo_bar"


# scenario 100
def test_only_the_deleted_titles_come_back_as_they_were_given() -> None:
    wiki = Logbook("Category:B b")
    assert deleted_categories(wiki.client(), ["A", "B_b", "Category:B b", "C"]) == ["B_b", "Category:B b"]


# scenario 100
def test_titles_are_asked_about_a_few_at_once_and_never_more() -> None:
    wiki = Logbook(at_once=QUESTIONS_AT_ONCE)
    assert deleted_categories(wiki.client(), [f"C{number}" for number in range(4 * QUESTIONS_AT_ONCE)]) == []
    assert wiki.most_at_once == QUESTIONS_AT_ONCE


def test_nothing_is_asked_about_no_titles() -> None:
    assert deleted_categories(RecordedWiki().client(), []) == []


def test_a_title_nothing_can_have_was_never_deleted() -> None:
    refusal = {"error": {"code": "invalidtitle", "info": 'Bad title "Category:[".'}}
    assert deleted_categories(RecordedWiki(refusal).client(), ["["]) == []


def test_a_log_that_cannot_be_read_is_an_error_and_not_a_clean_record() -> None:
    with pytest.raises(errors.CommonsUnreachableError):
        deleted_categories(RecordedWiki(*[httpx.Response(502)] * 3).client(), ["A"])


# scenario 101
def test_a_created_category_comes_back_with_underscores() -> None:
    wiki = RecordedWiki("edit_create")
    assert create_category(wiki.client(), "Foo bar", text="[[Category:Top]]") == "Category:Foo_bar"
    fields = wiki.requests[0].fields
    assert (fields["title"], fields["text"], fields["createonly"]) == ("Category:Foo bar", "[[Category:Top]]", "1")


# scenario 101
def test_a_category_that_is_there_already_is_as_good_as_created() -> None:
    assert create_category(RecordedWiki("edit_articleexists").client(), "Foo bar", text="x") == "Category:Foo_bar"


def test_a_lost_answer_is_made_up_for_by_asking_again() -> None:
    wiki = RecordedWiki(httpx.ReadTimeout("lost"), "edit_articleexists")
    assert create_category(wiki.client(), "A", text="x") == "Category:A"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param("tb_commit", errors.TitleBlacklistedError, id="blacklisted"),
        pytest.param("readonly_edit", errors.ReadOnlyError, id="readonly"),
        pytest.param("permissiondenied", errors.MissingRightError, id="no right"),
    ],
)
def test_another_refusal_is_an_error_with_commons_explanation(answer: str, kind: type[errors.CommonsError]) -> None:
    with pytest.raises(kind) as caught:
        create_category(RecordedWiki(answer).client(), "A", text="x")
    assert caught.value.info


# scenario 103
def test_members_are_listed() -> None:
    wiki = RecordedWiki(members("File:A.jpg", "File:B.jpg"))
    found = files_in_category(wiki.client(), "Foo_bar")
    assert found == Members(files=(Member(id=1, title="File:A.jpg"), Member(id=2, title="File:B.jpg")), next_from=None)
    params = wiki.requests[0].params
    assert (params["cmtitle"], params["cmtype"]) == ("Category:Foo bar", "file")
    assert "cmcontinue" not in params


# scenario 103
def test_members_are_listed_part_by_part() -> None:
    go_on = {"cmcontinue": "file|2a|17", "continue": "-||"}
    wiki = RecordedWiki(members("File:A.jpg", go_on=go_on), members("File:B.jpg"))
    first = files_in_category(wiki.client(), "A")
    assert first.next_from == "file|2a|17"
    second = files_in_category(wiki.client(), "A", begin=first.next_from)
    assert ([member.title for member in second.files], second.next_from) == (["File:B.jpg"], None)
    assert wiki.requests[1].params["cmcontinue"] == "file|2a|17"


# scenario 103
def test_an_empty_category_has_no_members() -> None:
    assert files_in_category(RecordedWiki(EMPTY).client(), "A") == Members(files=(), next_from=None)


# scenario 103
def test_members_that_cannot_be_listed_are_an_error() -> None:
    with pytest.raises(errors.ApiError):
        files_in_category(RecordedWiki({"error": {"code": "invalidcategory", "info": "…"}}).client(), "A")


# scenario 104
def test_a_file_is_moved_on_the_revision_that_was_read() -> None:
    wiki = RecordedWiki(page(), SAVED)
    assert recategorise_file(wiki.client(), "File:A.jpg", source="Old_name", target="New_name") is Moved.CHANGED
    fields = wiki.requests[1].fields
    assert fields["text"] == "{{Information}}\n[[Category:New name|key]]"
    assert (fields["baserevid"], fields["nocreate"]) == ("7", "1")
    assert fields["summary"] == "Moved from [[Category:Old name]] to [[Category:New name]] via Curator"


# scenario 104
@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        pytest.param([page("no such link")], Moved.UNCHANGED, id="not in the text"),
        pytest.param([page(None)], Moved.UNCHANGED, id="missing page"),
        pytest.param([httpx.Response(502)] * 3, Moved.FAILED, id="cannot be read"),
        pytest.param([page(), refused("abusefilter-disallowed")], Moved.FAILED, id="refused by a filter"),
        pytest.param([page(), refused("protectedpage")], Moved.FAILED, id="the page is protected"),
        pytest.param([page(), refused("cascadeprotected")], Moved.FAILED, id="protected with another page"),
        pytest.param(
            [page(), "sdc_editconflict", page(), "sdc_editconflict"], Moved.FAILED, id="edited again and again"
        ),
    ],
)
def test_a_file_that_was_not_changed_is_not_counted(answers: list[Answer], outcome: Moved) -> None:
    wiki = RecordedWiki(*answers)
    assert recategorise_file(wiki.client(), "File:A.jpg", source="Old name", target="New name") is outcome
    assert wiki.answers == []


def test_a_file_edited_in_between_is_read_and_moved_again() -> None:
    wiki = RecordedWiki(page(), "sdc_editconflict", page("now [[Category:Old name]]", revision=8), SAVED)
    assert recategorise_file(wiki.client(), "File:A.jpg", source="Old name", target="N") is Moved.CHANGED
    fields = wiki.requests[3].fields
    assert (fields["text"], fields["baserevid"]) == ("now [[Category:N]]", "8")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param("rl_edit0", errors.RateLimitedError, id="ratelimited"),
        pytest.param("maxlag", errors.MaxlagError, id="maxlag"),
        pytest.param("readonly_edit", errors.ReadOnlyError, id="readonly"),
        pytest.param("oauth_bad_token", errors.AuthorisationLostError, id="grant revoked"),
        pytest.param("permissiondenied", errors.MissingRightError, id="no right"),
    ],
)
def test_whoever_is_asked_to_wait_or_to_stop_stops(answer: str, kind: type[errors.CommonsError]) -> None:
    wiki = RecordedWiki(page(), answer)
    with pytest.raises(kind):
        recategorise_file(wiki.client(), "File:A.jpg", source="Old name", target="New name")
    assert wiki.answers == []
