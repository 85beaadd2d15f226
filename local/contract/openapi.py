"""The OpenAPI document: what FastAPI knows of the routes, with what they answer and who is served."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, TypeAdapter

from curator.foundation.clock import SystemClock
from curator.foundation.table import Table
from curator.identity.cookies import SESSION
from curator.identity.sessions import Sessions
from curator.identity.store import SessionStore
from functions.api.application import create_application
from functions.api.client_files import ClientFiles
from functions.api.documents.described import Answer, Visitor
from functions.api.documents.routes import ROUTES, answers_of
from functions.api.health import Health
from functions.api.services import Services
from local.contract.schemas import REFERENCE, Plain, Schema, WithoutDefaults, named_sources, part_name, schemas_of

DESCRIPTION = """\
Refusals and failures are `{"detail": …}`: a sentence, or for a request of the wrong form (422) a list of what is wrong
with it. Under `/api/v1` they carry a code besides, and the list is in `details`. `GET /` and every other path that is
not named here serve the web client's files. What may be refused with 429 tells in each answer, by the X-RateLimit
headers, how many calls of the minute are left, and in how many seconds the oldest of them counts no more: for calls
with an API key that moment itself, in seconds since 1970. A slash at the end of a path under `/api/v1` changes nothing.
"""
BEARER, API_KEY = "bearer", "apiKey"
SCHEMES = {
    SESSION: {"type": "apiKey", "in": "cookie", "name": SESSION, "description": "set by logging in"},
    API_KEY: {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "of POST /api/v1/api-keys"},
    BEARER: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "of a service that we trust"},
}
SHOWN: Mapping[Visitor, list[dict[str, list[str]]]] = {
    Visitor.USER: [{SESSION: []}, {BEARER: []}],
    Visitor.OPERATOR: [{SESSION: []}, {BEARER: []}],
    Visitor.OPERATOR_FROM_THE_WIKI: [{SESSION: []}],
    Visitor.KEY_HOLDER: [{API_KEY: []}, {SESSION: []}, {BEARER: []}],
    Visitor.CALLER: [{SESSION: []}, {BEARER: []}],
}
"""What each kind of visitor may show to be served."""


def openapi(version: str) -> Schema:
    """Return the document."""
    application = create_application(no_services())
    application.title, application.version, application.description = "Curator", version, DESCRIPTION
    document: Schema = application.openapi()
    parts: dict[str, Schema] = document["components"]["schemas"]
    parts.update(schemas_of(_models(), Plain)[1])
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(method.upper(), path, operation, parts)
    document["components"] = {
        "schemas": dict(sorted(parts.items())),
        "securitySchemes": SCHEMES,
    }
    return document


def _models() -> Iterator[type[BaseModel]]:
    for method, path in ROUTES:
        for answer in answers_of(method, path).values():
            yield from (model for model in answer.content.values() if model is not None)


def _complete(method: str, path: str, operation: Schema, parts: dict[str, Schema]) -> None:
    """Say what FastAPI cannot know of a route."""
    route = ROUTES[method, path]
    checked = {"422": operation["responses"]["422"]} if "422" in operation["responses"] else {}
    answers = {str(status): _answer(answer) for status, answer in answers_of(method, path).items()}
    operation["responses"] = dict(sorted((checked | answers).items()))
    parameters = [one for one in operation.pop("parameters", ()) if (one["in"], one["name"]) != ("cookie", SESSION)]
    if parameters:
        operation["parameters"] = parameters
    if route.visitor in SHOWN:
        operation["security"] = SHOWN[route.visitor]
    if route.body is not None:
        schema = TypeAdapter(route.body).json_schema(ref_template=REFERENCE, schema_generator=WithoutDefaults)
        parts.update(named_sources(schema.pop("$defs", {})))
        operation["requestBody"]["content"]["application/json"]["schema"] = schema


def _answer(answer: Answer) -> Schema:
    described: Schema = {"description": answer.description}
    headers = {
        name: {"description": text, "required": required, "schema": {"type": "string"}}
        for required, named in ((True, answer.headers), (False, answer.optional_headers))
        for name, text in named.items()
    }
    if headers:
        described["headers"] = headers
    if answer.content:
        described["content"] = {
            kind: {"schema": {"$ref": REFERENCE.format(model=part_name(model))} if model else {"type": "string"}}
            for kind, model in answer.content.items()
        }
    return described


def no_services() -> Services:
    """Return services for an application nobody sends a request to."""
    table = Table(_not_used, "none", SystemClock())

    return Services(
        sessions=Sessions(SessionStore(table), SystemClock()),
        login=_not_used,
        development=_not_used,
        lanes=_not_used,
        admin=_not_used,
        api_keys=_not_used,
        audit=_not_used,
        auditor=_not_used,
        audit_log=_not_used,
        dashboard=_not_used,
        dead_letters=_not_used,
        replays=_not_used,
        incidents=_not_used,
        health=Health({}),
        file_usage=_not_used,
        files=ClientFiles(Path()),
        authenticator=_not_used,
        tickets=_not_used,
        permissions=_not_used,
        images=_not_used,
        usage=_not_used,
    )


def _not_used(*_arguments: Any) -> NoReturn:
    raise AssertionError("the document is made without serving anything")
