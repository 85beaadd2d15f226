"""Statements as Wikibase stores them: checked, normalised, and with their hashes.

What is checked and the words of each refusal were recorded from Wikibase 1.43; the lengths are Commons' own.
"""

import hashlib
import json
import re
from typing import Any

from local.sandbox.replies import ApiError

MAXIMUM_STRING = 1500
LAST_PROPERTY = 20_000  # higher numbers do not exist (Wikidata had some 14,000 in 2026)
LAST_ITEM = 200_000_000
PRECISION_DAY = 11
URL_PROPERTIES = frozenset({"P973", "P2699", "P854", "P856"})
VALUE_TYPES = {
    "P180": "wikibase-entityid", "P275": "wikibase-entityid", "P6216": "wikibase-entityid",
    "P7482": "wikibase-entityid", "P1433": "wikibase-entityid", "P137": "wikibase-entityid",
    "P170": "wikibase-entityid", "P571": "time", "P1259": "globecoordinate", "P9149": "globecoordinate",
    "P7787": "quantity", "P2048": "quantity", "P2049": "quantity", "P3575": "quantity",
    "P4082": "wikibase-entityid", "P1932": "string", "P4174": "string",
    "P1163": "string", "P1947": "string", "P2093": "string", "P13988": "string", "P4092": "string",
    "P973": "string", "P2699": "string",
}  # fmt: skip

TIME = re.compile(r"([+-])(\d{1,16})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z")
AMOUNT = re.compile(r"[+-](0|[1-9]\d*)(\.\d+)?")
ILLEGAL_BLANKS = re.compile(r"^\s|\s$|[\n\r\t\v\f]")
URL_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)


def modification_failed(info: str, name: str, *parameters: str) -> ApiError:
    """Return Wikibase's refusal of a change."""
    messages = [{"name": name, "parameters": list(parameters), "html": info}]
    return ApiError("modification-failed", info, messages=messages)


def bad_value(detail: str) -> ApiError:
    """Return the refusal of a value that cannot be read."""
    return modification_failed(f"Data value corrupt: {detail}", "wikibase-validator-bad-value", detail)


def invalid_claim(detail: str) -> ApiError:
    """Return the refusal of something that is no statement."""
    messages = [{"name": "wikibase-api-invalid-claim", "parameters": [], "html": "Invalid claim."}]
    return ApiError("invalid-claim", f"Invalid claim. {detail}", messages=messages)


def normal_snak(snak: Any) -> dict[str, Any]:
    """Return a snak checked, normalised and hashed.

    Raises:
        ApiError: Wikibase would refuse it.
    """
    if not isinstance(snak, dict) or "snaktype" not in snak or "property" not in snak:
        raise invalid_claim("A snak needs a snaktype and a property.")
    identifier = str(snak["property"])
    if not re.fullmatch(r"P[1-9]\d*", identifier) or int(identifier[1:]) > LAST_PROPERTY:
        link = f"[[Property:{identifier}|{identifier}]]"
        raise modification_failed(f"Property {link} not found", "wikibase-validator-no-such-property", link)
    if snak["snaktype"] in {"somevalue", "novalue"}:
        return _hashed({"snaktype": snak["snaktype"], "property": identifier}, None)
    if snak["snaktype"] != "value" or not isinstance(snak.get("datavalue"), dict):
        raise invalid_claim("A snak of type value needs a datavalue.")
    return _hashed({"snaktype": "value", "property": identifier}, _normal_datavalue(identifier, snak["datavalue"]))


def normal_statement(statement: Any, statement_id: str) -> dict[str, Any]:
    """Return a statement as it is stored under this id.

    Raises:
        ApiError: a part of it is refused, and so all of it.
    """
    if not isinstance(statement, dict) or "mainsnak" not in statement:
        raise invalid_claim("A statement needs a mainsnak.")
    if statement.get("type", "statement") != "statement":
        raise invalid_claim("A claim on a file is a statement.")
    rank = statement.get("rank", "normal")
    if rank not in {"normal", "preferred", "deprecated"}:
        raise invalid_claim(f"Unknown rank {rank}.")
    stored: dict[str, Any] = {"mainsnak": normal_snak(statement["mainsnak"]), "type": "statement"}
    qualifiers = _snak_map(statement.get("qualifiers"))
    if qualifiers:
        stored["qualifiers"] = qualifiers
        stored["qualifiers-order"] = _order(statement.get("qualifiers-order"), qualifiers)
    stored["id"] = statement_id
    stored["rank"] = rank
    references = [_reference(reference) for reference in statement.get("references") or []]
    if references:
        stored["references"] = references
    return stored


def _reference(reference: Any) -> dict[str, Any]:
    snaks = _snak_map(reference.get("snaks") if isinstance(reference, dict) else None)
    if not snaks:
        raise invalid_claim("A reference needs snaks.")
    return {
        "hash": _digest(snaks),
        "snaks": snaks,
        "snaks-order": _order(reference.get("snaks-order"), snaks),
    }


