from typing import Any

import pytest

from tests.unit.sandbox.sandbox_client import ORIGIN, SandboxClient, jpeg

TARGET = {"site": "commonswiki", "title": "File:A.jpg"}
CALENDAR = "http://www.wikidata.org/entity/Q1985727"


@pytest.fixture
def client(ordinary: SandboxClient) -> SandboxClient:
    ordinary.publish("A.jpg", jpeg(1), text="wikitext")
    return ordinary


def claim(property_id: str, kind: str, value: Any, **more: Any) -> dict[str, Any]:
    snak = {"snaktype": "value", "property": property_id, "datavalue": {"type": kind, "value": value}}
    return {"mainsnak": snak, "type": "statement", "rank": "normal", **more}


def change(client: SandboxClient, *claims: dict[str, Any]) -> dict[str, Any]:
    reply = client.edit_data(TARGET, {"claims": list(claims)})
    return dict(reply["entity"]["statements"])


def value_of(statement: dict[str, Any]) -> Any:
    return statement["mainsnak"]["datavalue"]["value"]


def test_a_repeated_edit_adds_the_statement_again(client: SandboxClient) -> None:
    change(client, claim("P1947", "string", "1"))
    assert len(change(client, claim("P1947", "string", "1"))["P1947"]) == 2


def test_a_statement_with_its_id_is_replaced_in_place(client: SandboxClient) -> None:
    first, second = change(client, claim("P1947", "string", "1"), claim("P1947", "string", "2"))["P1947"]
    after = change(client, claim("P1947", "string", "3", id=first["id"]))["P1947"]
    assert [(statement["id"], value_of(statement)) for statement in after] == [
        (first["id"], "3"),
        (second["id"], "2"),
    ]


def test_ids_and_hashes_are_wikibases(client: SandboxClient) -> None:
    (statement,) = change(client, claim("P1947", "string", "1"))["P1947"]
    assert statement["id"].startswith("M1$")
    assert len(statement["id"]) == len("M1$1829642E-2271-4AAD-B59F-5776CADECBFF")
    assert len(statement["mainsnak"]["hash"]) == 40
    assert "datatype" not in statement["mainsnak"]


def test_a_removed_statement_leaves_an_empty_list(client: SandboxClient) -> None:
    (statement,) = change(client, claim("P1947", "string", "1"))["P1947"]
    reply = client.edit_data(TARGET, {"claims": [{"id": statement["id"], "remove": ""}]})
    assert reply["entity"]["statements"] == []


def test_a_padded_year_is_normalised(client: SandboxClient) -> None:
    time = {"time": "+0000000002023-07-22T00:00:00Z", "timezone": 0, "precision": 11, "calendarmodel": CALENDAR}
    (statement,) = change(client, claim("P571", "time", time))["P571"]
    assert value_of(statement)["time"] == "+2023-07-22T00:00:00Z"


def test_an_item_known_by_its_number_gets_its_id(client: SandboxClient) -> None:
    item = {"entity-type": "item", "numeric-id": 26757498}
    (statement,) = change(client, claim("P1433", "wikibase-entityid", item))["P1433"]
    assert value_of(statement) == {**item, "id": "Q26757498"}


def test_qualifiers_and_references_are_kept_in_order(client: SandboxClient) -> None:
    def snaks(*names: str) -> dict[str, Any]:
        return {name: [claim(name, "string", "x")["mainsnak"]] for name in names}

    sent = claim(
        "P1947",
        "string",
        "1",
        qualifiers=snaks("P2093", "P13988"),
        references=[{"snaks": snaks("P4092"), "snaks-order": ["P4092"]}],
    )
    sent["qualifiers-order"] = ["P13988", "P2093"]
    (statement,) = change(client, sent)["P1947"]
    assert statement["qualifiers-order"] == ["P13988", "P2093"]
    assert len(statement["references"][0]["hash"]) == 40


def test_one_bad_claim_fails_the_whole_edit(client: SandboxClient) -> None:
    good, bad = claim("P1947", "string", "1"), claim("P973", "string", "nope")
    reply = client.edit_data(TARGET, {"labels": [{"language": "en", "value": "x"}], "claims": [good, bad]})
    assert reply["error"]["code"] == "modification-failed"
    entities = client.send({"action": "wbgetentities", "ids": "M1"})["entities"]
    assert entities == {"M1": {"id": "M1", "missing": ""}}


