"""What a package's data must be like, compiled once: a JSON schema of draft 7, or a model.

The library that knows JSON schemas is imported for a schema only: models are what our own handlers use.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from curator.realtime.errors import FieldError

Schema = Mapping[str, Any] | type[BaseModel]
Check = Callable[[Mapping[str, Any]], tuple[FieldError, ...]]
"""Returns what is wrong with the data of a package, and nothing where it is as it should be."""

MAX_PROBLEMS = 20


def compiled(schema: Schema) -> Check:
    """Return the check of a schema; raises ValueError for what is no schema of draft 7."""
    return _of_schema(schema) if isinstance(schema, Mapping) else _of_model(schema)


def _of_model(model: type[BaseModel]) -> Check:
    def check(data: Mapping[str, Any]) -> tuple[FieldError, ...]:
        try:
            model.model_validate(data)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=False, include_input=False)[:MAX_PROBLEMS]
            return tuple(FieldError(path=_path(one["loc"]), message=one["msg"]) for one in problems)
        return ()

    return check


def _of_schema(schema: Mapping[str, Any]) -> Check:
    from jsonschema import Draft7Validator, SchemaError  # noqa: PLC0415 - see above

    plain = json.loads(json.dumps(schema))  # what is no JSON fails here, and what somebody changes later is not this
    try:
        Draft7Validator.check_schema(plain)
    except SchemaError as problem:
        raise ValueError(f"no JSON schema: {problem.message}") from None
    validator = Draft7Validator(plain, format_checker=Draft7Validator.FORMAT_CHECKER)

    def problems(data: Mapping[str, Any]) -> Iterator[FieldError]:
        for one in validator.iter_errors(data):
            if one.validator == "required":
                for name in one.validator_value:
                    if name not in one.instance:
                        yield FieldError(path=_path([*one.absolute_path, name]), message="must be there")
            else:
                yield FieldError(path=_path(one.absolute_path), message=_broken(one.validator, one.validator_value))

    return lambda data: tuple(islice(dict.fromkeys(problems(data)), MAX_PROBLEMS))


def _path(place: Any) -> str:
    return ".".join(map(str, place))


def _broken(keyword: str, value: Any) -> str:
    """Return which rule is broken; the library's own sentences repeat the data, however long or secret that is."""
    return f"must satisfy {keyword}: {json.dumps(value)}"