def _snak_map(given: Any) -> dict[str, list[dict[str, Any]]]:
    flat = given if isinstance(given, list) else [snak for snaks in (given or {}).values() for snak in snaks]
    grouped: dict[str, list[dict[str, Any]]] = {}
    for snak in flat:
        normal = normal_snak(snak)
        same_property = grouped.setdefault(normal["property"], [])
        if normal not in same_property:  # Wikibase's snak lists are sets
            same_property.append(normal)
    return grouped


def _order(given: Any, snaks: dict[str, Any]) -> list[str]:
    wanted = [name for name in given or [] if name in snaks]
    return wanted + [name for name in snaks if name not in wanted]


def _normal_datavalue(identifier: str, datavalue: dict[str, Any]) -> dict[str, Any]:
    kind = str(datavalue.get("type", ""))
    expected = VALUE_TYPES.get(identifier, kind)
    if kind != expected:
        raise modification_failed(
            f"Bad value type {kind}, expected {expected}", "wikibase-validator-bad-value-type", kind, expected
        )
    value = datavalue.get("value")
    if kind == "string":
        return {"value": _normal_string(identifier, value), "type": kind}
    if not isinstance(value, dict):
        raise bad_value(f"a {kind} must be an object")
    normal = {
        "wikibase-entityid": _normal_entity,
        "time": _normal_time,
        "quantity": _normal_quantity,
        "globecoordinate": _normal_coordinate,
    }.get(kind, dict)(value)
    return {"value": normal, "type": kind}


def _normal_string(identifier: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise bad_value("a string must not be empty")
    if len(value) > MAXIMUM_STRING:
        limit = f"{MAXIMUM_STRING:,}"
        text = f"Must be no more than {limit} characters long"
        raise modification_failed(text, "wikibase-validator-too-long", limit, value[:20] + "...")
    if ILLEGAL_BLANKS.search(value):
        text = (
            f"String should not start or end with whitespace nor include vertical whitespace or tabs: {value.strip()}"
        )
        raise modification_failed(text, "wikibase-validator-illegal-string-chars", value)
    if identifier in URL_PROPERTIES and not URL_SCHEME.fullmatch(value):
        text = f'This URL misses a scheme like "https://": {value}'
        raise modification_failed(text, "wikibase-validator-url-scheme-missing", value)
    return value


def _normal_entity(value: dict[str, Any]) -> dict[str, Any]:
    kind = str(value.get("entity-type", "item"))
    letter = {"item": "Q", "property": "P", "mediainfo": "M"}.get(kind, "Q")
    identifier = str(value.get("id") or f"{letter}{value.get('numeric-id')}")
    if not re.fullmatch(r"[QPM][1-9]\d*", identifier):
        raise bad_value(f"{identifier} is no entity id")
    number = int(identifier[1:])
    if identifier.startswith("Q") and number > LAST_ITEM:
        link = f"[[Item:{identifier}|{identifier}]]"
        raise modification_failed(f"{link} not found", "wikibase-validator-no-such-entity", link)
    return {"entity-type": kind, "numeric-id": number, "id": identifier}


def _normal_time(value: dict[str, Any]) -> dict[str, Any]:
    given = str(value.get("time", ""))
    match = TIME.fullmatch(given)
    if match is None:
        raise bad_value(f"$timestamp must resemble ISO 8601, given {given}")
    sign, year, month, day, *clock = match.groups()
    if value.get("precision", PRECISION_DAY) > PRECISION_DAY or clock != ["00", "00", "00"]:
        raise modification_failed(f"Malformed input: {given}", "wikibase-validator-malformed-value", given)
    return {
        "time": f"{sign}{str(int(year)).zfill(4)}-{month}-{day}T00:00:00Z",
        "timezone": value.get("timezone", 0),
        "before": value.get("before", 0),
        "after": value.get("after", 0),
        "precision": value.get("precision", PRECISION_DAY),
        "calendarmodel": value.get("calendarmodel", "http://www.wikidata.org/entity/Q1985727"),
    }


def _normal_quantity(value: dict[str, Any]) -> dict[str, Any]:
    amount = str(value.get("amount", ""))
    if not AMOUNT.fullmatch(amount):
        raise bad_value(f"Value must match the pattern for decimal values, given {amount}")
    bounds = {name: value[name] for name in ("upperBound", "lowerBound") if value.get(name) is not None}
    return {"amount": amount, "unit": str(value.get("unit") or "1"), **bounds}


def _normal_coordinate(value: dict[str, Any]) -> dict[str, Any]:
    latitude, longitude = value.get("latitude"), value.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        raise bad_value("latitude and longitude must be numbers")
    if abs(latitude) > 360 or abs(longitude) > 360:
        raise bad_value("latitude and longitude must be between -360 and 360")
    return {
        "latitude": latitude,
        "longitude": longitude,
        "altitude": None,
        "precision": value.get("precision"),
        "globe": value.get("globe") or "http://www.wikidata.org/entity/Q2",
    }


def _hashed(snak: dict[str, Any], datavalue: dict[str, Any] | None) -> dict[str, Any]:
    content = dict(snak) if datavalue is None else {**snak, "datavalue": datavalue}
    hashed = {**snak, "hash": _digest(content)}
    return hashed if datavalue is None else {**hashed, "datavalue": datavalue}


def _digest(value: Any) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha1(canonical.encode(), usedforsecurity=False).hexdigest()
