"""The AsyncAPI 3.0 document: both directions of the WebSocket, from the models of its messages."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from curator.identity.cookies import SESSION
from curator.realtime import protocol
from curator.realtime.messages import SERVER_MESSAGES
from curator.realtime.messages.packages import PackageAnswer, PackageFollowing, PackageRequest, Refusal
from curator.realtime.messages.replies import PUSHES, REPLIES
from curator.realtime.packages.numbers import NUMBER_OF
from curator.realtime.packages.shapes import DATA_KEY
from curator.realtime.protocol import Message
from functions.websocket.handlers import HANDLERS
from local.contract.schemas import REFERENCE, Plain, Schema, WithoutNulls, part_name, referenced, schemas_of

CHANNEL = "socket"
ERROR = "ERROR"
DESCRIPTION = """\
One JSON object per text frame; a frame from the server has at most 32 KiB.

The server answers whatever it cannot serve with ERROR and keeps the socket open. It takes integers in other spellings
("7", 7.0, true), ignores keys it does not know, and never sends null: what has no value is absent. Every frame it sends
has a `nonce` that no other has. Later versions may add messages and keys: clients should ignore what they do not know.

Each message can also be sent as a package, by its number, the `x-pkg-id` of the message. The data of a package is an
object: it holds what the message has in its data and beside it, and data that is no object has the name `x-data-key`.
Every package gets one answer with the number and the `req_id` of its request, `status_code` 0, and as data that of the
first message that replies; what follows it has the number of its own message. A package that fails is answered with
status 1, one that is not as it must be with 2, one that takes a role its sender does not have with 3. Who subscribes
by package is told by packages. Packages have no `nonce`, and `meta` may be null.
"""

REFUSALS = """\
Who does not prove who they are is refused with 401, another site's page with 403, who has as many sockets open as they
may with 429. A socket is closed, after the message `close`, when its proof ends or its user sends too many messages.
"""
SECURITY: Mapping[str, Schema] = {
    "session": {"type": "httpApiKey", "in": "cookie", "name": SESSION, "description": "set by logging in"},
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "in the header `Authorization`, or from a browser as `Sec-WebSocket-Protocol: bearer, <token>`",
    },
    "ticket": {
        "type": "httpApiKey",
        "in": "query",
        "name": "ticket",
        "description": "of `POST /api/realtime/tickets`, good for one socket within half a minute",
    },
}

PACKAGES: Mapping[str, type[BaseModel]] = {
    "package": PackageRequest,
    "package_answer": PackageAnswer,
    "package_following": PackageFollowing,
}
"""The second envelope, by the names its messages have in the document."""


def asyncapi(version: str) -> Schema:
    """Return the document."""
    received, received_parts = _received()
    sent, sent_parts = _sent()
    packages, package_parts = _packages()
    parts = [*received_parts, *sent_parts, *package_parts]
    both = sorted({name for name in parts if parts.count(name) > 1})
    if both:
        raise ValueError(f"two models of one name, one in each direction: {', '.join(both)}")
    messages = received | sent | packages
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Curator",
            "version": version,
            "description": DESCRIPTION,
            "license": {"name": "MIT", "url": "https://opensource.org/license/mit"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "curator": {
                "host": "{host}",
                "protocol": "wss",
                "variables": {"host": {"description": "where this Curator runs"}},
                "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in SECURITY],
            }
        },
        "channels": {
            CHANNEL: {
                "address": "/ws",
                "description": REFUSALS,
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
            }
        },
        "operations": _operations(received),
        "components": {
            "messages": messages,
            "schemas": dict(sorted((received_parts | sent_parts | package_parts).items())),
            "securitySchemes": SECURITY,
        },
    }


def _received() -> tuple[dict[str, Schema], dict[str, Schema]]:
    """Return the messages of clients, and the parts they are made of."""
    served = {registration.type_name: registration for registration in HANDLERS}
    models: Mapping[str, type[Message]] = {name: one.model for name, one in served.items()}
    schemas, parts = schemas_of(models.values(), Plain)
    messages: dict[str, Schema] = {}
    for name in sorted(protocol.TYPES):
        if name in served:
            summary = _first_line(served[name].handler)
            messages[name] = _message(name, summary, _with_type(name, schemas[models[name]]))
        else:
            payload = _with_type(name, {"type": "object", "deprecated": True})
            messages[name] = _message(name, 'Not served any more: answered with the ERROR "Unknown action".', payload)
    return messages, referenced(messages, parts)


def _sent() -> tuple[dict[str, Schema], dict[str, Schema]]:
    """Return the messages of the server, and the parts they are made of."""
    schemas, parts = schemas_of(SERVER_MESSAGES.values(), WithoutNulls)
    messages = {
        name: _message(name, _first_line(model), _without_names(schemas[model]))
        for name, model in sorted(SERVER_MESSAGES.items())
    }
    return messages, referenced(messages, parts)


def _packages() -> tuple[dict[str, Schema], dict[str, Schema]]:
    """Return the second envelope, and the parts it is made of."""
    schemas, parts = schemas_of([*PACKAGES.values(), Refusal], Plain)
    messages: dict[str, Schema] = {
        name: {"name": name, "title": name, "summary": _first_line(model), "payload": _without_names(schemas[model])}
        for name, model in PACKAGES.items()
    }
    refused = {"$ref": REFERENCE.format(model=part_name(Refusal))}
    messages["package_answer"]["payload"]["properties"]["data"] = {"anyOf": [{"type": "object"}, refused]}
    return messages, referenced(messages, parts)


def _message(name: str, summary: str, payload: Schema) -> Schema:
    key = {"x-data-key": DATA_KEY[name]} if name in DATA_KEY else {}
    return {"name": name, "title": name, "summary": summary, "x-pkg-id": NUMBER_OF[name], **key, "payload": payload}


def _with_type(name: str, schema: Schema) -> Schema:
    """Return a client's message as it is sent: the router reads the type, so its model does not have it."""
    plain = _without_names(schema)
    return {
        **plain,
        "properties": {"type": {"type": "string", "const": name}, **plain.get("properties", {})},
        "required": ["type", *plain.get("required", ())],
    }


def _without_names(schema: Schema) -> Schema:
    return {name: part for name, part in schema.items() if name not in {"title", "description"}}


def _operations(received: Mapping[str, Any]) -> dict[str, Schema]:
    """Return what the server does: it receives each message and may reply, and it sends what changes."""
    channel = {"$ref": f"#/channels/{CHANNEL}"}
    operations: dict[str, Schema] = {
        name: {
            "action": "receive",
            "channel": channel,
            "summary": received[name]["summary"],
            "messages": [_reference(name)],
            "reply": {"channel": channel, "messages": [_reference(reply) for reply in (*REPLIES[name], ERROR)]},
        }
        for name in received
    }
    operations["push"] = {
        "action": "send",
        "channel": channel,
        "summary": "What changes about the batch and the list a client watches.",
        "messages": [_reference(name) for name in PUSHES],
    }
    operations["package"] = {
        "action": "receive",
        "channel": channel,
        "summary": "Any message, by its number.",
        "messages": [_reference("package")],
        "reply": {"channel": channel, "messages": [_reference("package_answer"), _reference("package_following")]},
    }
    return operations


def _reference(name: str) -> Schema:
    return {"$ref": f"#/channels/{CHANNEL}/messages/{name}"}


def _first_line(documented: object) -> str:
    return (documented.__doc__ or "").strip().partition("\n")[0]
