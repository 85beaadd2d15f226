"""Registering handlers: what does not add up is noticed when the function starts."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from curator.identity.principals import ADMIN
from curator.identity.roles.actions import Actions
from curator.realtime.protocol import CreateBatch, OfBatch, Ping, Unsubscribe
from curator.realtime.registration import RegistrationError, handles, missing_handlers
from curator.realtime.router import Router
from functions.websocket.handlers import HANDLERS
from tests.unit.realtime.socket import Socket
from tests.unit.realtime.test_package_router import answer, package

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 5},
        "tags": {"type": "array", "items": {"type": "string"}},
        "email": {"type": "string", "format": "email"},
    },
    "required": ["name"],
    "additionalProperties": False,
}


class Filters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=5)


class Calls:
    """Handlers that note what they are called with."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def registered(self, **options: Any) -> Any:
        @handles("PING", Ping, **options)
        def noting(message: Ping, _socket: Socket) -> None:
            self.seen.append(message)

        return noting


def replies_to(data: Any, registration: Any, socket: Socket | None = None) -> list[dict[str, Any]]:
    socket = socket or Socket()
    Router([registration], context={}).dispatch(json.dumps(package(10, data)), socket)
    return socket.replies


# scenario realtime-35 realtime-36
def test_the_roles_of_a_handler_are_kept_in_their_order() -> None:
    calls = Calls()
    router = Router([calls.registered(roles=["reviewer", ADMIN, "reviewer"])], context={})
    assert router.permissions_of(10) == ["reviewer", ADMIN]
    assert Router([calls.registered()], context={}).permissions_of(10) == []
    assert router.permissions_of(101) == []
    assert (router.has(10), router.has(101), router.has(9999)) == (True, False, False)
    asked = Actions(roles={"a": frozenset({"a"})}, packages={10: ("a",)})
    assert Router([calls.registered(roles=[ADMIN])], context={}, actions=asked).permissions_of(10) == ["a"]


# scenario realtime-41
def test_handlers_have_roles_of_their_own() -> None:
    @handles("CREATE_BATCH", CreateBatch, roles=["maker"])
    def create(_message: CreateBatch, _socket: Socket) -> None:
        """Say nothing."""

    @handles("CANCEL_BATCH", OfBatch, roles=["breaker"])
    def cancel(_message: OfBatch, _socket: Socket) -> None:
        """Say nothing."""

    router, socket = Router([create, cancel], context={}), Socket(roles=frozenset({"maker"}))
    for number in (101, 106):
        router.dispatch(json.dumps(package(number, {"batch_id": 1})), socket)
    assert [reply["status_code"] for reply in socket.replies] == [0, 3]


# scenario realtime-42
def test_a_second_handler_of_a_message_stops_the_start_and_both_are_named() -> None:
    one = Calls().registered()
    with pytest.raises(RegistrationError, match=r"PING has two handlers: .+noting and .+noting"):
        Router([one, one], context={})


# scenario realtime-43
def test_one_handler_can_serve_several_messages() -> None:
    calls = Calls()
    one = calls.registered(roles=[ADMIN])
    router = Router([one, one.under("UNSUBSCRIBE_BATCH")], context={})
    socket = Socket(roles=frozenset({ADMIN}))
    for number in (10, 202):
        router.dispatch(json.dumps(package(number)), socket)
    assert socket.replies == [answer(10, {}), answer(202, {})]
    assert len(calls.seen) == 2
    assert router.permissions_of(202) == [ADMIN]


@pytest.mark.parametrize(
    ("type_name", "words"),
    [("MAKE_COFFEE", "not a message of the protocol"), ("ERROR", "not a message"), ("UPLOAD", "cannot be reached")],
)
def test_a_handler_that_no_message_can_reach_stops_the_start(type_name: str, words: str) -> None:
    with pytest.raises(RegistrationError, match=f"{type_name} .*{words}"):
        handles(type_name, Unsubscribe)
    with pytest.raises(RegistrationError, match=f"{type_name} .*{words}"):
        Calls().registered().under(type_name)


