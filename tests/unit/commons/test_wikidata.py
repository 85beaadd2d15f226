import json
from typing import Any

import httpx
import pytest

from curator.commons.categories import link_from_item
from curator.commons.errors import EditConflictError, FileMissingError
from curator.commons.wikidata import link_category
from tests.fakes.recorded_wiki import SETTINGS, Answer, RecordedWiki

SITELINK = {"site": "commonswiki", "title": "Category:Foo bar", "badges": []}
MISSING = {"entities": {"Q64": {"id": "Q64", "missing": ""}}}
WRITTEN = {"entity": {"id": "Q64", "lastrevid": 12}, "success": 1}


def says(name: str, *, statement_id: str = "Q64$1") -> dict[str, Any]:
    value = {"type": "string", "value": name}
    mainsnak = {"snaktype": "value", "property": "P373", "hash": "x", "datavalue": value}
    return {"mainsnak": mainsnak, "type": "statement", "rank": "normal", "id": statement_id}


def item(*categories: str, sitelinks: dict[str, Any] | None = None) -> dict[str, Any]:
    claims: Any = {"P373": [says(name) for name in categories]} if categories else []
    return {"entities": {"Q64": {"id": "Q64", "lastrevid": 11, "claims": claims, "sitelinks": sitelinks or []}}}


def link(wiki: RecordedWiki) -> bool:
    return link_category(wiki.client().of_wikidata(), "Q64", category="Foo_bar")


def written(wiki: RecordedWiki) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(wiki.requests[-1].fields["data"])
    return data


def test_an_item_that_says_nothing_gets_the_sitelink_and_the_statement() -> None:
    wiki = RecordedWiki(item(), WRITTEN)
    assert link(wiki)
    assert wiki.requests[0].params["ids"] == wiki.requests[1].params["id"] == "Q64"
    data = written(wiki)
    assert data["sitelinks"] == {"commonswiki": {"site": "commonswiki", "title": "Category:Foo bar"}}
    (claim,) = data["claims"]
    assert claim["mainsnak"]["property"] == "P373"
    assert claim["mainsnak"]["datavalue"] == {"type": "string", "value": "Foo bar"}
    assert wiki.requests[1].fields["baserevid"] == "11"


def test_wikidata_is_asked_at_its_own_address_by_the_same_user_with_a_token_of_its_own() -> None:
    wiki = RecordedWiki("edit_nochange", item(), WRITTEN)
    client = wiki.client()
    client.post({"action": "edit"}, {})
    assert link_category(client.of_wikidata(), "Q64", category="A")
    assert {seen.url.split("?")[0] for seen in wiki.requests[1:]} == {SETTINGS.wikidata_api_url}
    assert all("oauth_token" in seen.headers["authorization"] for seen in wiki.requests)
    assert [seen.fields["token"] for seen in wiki.requests if seen.method == "POST"] == ["csrf-1+\\", "csrf-2+\\"]


def test_an_item_that_says_both_is_left_alone() -> None:
    wiki = RecordedWiki(item("Foo bar", sitelinks={"commonswiki": SITELINK}))
    assert not link(wiki)
    assert len(wiki.requests) == 1


def test_what_is_there_already_is_not_said_again() -> None:
    wiki = RecordedWiki(item("Foo bar"), WRITTEN)
    assert link(wiki)
    assert set(written(wiki)) == {"sitelinks"}


def test_another_category_somebody_named_stays() -> None:
    wiki = RecordedWiki(item("Another"), WRITTEN)
    assert link(wiki)
    assert set(written(wiki)) == {"sitelinks"}


def test_a_sitelink_to_another_page_stays() -> None:
    gallery = {"commonswiki": {"site": "commonswiki", "title": "Foo bar", "badges": []}}
    wiki = RecordedWiki(item(sitelinks=gallery), WRITTEN)
    assert link(wiki)
    assert set(written(wiki)) == {"claims"}


@pytest.mark.parametrize("reply", [MISSING, {"entities": {}}, "sdc_err_no_such_m"], ids=["missing", "none", "error"])
def test_an_item_that_is_not_there_is_missing(reply: Answer) -> None:
    with pytest.raises(FileMissingError):
        link(RecordedWiki(reply))


def test_an_edit_made_in_between_is_a_conflict() -> None:
    with pytest.raises(EditConflictError):
        link(RecordedWiki(item(), "sdc_editconflict"))


# scenario 102
def test_a_category_is_linked_from_its_item() -> None:
    wiki = RecordedWiki(item(), WRITTEN)
    assert link_from_item(wiki.client(), "Category:Foo_bar", item_id="Q64")
    assert written(wiki)["sitelinks"]["commonswiki"]["title"] == "Category:Foo bar"
    assert written(wiki)["claims"][0]["mainsnak"]["datavalue"]["value"] == "Foo bar"


# scenario 102
@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([MISSING], id="no such item"),
        pytest.param([httpx.Response(503)] * 3, id="Wikidata is down"),
        pytest.param([item(), httpx.ReadTimeout("lost")], id="no answer to the edit"),
        pytest.param([item(), "permissiondenied"], id="refused"),
    ],
)
def test_wikidata_may_refuse_without_harm(answers: list[Answer], caplog: pytest.LogCaptureFixture) -> None:
    wiki = RecordedWiki(*answers)
    assert not link_from_item(wiki.client(), "Foo bar", item_id="Q64")
    assert wiki.answers == []
    assert "Category:Foo bar was not linked from Wikidata item Q64" in caplog.text


@pytest.mark.parametrize("item_id", ["64", "Q0", "Q1|Q2", "P373", "q64", "Q64\n"])
def test_wikidata_is_not_asked_about_what_is_no_item(item_id: str) -> None:
    assert not link_from_item(RecordedWiki().client(), "Foo bar", item_id=item_id)
