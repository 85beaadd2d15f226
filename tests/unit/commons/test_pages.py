from typing import Any

import pytest

from curator.commons.edit_summary import merge_summary, upload_summary
from curator.commons.errors import CommonsUnreachableError, RateLimitedError
from curator.commons.pages import null_edit
from tests.fakes.recorded_wiki import RecordedWiki

TEXT = "== Summary ==\n{{Information}}  \n\n"


def page(*revisions: dict[str, Any]) -> dict[str, Any]:
    return {"query": {"pages": [{"title": "File:A.png", "revisions": list(revisions)}]}}


SAVED = page({"revid": 7, "slots": {"main": {"content": TEXT}}})
NO_QUERY = {"batchcomplete": True}


# scenario 83
def test_a_null_edit_saves_the_very_same_text_on_the_revision_it_read() -> None:
    wiki = RecordedWiki(SAVED, "edit_nochange")
    assert null_edit(wiki.client(), "File:A.png")
    fields = wiki.requests[1].fields
    assert fields["text"] == TEXT
    assert (fields["title"], fields["baserevid"], fields["summary"]) == ("File:A.png", "7", "null edit")


# scenario 83
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param({"query": {"pages": [{"title": "File:A.png", "missing": True}]}}, id="missing page"),
        pytest.param(page({"revid": 7, "slots": {"main": {"texthidden": True}}}), id="hidden text"),
    ],
)
def test_a_page_without_a_text_is_left_alone(reply: dict[str, Any]) -> None:
    wiki = RecordedWiki(reply)
    assert not null_edit(wiki.client(), "A.png")
    assert len(wiki.requests) == 1


def test_a_page_deleted_in_between_is_left_alone() -> None:
    gone = {"error": {"code": "missingtitle", "info": "The page you specified doesn't exist."}}
    assert not null_edit(RecordedWiki(SAVED, gone).client(), "A.png")


def test_an_edit_made_in_between_has_done_the_work() -> None:
    assert null_edit(RecordedWiki(SAVED, "sdc_editconflict").client(), "A.png")


# scenario 84
def test_a_reply_without_a_query_is_asked_for_again() -> None:
    wiki = RecordedWiki(NO_QUERY, NO_QUERY, NO_QUERY, SAVED, "edit_nochange")
    assert null_edit(wiki.client(), "A.png")
    assert wiki.clock.sleeps == [3.0, 5.0, 10.0]


# scenario 84
def test_a_reply_that_never_has_a_query_is_unreachable() -> None:
    with pytest.raises(CommonsUnreachableError):
        null_edit(RecordedWiki(*[NO_QUERY] * 4).client(), "A.png")


def test_a_rate_limit_on_the_edit_is_raised() -> None:
    with pytest.raises(RateLimitedError):
        null_edit(RecordedWiki(SAVED, "rl_edit0").client(), "A.png")


# scenario 58
@pytest.mark.parametrize("summary", [upload_summary, merge_summary], ids=["upload", "merge"])
def test_a_summary_names_the_photo_and_the_batch_and_ends_with_the_edit_groups_marker(summary: Any) -> None:
    text = summary(source="mapillary", image_id="1000", batch_id=12, edit_group_id="0123456789ab")
    assert "Mapillary image 1000, batch 12" in text
    assert text.endswith("([[:toolforge:editgroups-commons/b/curator/0123456789ab|details]])")
    assert len(text) < 500


def test_a_merge_is_told_from_an_upload_by_its_summary() -> None:
    given = {"source": "mapillary", "image_id": "1", "edit_group_id": "0123456789ab"}
    assert upload_summary(batch_id=1, **given) != merge_summary(batch_id=1, **given)
