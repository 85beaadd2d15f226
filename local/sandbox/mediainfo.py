"""Changes to a file's structured data: captions and statements, all or nothing.

Statements without an id are added, again and again; with an id they replace. The list is called `claims` in a change
and `statements` in an answer; a change that calls it `statements` is silently ignored, as on Commons.
"""

import re
import uuid
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from local.sandbox.replies import ApiError
from local.sandbox.snaks import invalid_claim, modification_failed, normal_statement

MAXIMUM_CAPTION = 250
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-[a-z0-9]{2,3})?(-x-[a-z]+)?")
UNKNOWN_LANGUAGES = frozenset({"xx", "zz", "qq"})
OTHER_CODES = frozenset({"simple", "mul", "be-tarask", "zh-classical", "zh-min-nan", "roa-tara", "map-bms", "bat-smg"})

Entity = dict[str, Any]  # {"labels": {}, "descriptions": {}, "statements": {"P180": [...]}}


def empty_entity() -> Entity:
    """Return the structured data of a file that has none."""
    return {"labels": {}, "descriptions": {}, "statements": {}}


def changed(entity: Entity | None, change: dict[str, Any], *, entity_id: str) -> Entity:
    """Return the entity with a change made.

    Raises:
        ApiError: a part of the change is refused, and so all of it.
    """
    result = empty_entity() if entity is None or "clear" in change else deepcopy(entity)
    for kind in ("labels", "descriptions"):
        for language, text in _terms(change.get(kind)):
            _set_term(result[kind], language, text)
    for claim in _claims(change.get("claims")):
        _apply_claim(result["statements"], claim, entity_id)
    result["statements"] = {name: claims for name, claims in result["statements"].items() if claims}
    return result


def conflicts(base: Entity | None, current: Entity | None, wanted: dict[str, Any]) -> bool:
    """Tell whether the change touches what others (or the same client) changed since `base`."""
    old, new = base or empty_entity(), current or empty_entity()
    for kind in ("labels", "descriptions"):
        for language, text in _terms(wanted.get(kind)):
            now = new[kind].get(language)
            if old[kind].get(language) != now and (now or {}).get("value") != text:
                return True
    before, after = _by_id(old), _by_id(new)
    ids = [claim["id"] for claim in _claims(wanted.get("claims")) if "id" in claim]
    return any(before.get(identifier) != after.get(identifier) for identifier in ids)


def external_ids(entity: Entity, property_id: str) -> Iterator[str]:
    """Yield the text values of a property's statements."""
    for statement in entity["statements"].get(property_id, []):
        value = statement["mainsnak"].get("datavalue", {}).get("value")
        if isinstance(value, str):
            yield value


def _by_id(entity: Entity) -> dict[str, Any]:
    return {claim["id"]: claim for claims in entity["statements"].values() for claim in claims}


def _terms(given: Any) -> Iterator[tuple[str, str]]:
    entries = given if isinstance(given, list) else list((given or {}).values())
    for entry in entries:
        if not isinstance(entry, dict) or "language" not in entry:
            raise ApiError("missing-language", "Language is missing.")
        language = str(entry["language"])
        if not _is_known_language(language):
            text = f'The supplied language code "{language}" was not recognized.'
            messages = [{"name": "wikibase-api-not-recognized-language", "parameters": [language], "html": text}]
            raise ApiError("not-recognized-language", text, messages=messages)
        yield language, "" if "remove" in entry else " ".join(str(entry.get("value", "")).split("\n")).strip()


def _is_known_language(code: str) -> bool:
    if code in OTHER_CODES:
        return True
    return LANGUAGE.fullmatch(code) is not None and code.partition("-")[0] not in UNKNOWN_LANGUAGES


def _set_term(terms: dict[str, Any], language: str, text: str) -> None:
    if len(text) > MAXIMUM_CAPTION:
        raise modification_failed(
            f"Label must be no more than {MAXIMUM_CAPTION} characters long",
            "wikibase-validator-label-too-long",
            str(MAXIMUM_CAPTION),
            text[:20] + "...",
        )
    if text:
        terms[language] = {"language": language, "value": text}
    else:
        terms.pop(language, None)


def _claims(given: Any) -> list[dict[str, Any]]:
    if isinstance(given, dict):
        given = [claim for claims in given.values() for claim in claims]
    if not isinstance(given or [], list) or not all(isinstance(claim, dict) for claim in given or []):
        raise invalid_claim("Claims must be a list of objects.")
    return list(given or [])


def _apply_claim(statements: dict[str, list[dict[str, Any]]], claim: dict[str, Any], entity_id: str) -> None:
    identifier = claim.get("id")
    if identifier is None:
        stored = normal_statement(claim, f"{entity_id}${str(uuid.uuid4()).upper()}")
        statements.setdefault(stored["mainsnak"]["property"], []).append(stored)
        return
    if not str(identifier).upper().startswith(f"{entity_id}$"):
        raise ApiError("invalid-claim", f"Claim GUID is invalid: {identifier}")
    stored_new = None if "remove" in claim else normal_statement(claim, str(identifier))
    for name, existing in statements.items():
        for index, statement in enumerate(existing):
            if statement["id"] == identifier:
                _replace(statements, name, index, stored_new)
                return
    if stored_new is None:
        raise ApiError("invalid-claim", f"The statement {identifier} does not exist.")
    statements.setdefault(stored_new["mainsnak"]["property"], []).append(stored_new)


def _replace(
    statements: dict[str, list[dict[str, Any]]], name: str, index: int, statement: dict[str, Any] | None
) -> None:
    if statement is None:
        del statements[name][index]
    elif statement["mainsnak"]["property"] == name:
        statements[name][index] = statement
    else:
        raise invalid_claim("A statement cannot change its property.")
