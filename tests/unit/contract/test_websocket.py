"""Every message of the WebSocket against made-up input. A new one is covered as soon as it is in the protocol.

The fakes hold all that the server sends to its models; see `tests.fakes.contract`.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.realtime.errors import INTERNAL_ERROR, InvalidMessageError, UnknownActionError
from curator.realtime.messages import SERVER_MESSAGES, read_frame
from curator.realtime.messages.replies import REPLIES
from curator.realtime.packages.numbers import CLIENT, NAME_OF
from curator.realtime.packages.shapes import to_package_data
from curator.realtime.protocol import TYPES, validate
from functions.fetcher import dispatch
from functions.websocket.handlers import HANDLERS
from tests.unit.contract.inputs import ANYTHING, messages, mutations
from tests.unit.contract.sockets import CONTEXT, inhabited_world

MODELS = {registration.type_name: registration.model for registration in HANDLERS}
REQUEST_ID = "0c2e4c36-7a4e-4b4a-9d3b-5b1f0a4f7c11"
INVALID = [{"type": "ERROR", "data": InvalidMessageError.public_message}]
UNKNOWN = [{"type": "ERROR", "data": UnknownActionError.public_message}]

every_type = pytest.mark.parametrize("name", sorted(TYPES))


def repeatable(examples: int) -> Callable[[Any], Any]:
    """Return settings under which every run makes the same messages up."""
    return settings(max_examples=examples, derandomize=True, deadline=None, database=None)


def answers_to(text: str) -> list[dict[str, Any]]:
    """Return what a message is answered with, having seen that no fault is ours and the socket goes on."""
    world, browser = inhabited_world()
    replies = browser.send_text(text)
    assert INTERNAL_ERROR not in [reply.get("data") for reply in replies]
    while (handed_over := world.fetches.receive()) is not None:
        dispatch.read(handed_over)
    (created,) = browser.send("CREATE_BATCH")
    assert created["type"] == "BATCH_CREATED"
    return replies


def refused_by_its_model(name: str, message: dict[str, Any]) -> bool:
    try:
        validate(MODELS[name], message, CONTEXT)
    except InvalidMessageError:
        return True
    return False


@every_type
def test_what_the_contract_allows_is_served_or_refused_in_a_sentence(name: str) -> None:
    @repeatable(30)
    @given(messages(name))
    def serve(message: dict[str, Any]) -> None:
        replies = answers_to(json.dumps(message))
        assert replies != INVALID
        assert {reply["type"] for reply in replies} <= {*REPLIES[name], "ERROR"}

    serve()


@every_type
def test_what_the_contract_does_not_allow_is_invalid(name: str) -> None:
    @repeatable(30)
    @given(messages(name).flatmap(mutations))
    def serve(message: dict[str, Any]) -> None:
        replies = answers_to(json.dumps(message))
        if message.get("type") != name:
            assert replies == INVALID
        elif name not in MODELS:
            assert replies == UNKNOWN
        elif refused_by_its_model(name, message):
            assert replies == INVALID
        else:
            assert {reply["type"] for reply in replies} <= {*REPLIES[name], "ERROR"}

    serve()


@every_type
def test_what_the_contract_allows_gets_one_answer_as_a_package(name: str) -> None:
    @repeatable(15)
    @given(messages(name))
    def serve(message: dict[str, Any]) -> None:
        package = {"pkg_id": CLIENT[name], "req_id": REQUEST_ID, "data": to_package_data(message)}
        world, browser = inhabited_world()
        replies = browser.send_text(json.dumps(package))
        answers = [reply for reply in replies if "status_code" in reply]
        assert len(answers) == (0 if world.fetches.sent and not answers else 1)
        assert {reply["req_id"] for reply in replies} <= {REQUEST_ID}
        for answer in answers:
            assert answer["pkg_id"] == CLIENT[name]
            assert answer["data"].get("msg") not in {INTERNAL_ERROR, InvalidMessageError.public_message}
        names = {NAME_OF[reply["pkg_id"]] for reply in replies if "status_code" not in reply}
        assert names <= {*REPLIES[name], "ERROR"}

    serve()


@repeatable(150)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "pkg_id": st.sampled_from(sorted(CLIENT.values())) | ANYTHING,
            "req_id": st.just(REQUEST_ID) | ANYTHING,
            "method": ANYTHING,
            "data": ANYTHING,
        },
    ).filter(lambda package: "pkg_id" in package or "req_id" in package)
)
def test_whatever_a_package_is_made_of_it_gets_one_answer_of_five_keys(package: dict[str, Any]) -> None:
    world, browser = inhabited_world()
    replies = browser.send_text(json.dumps(package))
    if not replies:
        (handed_over, _) = world.fetches.sent[-1]
        dispatch.read(handed_over)
        return
    answer = replies[0]
    assert answer.keys() == {"pkg_id", "req_id", "status_code", "meta", "data"}
    assert answer["data"].get("msg") != INTERNAL_ERROR
    assert answer["req_id"] in {None, str(package.get("req_id", "")).lower()}
    (created,) = browser.send("CREATE_BATCH")
    assert created["type"] == "BATCH_CREATED"


@repeatable(100)
@given(ANYTHING.map(json.dumps) | st.text() | st.dictionaries(st.just("type"), ANYTHING).map(json.dumps))
def test_what_is_no_message_at_all_is_invalid(text: str) -> None:
    assert answers_to(text) == INVALID


@pytest.mark.parametrize("name", sorted(SERVER_MESSAGES))
def test_the_document_allows_the_server_no_more_than_its_models(name: str) -> None:
    @repeatable(30)
    @given(messages(name))
    def read(message: dict[str, Any]) -> None:
        assert type(read_frame(json.dumps(message))) is SERVER_MESSAGES[name]

    read()
