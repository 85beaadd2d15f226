"""Posting frames: in order, not for ever, and never to somebody who left twice."""

import json
from typing import Any, cast

import pytest
from botocore.exceptions import EndpointConnectionError

from curator.realtime.connections import Connection, Slot, Subscription, batch_topic
from curator.realtime.delivery import JITTER, PAUSES_SECONDS, Delivery, random_nonce
from curator.realtime.errors import ConnectionGoneError, DeliveryFailedError, FrameTooLargeError
from curator.realtime.frames import MAX_FRAME_BYTES, NONCE_BYTES
from curator.realtime.store import ConnectionStore
from tests.fakes.clock import VirtualClock
from tests.fakes.sockets import BUSY, FORBIDDEN, FakeManagementApi, refusal

ERROR = {"type": "ERROR", "data": ""}


@pytest.fixture
def gateway() -> FakeManagementApi:
    return FakeManagementApi()


@pytest.fixture
def delivery(gateway: FakeManagementApi, store: ConnectionStore, clock: VirtualClock) -> Delivery:
    return Delivery(lambda: cast("Any", gateway), store, clock, chance=lambda: 0.5)


def test_two_equal_messages_make_two_different_frames(delivery: Delivery, gateway: FakeManagementApi) -> None:
    delivery.post("a=", {"type": "BATCH_CREATED", "data": 1})
    delivery.post("a=", {"type": "BATCH_CREATED", "data": 1})
    first, second = gateway.received("a=")
    assert {**first, "nonce": ""} == {**second, "nonce": ""} == {"type": "BATCH_CREATED", "data": 1, "nonce": ""}
    assert first["nonce"] != second["nonce"]


def test_a_nonce_takes_the_room_that_is_kept_for_it() -> None:
    assert len(random_nonce()) == NONCE_BYTES


def test_a_busy_gateway_is_waited_for_and_the_order_is_kept(
    delivery: Delivery, gateway: FakeManagementApi, clock: VirtualClock
) -> None:
    gateway.refusals["a="] = [BUSY, refusal("ThrottlingException", 400)]
    delivery.post("a=", {"type": "BATCH_CREATED", "data": 1})
    delivery.post("a=", {"type": "BATCH_CREATED", "data": 2})
    assert [frame["data"] for frame in gateway.received("a=")] == [1, 2]
    assert clock.sleeps == [pause * (1 + JITTER / 2) for pause in PAUSES_SECONDS[:2]]


def test_a_gateway_that_stays_busy_is_given_up(
    delivery: Delivery, gateway: FakeManagementApi, clock: VirtualClock
) -> None:
    gateway.refusals["a="] = [BUSY] * 20
    with pytest.raises(DeliveryFailedError):
        delivery.post("a=", {"type": "ERROR", "data": ""})
    assert len(clock.sleeps) == len(PAUSES_SECONDS)


def test_those_who_were_refused_together_do_not_come_back_together(
    gateway: FakeManagementApi, store: ConnectionStore, clock: VirtualClock
) -> None:
    for chance in (0.0, 0.25, 1.0):
        gateway.refusals["a="] = [BUSY]
        Delivery(lambda: cast("Any", gateway), store, clock, chance=lambda chance=chance: chance).post("a=", ERROR)  # type: ignore[misc]
    assert clock.sleeps == [PAUSES_SECONDS[0] * (1 + JITTER * chance) for chance in (0.0, 0.25, 1.0)]


def test_a_refusal_that_waiting_does_not_help_is_not_repeated(
    delivery: Delivery, gateway: FakeManagementApi, clock: VirtualClock
) -> None:
    gateway.refusals["a="] = [FORBIDDEN]
    with pytest.raises(DeliveryFailedError):
        delivery.post("a=", {"type": "ERROR", "data": ""})
    assert clock.sleeps == []


@pytest.mark.parametrize("code", ["GoneException", "410"], ids=["named", "status-only"])
def test_a_client_that_left_is_forgotten_with_all_it_watched(
    delivery: Delivery, gateway: FakeManagementApi, store: ConnectionStore, code: str
) -> None:
    store.add(Connection(connection_id="a=", user_id="1", username="A", session_key="k", connected_at=1))
    store.subscribe(Subscription(connection_id="a=", topic=batch_topic(1)), Slot.BATCH, requested_at=1)
    gateway.refusals["a="] = [refusal(code, 410)]
    with pytest.raises(ConnectionGoneError):
        delivery.post("a=", {"type": "ERROR", "data": ""})
    assert store.find("a=") is None
    assert list(store.subscribers(batch_topic(1))) == []


def test_a_gateway_that_cannot_be_reached_is_no_surprise(delivery: Delivery, gateway: FakeManagementApi) -> None:
    gateway.refusals["a="] = [EndpointConnectionError(endpoint_url="https://sockets.example")]
    with pytest.raises(DeliveryFailedError, match="EndpointConnectionError"):
        delivery.post("a=", {"type": "ERROR", "data": ""})


def test_a_frame_over_the_limit_never_reaches_the_gateway(delivery: Delivery, gateway: FakeManagementApi) -> None:
    with pytest.raises(FrameTooLargeError):
        delivery.post("a=", {"type": "ERROR", "data": "x" * MAX_FRAME_BYTES})
    assert gateway.received("a=") == []


def test_frames_are_compact_utf_8(delivery: Delivery, gateway: FakeManagementApi) -> None:
    delivery.post("a=", {"type": "ERROR", "data": "é"})
    assert gateway.frames["a="][0].startswith('{"type":"ERROR","data":"é",'.encode())
    assert json.loads(gateway.frames["a="][0])


def test_a_client_is_told_why_before_its_socket_is_closed(delivery: Delivery, gateway: FakeManagementApi) -> None:
    """API Gateway closes every socket with 1000; the message says what the code means to be."""
    delivery.close("a=", 1008, "Message rate limit exceeded")
    (told,) = gateway.received("a=")
    assert told | {"nonce": ""} == {"type": "close", "code": 1008, "reason": "Message rate limit exceeded", "nonce": ""}
    assert gateway.deleted == ["a="]


def test_a_client_that_cannot_be_told_is_closed_all_the_same(delivery: Delivery, gateway: FakeManagementApi) -> None:
    gateway.refusals["a="] = [FORBIDDEN]
    delivery.close("a=", 1008, "Token expired")
    assert gateway.received("a=") == []
    assert gateway.deleted == ["a="]


def test_closing_a_socket_that_is_gone_forgets_it_and_raises_nothing(
    delivery: Delivery, gateway: FakeManagementApi, store: ConnectionStore
) -> None:
    store.add(Connection(connection_id="a=", user_id="1", username="A", session_key="k", connected_at=1))
    gateway.gone.add("a=")
    delivery.close("a=", 1008, "Token expired")
    assert gateway.deleted == []
    assert store.find("a=") is None


def test_a_socket_that_is_closed_is_remembered_until_its_end_is_reported(
    delivery: Delivery, store: ConnectionStore
) -> None:
    """Whoever serves its `$disconnect` has to know whose it was."""
    store.add(Connection(connection_id="a=", user_id="1", username="A", session_key="k", connected_at=1))
    delivery.close("a=", 1008, "Token expired")
    assert store.find("a=") is not None
