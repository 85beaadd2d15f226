"""Messages made up from the contract: such as it allows, and such as it does not."""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from hypothesis import strategies as st

from curator.realtime.protocol import MAX_ID
from local.contract.documents import text_of

DOCUMENT = json.loads(text_of("asyncapi.json"))
LIKELY = {"title": "A street.jpg", "language": "en"}  # what a random text would hardly ever be
NO_NUL = r"^[^\u0000]*$"  # the one pattern there is
LETTERS = {None: st.characters(codec="utf-8"), NO_NUL: st.characters(codec="utf-8", exclude_characters="\0")}
MAX_LENGTH = 40  # of most texts: long ones are for the tests of limits
NOTES = frozenset({"title", "description", "default", "deprecated", "format"})  # what they say of values is elsewhere

Json = Any
Schema = dict[str, Any]

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


def messages(name: str) -> st.SearchStrategy[dict[str, Json]]:
    """Return messages of one type as the contract has them, many of them about things that there are."""
    return values(DOCUMENT["components"]["messages"][name]["payload"])


def values(schema: Schema, name: str = "") -> st.SearchStrategy[Json]:
    """Return what a schema allows; raises ValueError for a keyword that this does not know."""
    match schema:
        case {"$ref": reference, **others}:
            _no_others(others)
            return st.deferred(lambda: values(_part(reference), name))
        case {"anyOf": branches} | {"oneOf": branches}:
            return st.one_of([values(branch, name) for branch in branches])
        case {"const": _} | {"enum": _}:
            return st.sampled_from(schema.get("enum") or [schema["const"]])
        case {"type": "object"} | {"type": "array"}:
            return _collection(dict(schema), name)
    return _plain(dict(schema), name)


def _collection(schema: Schema, name: str) -> st.SearchStrategy[Json]:
    kind, others, required = schema.pop("type"), schema.pop("additionalProperties", None), schema.pop("required", ())
    properties, items, least = schema.pop("properties", {}), schema.pop("items", {}), schema.pop("minItems", 0)
    _no_others(schema)
    if kind == "array":
        return st.lists(values(items, name), min_size=least, max_size=least + 3)
    if others:
        return st.dictionaries(st.text(max_size=MAX_LENGTH), values(others), max_size=3)
    parts = {key: values(part, key) for key, part in properties.items()}
    optional = {key: parts.pop(key) for key in list(parts) if key not in required}
    return st.fixed_dictionaries(parts, optional=optional)


def _plain(schema: Schema, name: str) -> st.SearchStrategy[Json]:
    kind, written_as = schema.pop("type"), schema.get("format")
    least, most = schema.pop("minimum", None), schema.pop("maximum", None)
    shortest, longest = schema.pop("minLength", 0), schema.pop("maxLength", MAX_LENGTH)
    letters = LETTERS[schema.pop("pattern", None)]
    _no_others(schema)
    if written_as == "date-time":
        return st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat())
    match kind:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            anywhere = st.integers(least, most)
            return st.integers(1, 5) | anywhere if most == MAX_ID else anywhere
        case "number":
            return st.floats(least, most, allow_nan=False, allow_infinity=False)
        case "string":
            text = st.text(letters, min_size=shortest, max_size=min(longest, MAX_LENGTH))
            return st.just(LIKELY[name]) | text if name in LIKELY else text
    raise ValueError(f"no values for {kind}")


def mutations(message: Json) -> st.SearchStrategy[Json]:
    """Return the message with one of its values, at any depth, gone or replaced by any JSON."""

    @st.composite
    def mutate(draw: st.DrawFn) -> Json:
        changed = json.loads(json.dumps(message))
        place, key = draw(st.sampled_from(list(_places(changed))))
        if draw(st.booleans()):
            del place[key]
        else:
            place[key] = draw(ANYTHING)
        return changed

    return mutate()


def _part(reference: str) -> Schema:
    part: Schema = DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]]
    return part


def _no_others(keywords: Schema) -> None:
    unknown = keywords.keys() - NOTES
    if unknown:
        raise ValueError(f"no values for {', '.join(sorted(unknown))}")


def _places(value: Json) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a message: what holds it, and by which key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield value, key
        yield from _places(inner)
