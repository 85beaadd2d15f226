"""Statements as they should be sent, written out."""

from typing import Any


def value(property_id: str, datatype: str, kind: str, content: Any) -> dict[str, Any]:
    datavalue = {"type": kind, "value": content}
    return {"snaktype": "value", "property": property_id, "datatype": datatype, "datavalue": datavalue}


def item(property_id: str, number: int) -> dict[str, Any]:
    return value(property_id, "wikibase-item", "wikibase-entityid", {"entity-type": "item", "numeric-id": number})


def time(property_id: str, text: str, precision: int) -> dict[str, Any]:
    content = {
        "time": f"+0000000{text}T00:00:00Z",
        "timezone": 0,
        "before": 0,
        "after": 0,
        "precision": precision,
        "calendarmodel": "http://www.wikidata.org/entity/Q1985727",
    }
    return value(property_id, "time", "time", content)


def place(latitude: float, longitude: float, precision: float) -> dict[str, Any]:
    globe = "http://www.wikidata.org/entity/Q2"
    content = {"latitude": latitude, "longitude": longitude, "precision": precision, "globe": globe}
    return value("P1259", "globe-coordinate", "globecoordinate", content)


def pixels(property_id: str, number: str) -> dict[str, Any]:
    content = {"amount": number, "unit": "http://www.wikidata.org/entity/Q355198"}
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
