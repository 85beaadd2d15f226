"""The worker's structured data on its way to Commons: read, merged, and written only where something is missing."""

import copy
import json
from typing import Any

import pytest

from curator.uploads.worker.wiki import CommonsWiki, Described
from tests.fakes.recorded_wiki import RecordedWiki, recorded_body
from tests.unit.sources.mapillary_replies import Mapillary, raw

NAME = "SDC 1795218469.png"
ENTITY = recorded_body("sdc_get")["entities"]["M68"]
CAPTIONS = {"en": "A caption", "de": "Eine Bildunterschrift"}


def text(property_id: str, value: str) -> dict[str, Any]:
    return {"snaktype": "value", "property": property_id, "datavalue": {"type": "string", "value": value}}


def statement(mainsnak: dict[str, Any]) -> dict[str, Any]:
    return {"mainsnak": mainsnak, "rank": "normal", "qualifiers": {}, "qualifiers-order": [], "references": []}


def known_statements() -> list[dict[str, Any]]:
    return [one for group in copy.deepcopy(ENTITY["statements"]).values() for one in group]


def written(wiki: RecordedWiki) -> Any:
    return json.loads(wiki.requests[1].fields["data"])


def merge(wiki: RecordedWiki, *, statements: list[dict[str, Any]], labels: dict[str, str]) -> Described:
    commons = CommonsWiki(wiki.client(), "Uploader")
    return commons.merge_structured_data(NAME, statements=statements, labels=labels, summary="why")


# scenario 98
# scenario 99
@pytest.mark.parametrize(
    "labels",
    [CAPTIONS, {"en": "A caption"}, {"en": " A  caption\n"}, {"fr": " "}, {}],
    ids=["both captions", "one of two", "with other blanks", "an empty one", "none"],
)
def test_a_real_file_that_says_all_of_it_is_not_written(labels: dict[str, str]) -> None:
    wiki = RecordedWiki("sdc_get")
    described = merge(wiki, statements=known_statements(), labels=labels)
    assert described == Described(changed=False, page_id=68, revisions=(70,))
    assert len(wiki.requests) == 1


# scenario 99
@pytest.mark.parametrize(
    "labels", [{"en": "Another caption"}, {"fr": "A caption"}], ids=["other words", "another language"]
)
def test_a_caption_is_another_if_its_words_or_its_language_are(labels: dict[str, str]) -> None:
    wiki = RecordedWiki("sdc_get", "sdc_edit")
    assert merge(wiki, statements=known_statements(), labels=labels).changed
    ((language, value),) = labels.items()
    assert written(wiki)["labels"] == [{"language": language, "value": value}]


# scenario 98
def test_what_is_missing_goes_in_behind_a_real_document_that_goes_back_as_it_came() -> None:
    wiki = RecordedWiki("sdc_get", "sdc_edit")
    assert merge(wiki, statements=[statement(text("P1947", "1000"))], labels={}).changed
    assert written(wiki)["claims"] == [*known_statements(), statement(text("P1947", "1000"))]
    assert wiki.requests[1].fields["baserevid"] == "70"


MEDIA_TYPE = {"mainsnak": text("P1163", "image/jpeg"), "type": "statement", "id": "M68$a", "rank": "normal"}
SIZE_IN_BYTES = {
    "mainsnak": {
        "snaktype": "value",
        "property": "P3575",
        "hash": "1",
        "datavalue": {
            "type": "quantity",
            "value": {"amount": "+1048576", "unit": "http://www.wikidata.org/entity/Q8799"},
        },
    },
    "type": "statement",
    "id": "M68$b",
    "rank": "normal",
}
CHECKSUM = {
    "mainsnak": text("P4092", "6a66cb00ae25e678ee841da1c6da13941148c4c3") | {"hash": "2"},
    "type": "statement",
    "qualifiers": {
        "P459": [
            {
                "snaktype": "value",
                "property": "P459",
                "hash": "3",
                "datavalue": {
                    "type": "wikibase-entityid",
                    "value": {"entity-type": "item", "numeric-id": 13414952, "id": "Q13414952"},
                },
            }
        ]
    },
    "qualifiers-order": ["P459"],
    "id": "M68$c",
    "rank": "normal",
}


def as_commons_keeps_it(described: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return our statements as Commons gives them back, with what its bots add to every file.

    Commons leaves data types out, adds ids and hashes, shortens years and names an altitude.
    """
    kept: dict[str, list[dict[str, Any]]] = {}
    for number, one in enumerate(copy.deepcopy(described)):
        snak = one["mainsnak"] | {"hash": f"hash {number}"}
        snak.pop("datatype", None)
        value = snak.get("datavalue", {}).get("value")
        if isinstance(value, dict):
            value |= {"altitude": None} if "latitude" in value else {}
            value |= {"id": f"Q{value['numeric-id']}"} if "numeric-id" in value else {}
            value |= {"time": value["time"].replace("+0000000", "+")} if "time" in value else {}
        kept.setdefault(snak["property"], []).append(one | {"mainsnak": snak, "id": f"M68${number}"})
    return kept | {"P1163": [MEDIA_TYPE], "P3575": [SIZE_IN_BYTES], "P4092": [CHECKSUM]}


# scenario 98
def test_a_mapillary_photograph_described_before_is_not_written_again() -> None:
    source = Mapillary(raw()).source()
    statements = source.statements(source.fetch_image("1000"), with_licence=True)
    entity = ENTITY | {"statements": as_commons_keeps_it(statements)}
    wiki = RecordedWiki({"entities": {"M68": entity}})
    assert not merge(wiki, statements=statements, labels={}).changed
    assert len(wiki.requests) == 1