# scenario realtime-50
def test_messages_that_nobody_serves_stop_the_start_and_are_named_in_the_order_of_their_numbers() -> None:
    lacking = [one for one in HANDLERS if one.type_name not in {"SUBSCRIBE_BATCH", "CREATE_BATCH", "PING"}]
    assert missing_handlers(lacking) == ["PING", "CREATE_BATCH", "SUBSCRIBE_BATCH"]
    with pytest.raises(RegistrationError, match="nobody serves PING, CREATE_BATCH, SUBSCRIBE_BATCH"):
        Router(lacking, context={}).require_complete()


def test_all_handlers_together_serve_all_there_is() -> None:
    assert missing_handlers(HANDLERS) == []
    Router(HANDLERS, context={}).require_complete()


def test_a_registration_says_where_its_handler_is() -> None:
    ping = next(one for one in HANDLERS if one.type_name == "PING")
    assert (ping.number, ping.place) == (10, "functions.websocket.handlers.keeping.ping")


def test_what_changes_something_is_audited_unless_its_handler_says_otherwise() -> None:
    audited = {one.type_name: one.audited for one in HANDLERS}
    assert (audited["CREATE_BATCH"], audited["RESUME_BATCH"], audited["ANNOUNCE"]) == (True, True, True)
    assert (audited["FETCH_BATCHES"], audited["PING"], audited["UPLOAD_SLICE"]) == (False, False, False)


# scenario realtime-47
@pytest.mark.parametrize("schema", [SCHEMA, Filters], ids=["json-schema", "model"])
def test_data_that_is_as_its_schema_says_reaches_the_handler_once(schema: Any) -> None:
    calls = Calls()
    assert replies_to({"name": "Ann"}, calls.registered(schema=schema)) == [answer(10, {})]
    assert len(calls.seen) == 1


# scenario realtime-48
@pytest.mark.parametrize("schema", [SCHEMA, Filters], ids=["json-schema", "model"])
def test_data_that_is_not_does_not_and_each_field_is_named(schema: Any) -> None:
    calls = Calls()
    (read,) = replies_to({"name": "a secret", "junk": 1}, calls.registered(schema=schema))
    assert calls.seen == []
    assert read["status_code"] == 2
    assert "name" in {one["path"] for one in read["data"]["errors"]}
    assert "secret" not in json.dumps(read)
    (read,) = replies_to({}, calls.registered(schema=schema))
    assert [one["path"] for one in read["data"]["errors"]] == ["name"]


def test_a_json_schema_is_followed_to_the_depths_of_the_data_and_with_its_formats() -> None:
    wrong = {"name": "Ann", "tags": ["a", 7], "email": "nobody"}
    (read,) = replies_to(wrong, Calls().registered(schema=SCHEMA))
    assert read["data"]["errors"] == [
        {"path": "tags.1", "message": 'must satisfy type: "string"'},
        {"path": "email", "message": 'must satisfy format: "email"'},
    ]


# Curator has no schema without a validator: what is registered is checked. Without either, any object passes.
# scenario realtime-49
def test_without_a_schema_the_model_alone_decides() -> None:
    assert replies_to({"anything": [1]}, Calls().registered()) == [answer(10, {})]


def test_what_is_no_schema_stops_the_start() -> None:
    with pytest.raises(RegistrationError, match="PING: no JSON schema"):
        handles("PING", Ping, schema={"type": "no such type"})


def test_a_schema_that_is_changed_later_stays_what_it_was_when_the_handler_was_registered() -> None:
    schema: dict[str, Any] = {"properties": {"filters": {"required": ["name"]}}}
    registration = Calls().registered(schema=schema)
    schema["properties"]["filters"]["required"] = []
    assert replies_to({"filters": {}}, registration)[0]["status_code"] == 2
