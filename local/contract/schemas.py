"""JSON schemas of models, in the form AsyncAPI and OpenAPI both take."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import core_schema

from curator.realtime.protocol import SOURCE_NAME
from curator.sources.registry import SOURCES

Schema = dict[str, Any]

REFERENCE = "#/components/schemas/{model}"


class Plain(GenerateJsonSchema):
    """Schemas without a title per field, which says its name once more, and with the sources by name."""

    def field_title_should_be_set(self, _schema: Any) -> bool:
        """Return False."""
        return False

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> Schema:
        """Return the union without `discriminator`, which the two kinds of documents write in different ways."""
        return {name: part for name, part in super().tagged_union_schema(schema).items() if name != "discriminator"}


class WithoutDefaults(Plain):
    """Schemas in which the absence of a field means just that."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """Return the schema without its default."""
        return self.generate_inner(schema["schema"])


class WithoutNulls(WithoutDefaults):
    """Schemas of what the server sends on the WebSocket: a field that may be None is absent then."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        """Return the schema of what is not null."""
        return self.generate_inner(schema["schema"])


def schemas_of(
    models: Iterable[type[BaseModel]], generator: type[GenerateJsonSchema] = Plain
) -> tuple[dict[type[BaseModel], Schema], dict[str, Schema]]:
    """Return each model's own schema, and those of all parts by name; references lead to `components`."""
    wanted = list(dict.fromkeys(models))
    _, definitions = models_json_schema(
        [(model, "validation") for model in wanted], ref_template=REFERENCE, schema_generator=generator
    )
    parts = named_sources(definitions.get("$defs", {}))
    return {model: parts[part_name(model)] for model in wanted}, parts


def part_name(model: type[BaseModel]) -> str:
    """Return the name a model's schema has among the parts, where brackets are not allowed."""
    return model.__name__.replace("[", "_").replace("]", "_")


def named_sources(schema: Any) -> Any:
    """Return a schema in which every source's name is one of those there are."""
    if isinstance(schema, list):
        return [named_sources(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == SOURCE_NAME:
        kept = {name: part for name, part in schema.items() if name not in {"format", "maxLength", "pattern"}}
        return {**kept, "enum": sorted(SOURCES)}
    return {name: named_sources(part) for name, part in schema.items()}


def referenced(schema: Any, parts: dict[str, Schema]) -> dict[str, Schema]:
    """Return those of the parts that a schema refers to, directly or through others, by name."""
    found: dict[str, Schema] = {}
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name in parts and name not in found:
                found[name] = parts[name]
                waiting.append(parts[name])
            waiting += one.values()
    return dict(sorted(found.items()))
