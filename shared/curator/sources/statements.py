"""Building blocks of structured data, in Wikibase's JSON form (https://www.mediawiki.org/wiki/Wikibase/DataModel/JSON)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

Snak = dict[str, Any]
Statement = dict[str, Any]

ENTITY_PREFIX = "http://www.wikidata.org/entity/"
GREGORIAN_CALENDAR = ENTITY_PREFIX + "Q1985727"
EARTH = ENTITY_PREFIX + "Q2"
PRECISION_YEAR, PRECISION_MONTH, PRECISION_DAY = 9, 10, 11  # finer is refused by Wikibase
COORDINATE_PRECISION = 1e-9  # degrees


def statement(mainsnak: Snak, qualifiers: Sequence[Snak] = ()) -> Statement:
    """Return a statement of normal rank without references."""
    grouped: dict[str, list[Snak]] = {}
    for snak in qualifiers:
        grouped.setdefault(snak["property"], []).append(snak)
    return {
        "mainsnak": mainsnak,
        "rank": "normal",
        "qualifiers": grouped,
        "qualifiers-order": list(grouped),
        "references": [],
        "type": "statement",
    }


def some_value(property_id: str) -> Snak:
    """Return «there is a value, but no item for it»."""
    return {"snaktype": "somevalue", "property": property_id}


def item(property_id: str, number: int) -> Snak:
    """Return a reference to the item Q`number`."""
    return _value(property_id, "wikibase-item", "wikibase-entityid", {"entity-type": "item", "numeric-id": number})


def text(property_id: str, value: str) -> Snak:
    """Return a string; Wikibase refuses outer blanks, so they are dropped."""
    return _value(property_id, "string", "string", value.strip())


def external_id(property_id: str, value: str) -> Snak:
    """Return an identifier somebody else gave."""
    return _value(property_id, "external-id", "string", value.strip())


def url(property_id: str, value: str) -> Snak:
    """Return the address of a page or a file."""
    return _value(property_id, "url", "string", value.strip())


def day(property_id: str, *, year: int, month: int, day_of_month: int) -> Snak:
    """Return a date of the Gregorian calendar."""
    return _time(property_id, (year, month, day_of_month), PRECISION_DAY)


def month_of(property_id: str, *, year: int, month: int) -> Snak:
    """Return a month of the Gregorian calendar."""
    return _time(property_id, (year, month, 0), PRECISION_MONTH)


def year_of(property_id: str, *, year: int) -> Snak:
    """Return a year of the Gregorian calendar."""
    return _time(property_id, (year, 0, 0), PRECISION_YEAR)


def coordinate(property_id: str, *, latitude: float, longitude: float, precision: float = COORDINATE_PRECISION) -> Snak:
    """Return a place on Earth, all in degrees."""
    value = {"latitude": latitude, "longitude": longitude, "precision": precision, "globe": EARTH}
    return _value(property_id, "globe-coordinate", "globecoordinate", value)


def quantity(property_id: str, amount: float, *, unit: int) -> Snak:
    """Return a number with the unit Q`unit`, never in exponent form, which Wikibase refuses."""
    value = {"amount": f"{Decimal(str(amount)):+f}", "unit": f"{ENTITY_PREFIX}Q{unit}"}
    return _value(property_id, "quantity", "quantity", value)


def _time(property_id: str, date: tuple[int, int, int], precision: int) -> Snak:
    """Return a point in time; what the precision leaves out is 0 in the text."""
    year, month, day_of_month = date
    value = {
        "time": f"+{year:011d}-{month:02d}-{day_of_month:02d}T00:00:00Z",
        "timezone": 0,
        "before": 0,
        "after": 0,
        "precision": precision,
        "calendarmodel": GREGORIAN_CALENDAR,
    }
    return _value(property_id, "time", "time", value)


def _value(property_id: str, datatype: str, kind: str, value: Any) -> Snak:
    return {
        "snaktype": "value",
        "property": property_id,
        "datatype": datatype,
        "datavalue": {"type": kind, "value": value},
    }
