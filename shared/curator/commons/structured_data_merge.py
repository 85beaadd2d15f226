"""Merging new statements into those a file already has: additive, and never against what a person wrote.

Statements are opaque but for a few parts: what Commons sent goes back as it came, with its ids, hashes and kinds of
values this code has never heard of.

For each property of the new statements:

- the file has none: all new ones are added, after the existing ones;
- the file has coordinates there: they stay exactly as they are, and the new ones are dropped;
- otherwise a new statement goes into the first existing one of the same value, adding the qualifiers and references
  that one lacks; a new statement of another value is dropped, for the existing value is somebody's decision.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

Snak = dict[str, Any]
Statement = dict[str, Any]
Key = tuple[str, ...]

YEAR_PADDING = re.compile(r"^([+-])0*(?=\d{4,}-)")
TEXT_TYPE = "string"  # strings, external identifiers and URLs all have this `datavalue.type`
COORDINATE_TYPE = "globecoordinate"
NOT_CONTENT = frozenset({"hash", "datatype"})


def merge_statements(existing: Sequence[Statement], new: Sequence[Statement]) -> list[Statement]:
    """Return the existing statements, enriched, followed by those of properties the file did not have.

    Neither argument is changed. An existing statement that gains nothing is the same object in the result.
    """
    merged = list(existing)
    known = {_property(statement) for statement in existing}
    with_coordinates = {_property(statement) for statement in existing if _is_coordinate(statement)}
    for statement in new:
        if _property(statement) in known - with_coordinates:
            _fold_in(merged, statement)
    added = [statement for statement in new if _property(statement) not in known]
    return merged + added


def is_unchanged(before: Sequence[Statement], after: Sequence[Statement]) -> bool:
    """Return whether both say the same; order, ids, hashes and data types are not content."""
    return len(before) == len(after) and _canonical_list(before) == _canonical_list(after)


def same_snak(left: Snak, right: Snak) -> bool:
    """Return whether two snaks say the same: the same property and the same normalised value."""
    return _snak_key(left) == _snak_key(right)


def _fold_in(statements: list[Statement], new: Statement) -> None:
    """Replace the first statement of the new one's value by one that also has the new one's details."""
    for index, statement in enumerate(statements):
        if same_snak(statement["mainsnak"], new["mainsnak"]):
            statements[index] = _with_references(_with_qualifiers(statement, new), new)
            return


def _with_qualifiers(statement: Statement, new: Statement) -> Statement:
    qualifiers = {name: list(snaks) for name, snaks in _map(statement, "qualifiers").items()}
    order = list(statement.get("qualifiers-order") or qualifiers)
    changed = False
    for name in _ordered_names(new):
        present = qualifiers.setdefault(name, [])
        missing = [snak for snak in _map(new, "qualifiers")[name] if not any(same_snak(snak, one) for one in present)]
        if missing:
            present.extend(missing)
            changed = True
            if name not in order:
                order.append(name)
    return {**statement, "qualifiers": qualifiers, "qualifiers-order": order} if changed else statement


def _with_references(statement: Statement, new: Statement) -> Statement:
    present = list(statement.get("references") or [])
    keys = {_reference_key(reference) for reference in present}
    missing = []
    for reference in new.get("references") or []:
        if _reference_key(reference) not in keys:
            keys.add(_reference_key(reference))
            missing.append(reference)
    return {**statement, "references": present + missing} if missing else statement


def _map(holder: dict[str, Any], name: str) -> dict[str, list[Snak]]:
    """Return a map of property to snaks; PHP writes an empty one as []."""
    return dict(holder.get(name) or {})


def _ordered_names(statement: Statement) -> list[str]:
    names = _map(statement, "qualifiers")
    order = [name for name in statement.get("qualifiers-order") or [] if name in names]
    return order + [name for name in names if name not in order]


def _property(statement: Statement) -> str:
    return str(statement["mainsnak"]["property"])


def _is_coordinate(statement: Statement) -> bool:
    datavalue = statement["mainsnak"].get("datavalue") or {}
    return bool(datavalue.get("type") == COORDINATE_TYPE)


def _reference_key(reference: dict[str, Any]) -> tuple[Key, ...]:
    return tuple(_snak_key(snak) for snaks in _map(reference, "snaks").values() for snak in snaks)


def _snak_key(snak: Snak) -> Key:
    kind = str(snak.get("snaktype", "value"))
    value = _value_key(snak["datavalue"]) if kind == "value" else ()
    return (str(snak["property"]), kind, *value)


def _value_key(datavalue: dict[str, Any]) -> Key:
    """Return what makes two values the same.

    Bounds of quantities, precision of coordinates and all of a time but its text are left out: Commons fills them in.
    A kind of value not named here is compared whole.
    """
    kind, value = str(datavalue["type"]), datavalue["value"]
    if kind == TEXT_TYPE:
        return (kind, str(value))
    if kind == "wikibase-entityid" and "numeric-id" in value:
        return (kind, str(value["entity-type"]), str(value["numeric-id"]))
    if kind == "quantity":
        return (kind, str(value["amount"]), str(value["unit"]))
    if kind == COORDINATE_TYPE:
        return (kind, repr(float(value["latitude"])), repr(float(value["longitude"])))
    if kind == "time":
        # We write years with 11 digits as Wikibase once did; Commons answers `+2017-…`.
        return (kind, YEAR_PADDING.sub(r"\1", str(value["time"])))
    return (kind, json.dumps(value, sort_keys=True))


def _canonical_list(statements: Iterable[Statement]) -> list[str]:
    without_ids = ({name: part for name, part in statement.items() if name != "id"} for statement in statements)
    return sorted(json.dumps(_canonical(statement), sort_keys=True) for statement in without_ids)


def _canonical(value: Any) -> Any:
    """Return the content of a value: without hashes, data types, empty collections and the order of lists."""
    if isinstance(value, dict):
        parts = {name: _canonical(part) for name, part in value.items() if name not in NOT_CONTENT}
        return {name: part for name, part in parts.items() if part not in ({}, [])}
    if isinstance(value, list):
        return sorted((_canonical(part) for part in value), key=lambda part: json.dumps(part, sort_keys=True))
    return value
