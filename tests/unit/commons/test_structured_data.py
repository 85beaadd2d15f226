import json
from typing import Any

import httpx
import pytest

from curator.commons.errors import (
    EditConflictError,
    FileMissingError,
    RateLimitedError,
    StructuredDataRefusedError,
    UnknownOutcomeError,
)
from curator.commons.structured_data import StructuredData, apply_structured_data, fetch_structured_data
from tests.fakes.recorded_wiki import RecordedWiki, recorded_body

STATEMENT = {"mainsnak": {"snaktype": "somevalue", "property": "P170"}, "type": "statement", "rank": "normal"}


def apply(wiki: RecordedWiki, **given: Any) -> int | None:
    options = {"statements": [STATEMENT], "labels": {"en": "A caption"}, "summary": "why"} | given
    return apply_structured_data(wiki.client(), "A_b.png", **options)


def sent_data(wiki: RecordedWiki) -> Any:
    return json.loads(wiki.requests[0].fields["data"])


# scenario 85
def test_statements_and_captions_are_read_by_title() -> None:
    wiki = RecordedWiki("sdc_get")
    found = fetch_structured_data(wiki.client(), "File:SDC_1795218469.png")
    groups = recorded_body("sdc_get")["entities"]["M68"]["statements"]
    assert [statement["mainsnak"]["property"] for statement in found.statements] == list(groups)
    assert found.labels == {"en": "A caption", "de": "Eine Bildunterschrift"}
    assert (found.revision, found.page_id) == (70, 68)
    assert wiki.requests[0].params["titles"] == "File:SDC 1795218469.png"
    assert wiki.requests[0].params["sites"] == "commonswiki"


# The original forgets the captions of a file without statements.
# scenario 85
def test_captions_without_statements_are_kept() -> None:
    found = fetch_structured_data(RecordedWiki("sdc_get_label_only_fv2").client(), "A.png")
    assert (found.statements, found.labels) == ([], {"en": "only"})


# scenario 85
def test_a_file_nobody_has_described_is_empty() -> None:
    assert fetch_structured_data(RecordedWiki("sdc_get_empty").client(), "A.png") == StructuredData(page_id=68)


# scenario 85
def test_empty_maps_that_php_writes_as_lists_are_empty() -> None:
    reply = {"entities": {"M5": {"id": "M5", "statements": [], "labels": [], "lastrevid": 3}}}
    assert fetch_structured_data(RecordedWiki(reply).client(), "A.png") == StructuredData(revision=3, page_id=5)


# scenario 85
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param({"entities": {"-1": {"site": "commonswiki", "title": "File:A.png", "missing": ""}}}, id="-1"),
        pytest.param({"entities": []}, id="no entity"),
    ],
)
def test_a_file_that_does_not_exist_is_missing(reply: dict[str, Any]) -> None:
    with pytest.raises(FileMissingError):
        fetch_structured_data(RecordedWiki(reply).client(), "A.png")


# scenario 83
def test_statements_are_called_claims_on_writing() -> None:
    wiki = RecordedWiki("sdc_edit")
    assert apply(wiki, base_revision=70)
    assert sent_data(wiki) == {"claims": [STATEMENT], "labels": [{"language": "en", "value": "A caption"}]}
    seen = wiki.requests[0]
    assert (seen.params["site"], seen.params["title"]) == ("commonswiki", "File:A b.png")
    assert (seen.fields["summary"], seen.fields["baserevid"]) == ("why", "70")
    assert "bot" not in seen.fields
    assert seen.fields["token"] == "csrf-1+\\"


# scenario 83
def test_only_what_there_is_gets_written() -> None:
    without_labels, without_statements = RecordedWiki("sdc_edit"), RecordedWiki("sdc_label_only")
    assert apply(without_labels, labels={})
    assert apply(without_statements, statements=[])
    assert set(sent_data(without_labels)) == {"claims"}
    assert set(sent_data(without_statements)) == {"labels"}


# scenario 83
def test_nothing_to_write_is_no_edit() -> None:
    wiki = RecordedWiki()
    assert not apply(wiki, statements=[], labels={})
    assert wiki.requests == []


def test_an_empty_caption_deletes_nothing() -> None:
    wiki = RecordedWiki("sdc_edit")
    apply(wiki, labels={"en": " ", "de": "Eine Bildunterschrift"})
    assert sent_data(wiki)["labels"] == [{"language": "de", "value": "Eine Bildunterschrift"}]
    assert not apply(RecordedWiki(), statements=[], labels={"en": ""})


def test_a_caption_is_put_on_one_line() -> None:
    wiki = RecordedWiki("sdc_edit")
    apply(wiki, labels={"en": "  two\nlines "})
    assert sent_data(wiki)["labels"] == [{"language": "en", "value": "two lines"}]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param("sdc_err_ratelimited", RateLimitedError, id="a rate limit inside failed-save"),
        pytest.param("sdc_editconflict", EditConflictError, id="edit conflict"),
        pytest.param("sdc_selfconflict", EditConflictError, id="conflict with an edit of one's own"),
        pytest.param("sdc_one_bad_of_two", StructuredDataRefusedError, id="one bad claim"),
    ],
)
def test_a_refused_edit_is_raised(answer: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        apply(RecordedWiki(answer))


def test_an_edit_in_doubt_is_not_repeated_for_it_would_add_the_statements_again() -> None:
    wiki = RecordedWiki(httpx.ReadTimeout("slow"))
    with pytest.raises(UnknownOutcomeError):
        apply(wiki)
    assert len(wiki.requests) == 1