def test_what_is_called_statements_in_a_change_is_ignored(client: SandboxClient) -> None:
    reply = client.edit_data(TARGET, {"statements": {"P1947": [claim("P1947", "string", "1")]}})
    assert reply["entity"]["nochange"] is True


def test_a_stale_change_of_another_field_is_merged(client: SandboxClient) -> None:
    base = client.edit_data(TARGET, {"labels": {"en": {"language": "en", "value": "a"}}})["entity"]["lastrevid"]
    client.edit_data(TARGET, {"labels": {"en": {"language": "en", "value": "b"}}})
    reply = client.edit_data(TARGET, {"labels": {"de": {"language": "de", "value": "c"}}}, baserevid=str(base))
    assert {name: label["value"] for name, label in reply["entity"]["labels"].items()} == {"en": "b", "de": "c"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("  padded ", "padded", id="trimmed"),
        pytest.param("a\nb", "a b", id="newline"),
        pytest.param("x" * 250, "x" * 250, id="as long as allowed"),
    ],
)
def test_captions_are_tidied(client: SandboxClient, given: str, kept: str) -> None:
    reply = client.edit_data(TARGET, {"labels": [{"language": "en", "value": given}]})
    assert reply["entity"]["labels"] == {"en": {"language": "en", "value": kept}}


def test_an_empty_caption_removes_it(client: SandboxClient) -> None:
    client.edit_data(TARGET, {"labels": [{"language": "en", "value": "x"}]})
    reply = client.edit_data(TARGET, {"labels": [{"language": "en", "value": ""}]})
    assert reply["entity"]["labels"] == {}


def test_a_file_that_is_not_there_has_the_number_minus_one(client: SandboxClient) -> None:
    reply = client.send({"action": "wbgetentities", "sites": "commonswiki", "titles": "File:No.jpg"})
    assert reply["entities"] == {"-1": {"site": "commonswiki", "title": "File:No.jpg", "missing": ""}}
    assert client.edit_data({**TARGET, "title": "File:No.jpg"}, {})["error"]["code"] == "no-such-entity-link"


def test_a_wikitext_edit_and_a_new_version_keep_the_structured_data(client: SandboxClient) -> None:
    change(client, claim("P1947", "string", "1"))
    client.write("edit", {"title": "File:A.jpg", "text": "new"})
    client.publish("A.jpg", jpeg(2), ignorewarnings="1")
    entity = client.send({"action": "wbgetentities", "ids": "M1"})["entities"]["M1"]
    assert value_of(entity["statements"]["P1947"][0]) == "1"


def test_a_null_edit_changes_nothing_and_costs_an_edit(client: SandboxClient) -> None:
    reply = client.write("edit", {"title": "File:A.jpg", "text": "wikitext", "summary": "null edit"})
    assert reply["edit"]["nochange"] is True
    assert len(client.state()["hits"]["Ordinary"]["edit"]) == 2


def test_a_file_made_again_after_deletion_starts_anew(client: SandboxClient) -> None:
    change(client, claim("P1947", "string", "1"))
    client.http.post(f"{ORIGIN}/sandbox/delete", json={"title": "File:A.jpg"})
    warned = client.publish("A.jpg", jpeg(1))["upload"]
    assert warned["warnings"] == {"was-deleted": "A.jpg", "duplicate-archive": "A.jpg"}
    client.commit("A.jpg", warned["filekey"], ignorewarnings="1")
    reply = client.send({"action": "query", "titles": "File:A.jpg", "prop": "imageinfo", "iilimit": "9"})
    assert len(reply["query"]["pages"][0]["imageinfo"]) == 1
    assert reply["query"]["pages"][0]["pageid"] != 1


def test_format_version_1_keys_pages_by_number_and_has_no_booleans(client: SandboxClient) -> None:
    titles = {"titles": "File:A.jpg|File:No.jpg", "prop": "revisions", "rvprop": "content", "rvslots": "main"}
    reply = client.send({"action": "query", "formatversion": "1", **titles})
    assert reply["batchcomplete"] == ""
    pages = reply["query"]["pages"]
    assert pages["1"]["revisions"][0]["slots"]["main"]["*"] == "wikitext"
    assert pages["-1"]["missing"] == ""
