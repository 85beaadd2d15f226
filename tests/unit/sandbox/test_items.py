"""The sandbox's Wikidata, as far as Curator tells it of categories."""

import json
from typing import Any

from tests.unit.sandbox.sandbox_client import SandboxClient

STATEMENT = {
    "mainsnak": {
        "snaktype": "value",
        "property": "P373",
        "datavalue": {"type": "string", "value": "Foo bar"},
    },
    "type": "statement",
}
LINK = {"commonswiki": {"site": "commonswiki", "title": "Category:Foo_bar"}}


def entity(client: SandboxClient, identifier: str) -> dict[str, Any]:
    reply = client.send({"action": "wbgetentities", "ids": identifier, "props": "claims|sitelinks|info"})
    found: dict[str, Any] = reply["entities"][identifier]
    return found


def edit(client: SandboxClient, identifier: str, **more: str) -> dict[str, Any]:
    data = {"claims": [STATEMENT], "sitelinks": LINK}
    reply: dict[str, Any] = client.write("wbeditentity", {"data": json.dumps(data), **more}, query={"id": identifier})
    return reply


def make_category(client: SandboxClient) -> None:
    client.write("edit", {"title": "Category:Foo bar", "text": "x", "createonly": "1"})


def test_an_item_says_nothing_until_somebody_edits_it(ordinary: SandboxClient) -> None:
    assert entity(ordinary, "Q64") == {
        "type": "item",
        "id": "Q64",
        "title": "Q64",
        "lastrevid": 1,
        "claims": [],
        "sitelinks": [],
    }
    assert entity(ordinary, "Q999999999") == {"id": "Q999999999", "missing": ""}


def test_an_edit_adds_a_statement_and_a_link(ordinary: SandboxClient) -> None:
    make_category(ordinary)
    assert edit(ordinary, "Q64")["entity"]["lastrevid"] == 2
    item = entity(ordinary, "Q64")
    (claim,) = item["claims"]["P373"]
    assert claim["id"].startswith("Q64$")
    assert claim["mainsnak"]["datavalue"]["value"] == "Foo bar"
    assert item["sitelinks"]["commonswiki"]["title"] == "Category:Foo bar"
    assert ordinary.state()["items"].keys() == {"Q64"}


def test_an_edit_of_an_older_revision_is_a_conflict(ordinary: SandboxClient) -> None:
    make_category(ordinary)
    edit(ordinary, "Q64", baserevid="1")
    assert edit(ordinary, "Q64", baserevid="1")["error"]["code"] == "editconflict"


def test_a_page_belongs_to_one_item(ordinary: SandboxClient) -> None:
    make_category(ordinary)
    edit(ordinary, "Q64")
    assert edit(ordinary, "Q65")["error"]["code"] == "failed-save"
    assert entity(ordinary, "Q65")["claims"] == []


def test_a_page_that_is_not_there_cannot_be_linked(ordinary: SandboxClient) -> None:
    assert edit(ordinary, "Q64")["error"]["code"] == "no-external-page"


def test_an_item_that_is_not_there_cannot_be_edited(ordinary: SandboxClient) -> None:
    assert edit(ordinary, "Q999999999")["error"]["code"] == "no-such-entity"


def test_members_of_a_category_come_in_parts(ordinary: SandboxClient) -> None:
    for number in range(3):
        ordinary.write("edit", {"title": f"File:{number}.jpg", "text": "[[Category:A]]"})
    params = {"action": "query", "list": "categorymembers", "cmtitle": "Category:A", "cmtype": "file", "cmlimit": "2"}
    first = ordinary.send(params)
    second = ordinary.send({**params, "cmcontinue": first["continue"]["cmcontinue"]})
    found = [member["title"] for reply in (first, second) for member in reply["query"]["categorymembers"]]
    assert found == ["File:0.jpg", "File:1.jpg", "File:2.jpg"]
    assert "continue" not in second
