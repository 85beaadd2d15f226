import dataclasses
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from curator.sources.mapillary_statements import mapillary_statements
from curator.sources.source import Dates, Dimensions, GeoLocation
from curator.sources.statements import quantity
from tests.unit.sources.photo import IMAGE, PAGE


def value(property_id: str, datatype: str, kind: str, content: Any) -> dict[str, Any]:
    datavalue = {"type": kind, "value": content}
    return {"snaktype": "value", "property": property_id, "datatype": datatype, "datavalue": datavalue}


def item(property_id: str, number: int) -> dict[str, Any]:
    return value(property_id, "wikibase-item", "wikibase-entityid", {"entity-type": "item", "numeric-id": number})


def amount(property_id: str, number: str, unit: str) -> dict[str, Any]:
    content = {"amount": number, "unit": f"http://www.wikidata.org/entity/{unit}"}
    return value(property_id, "quantity", "quantity", content)


def statement(mainsnak: dict[str, Any], **qualifiers: dict[str, Any]) -> dict[str, Any]:
    return {
        "mainsnak": mainsnak,
        "rank": "normal",
        "qualifiers": {name: [snak] for name, snak in qualifiers.items()},
        "qualifiers-order": list(qualifiers),
        "references": [],
        "type": "statement",
    }


CREATOR = statement(
    {"snaktype": "somevalue", "property": "P170"},
    P2093=value("P2093", "string", "string", "alice"),
    P13988=value("P13988", "external-id", "string", "alice"),
)
PHOTO_ID = statement(value("P1947", "external-id", "string", "1000"))
PUBLISHED_IN = statement(item("P1433", 26757498))
INCEPTION = statement(
    value(
        "P571",
        "time",
        "time",
        {
            "time": "+00000002023-07-22T00:00:00Z",
            "timezone": 0,
            "before": 0,
            "after": 0,
            "precision": 11,
            "calendarmodel": "http://www.wikidata.org/entity/Q1985727",
        },
    )
)
SOURCE = statement(item("P7482", 74228490), P137=item("P137", 17985544), P973=value("P973", "string", "string", PAGE))
PLACE = value(
    "P1259",
    "globe-coordinate",
    "globecoordinate",
    {"latitude": 47.1, "longitude": 8.5, "precision": 1e-9, "globe": "http://www.wikidata.org/entity/Q2"},
)
POINT_OF_VIEW = statement(PLACE, P7787=amount("P7787", "+12.5", "Q28390"))
LICENCE = [statement(item("P6216", 50423863)), statement(item("P275", 18199165))]
SIZE = [statement(amount("P2049", "+4000", "Q355198")), statement(amount("P2048", "+3000", "Q355198"))]
BEFORE_LICENCE = [CREATOR, PHOTO_ID, PUBLISHED_IN, INCEPTION, SOURCE, POINT_OF_VIEW]


# scenario 93
def test_a_photo_is_described_in_full_and_in_order() -> None:
    assert mapillary_statements(IMAGE, with_licence=True) == [*BEFORE_LICENCE, *LICENCE, *SIZE]


# scenario 93
def test_the_licence_is_left_out_when_the_uploader_states_another() -> None:
    assert mapillary_statements(IMAGE, with_licence=False) == [*BEFORE_LICENCE, *SIZE]


def test_a_place_without_a_heading_has_no_qualifier() -> None:
    image = dataclasses.replace(IMAGE, location=GeoLocation(latitude=47.1, longitude=8.5))
    assert statement(PLACE) in mapillary_statements(image, with_licence=False)


def test_unknown_dimensions_are_not_claimed_to_be_zero() -> None:
    image = dataclasses.replace(IMAGE, dimensions=Dimensions(width=0, height=0))
    assert mapillary_statements(image, with_licence=False) == BEFORE_LICENCE


def test_the_day_is_the_one_in_utc() -> None:
    evening = datetime(2023, 7, 21, 23, 26, 40, tzinfo=timezone(timedelta(hours=-5)))
    assert INCEPTION in mapillary_statements(dataclasses.replace(IMAGE, dates=Dates(taken=evening)), with_licence=False)


def test_names_lose_the_outer_blanks_wikibase_refuses() -> None:
    padded = dataclasses.replace(IMAGE, creator=dataclasses.replace(IMAGE.creator, username=" alice "))
    assert mapillary_statements(padded, with_licence=False)[0] == CREATOR


@pytest.mark.parametrize(
    ("number", "expected"), [(0.00001, "+0.00001"), (90.0, "+90.0"), (4000, "+4000")], ids=["tiny", "float", "whole"]
)
def test_an_amount_has_a_sign_and_no_exponent(number: float, expected: str) -> None:
    assert quantity("P7787", number, unit=28390)["datavalue"]["value"]["amount"] == expected
