"""The documents of the contract: they are what the code says, and what their formats allow."""

import ast
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from curator.realtime import batch_frames, frames
from curator.realtime.messages import SERVER_MESSAGES
from curator.realtime.messages.replies import PUSHES, REPLIES
from curator.realtime.packages.numbers import NUMBER_OF
from curator.realtime.protocol import TYPES
from functions.api.application import all_routers
from functions.api.documents.routes import ROUTES
from functions.api.roles import guarded_routes
from functions.websocket.handlers import HANDLERS
from local.contract.asyncapi import PACKAGES
from local.contract.documents import DOCUMENTS, FOLDER, GUIDE, guide_text, text_of
from local.contract.openapi import no_services
from tests.unit.test_architecture import ROOMS, ROOT, imported_by

ASYNCAPI_SCHEMA = Path(__file__).resolve().parents[2] / "fixtures" / "asyncapi" / "3.0.0.json"


def document(name: str) -> Any:
    return json.loads(text_of(name))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_committed_contract_is_the_codes(name: str) -> None:
    committed = (FOLDER / name).read_text(encoding="utf-8")
    assert committed == text_of(name), "the contract has changed: `make contract` writes it anew"


def test_the_guide_for_people_tells_every_request() -> None:
    text = guide_text()
    assert GUIDE.read_text(encoding="utf-8") == text, "the contract has changed: `make contract` writes it anew"
    told = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    paths = document("openapi.json")["paths"]
    assert told == {f"{method.upper()} {path}" for path, operations in paths.items() for method in operations}


def test_the_asyncapi_document_is_one() -> None:
    schema = json.loads(ASYNCAPI_SCHEMA.read_text(encoding="utf-8"))
    assert [problem.message for problem in Draft7Validator(schema).iter_errors(document("asyncapi.json"))] == []


def test_the_openapi_document_is_one() -> None:
    assert [problem.message for problem in OpenAPIV31SpecValidator(document("openapi.json")).iter_errors()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_reference_leads_somewhere_and_every_part_is_referred_to(name: str) -> None:
    whole = document(name)
    references = {value for key, value in _values(whole) if key == "$ref"}
    for reference in references:
        place = whole
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
    assert {f"#/components/schemas/{part}" for part in whole["components"]["schemas"]} <= references


def test_both_directions_of_the_socket_are_described() -> None:
    described = document("asyncapi.json")
    assert described["components"]["messages"].keys() == TYPES | SERVER_MESSAGES.keys() | PACKAGES.keys()
    receiving = {name for name, one in described["operations"].items() if one["action"] == "receive"}
    assert receiving - {"package"} == TYPES == REPLIES.keys()
    assert {registration.type_name for registration in HANDLERS} == TYPES - {"UPLOAD"}


def test_every_message_is_described_with_its_number() -> None:
    described = document("asyncapi.json")["components"]["messages"]
    assert {name: one["x-pkg-id"] for name, one in described.items() if name not in PACKAGES} == NUMBER_OF


def test_the_server_builds_each_message_there_is_a_model_of_and_no_other() -> None:
    built = {
        value.value
        for module in (frames, batch_frames)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant)
    }
    assert built == SERVER_MESSAGES.keys()


def test_each_message_of_the_server_follows_something() -> None:
    following = {reply for replies in REPLIES.values() for reply in replies} | set(PUSHES) | {"ERROR"}
    assert following == SERVER_MESSAGES.keys()


def test_every_route_is_described() -> None:
    paths = document("openapi.json")["paths"]
    assert {(method.upper(), path) for path, item in paths.items() for method in item} == ROUTES.keys()


OF_PEOPLE = ("/api/admin/", "/api/batches/", "/api/v1/api-keys", "/api/file-usage")


def test_who_is_served_is_described() -> None:
    operations = [(path, *one) for path, item in document("openapi.json")["paths"].items() for one in item.items()]
    guarded = {(method, path): set().union(*one["security"]) for path, method, one in operations if "security" in one}
    by_session_or_token = {
        ("get", "/auth/whoami"),
        ("post", "/api/realtime/tickets"),
        ("post", "/api/v1/images/upload"),
        ("post", "/api/v1/images/uploads"),
        ("get", "/api/v1/images/mine"),
        ("delete", "/api/v1/images/{image_id}"),
        ("get", "/dashboard"),
        ("get", "/dashboard/data"),
    } | {(method, path) for path, method, _ in operations if path.startswith(OF_PEOPLE)}
    by_login_alone = ("post", "/api/admin/retry")  # what is retried is sent with the login's own token for the wiki
    routes = guarded_routes(all_routers(no_services()))
    # The document names a parameter `{name:path}` as `{name}`.
    takes_keys = {(verb.lower(), path.replace(":path", "")) for (verb, path), one in routes.items() if one.takes_keys}
    assert guarded == {
        **{one: {"session", "bearer"} for one in by_session_or_token},
        **{one: {"session", "bearer", "apiKey"} for one in takes_keys},
        by_login_alone: {"session"},
    }


def test_no_function_waits_for_the_models_of_what_it_sends() -> None:
    importing = {
        path
        for package in ("curator.realtime.messages", "functions.api.documents")
        for folder in (ROOMS, ROOT / "functions")
        for path, _ in imported_by(folder, package)
    }
    assert importing
    # The client is in no function.
    models = ("shared/curator/realtime/messages/", "functions/api/documents/", "shared/curator/client/")
    assert [path for path in importing if not path.startswith(models)] == []


def _values(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of a document with the key it has."""
    yield name, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner)
