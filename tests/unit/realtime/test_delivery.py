"""Posting frames: in order, not for ever, and never to somebody who left twice."""

import json
from typing import Any, cast

import pytest
from botocore.exceptions import EndpointConnectionError

from curator.realtime.connections import Connection, Slot, Subscription, batch_topic
from curator.realtime.delivery import PAUSES_SECONDS, Delivery, random_nonce
from curator.realtime.errors import ConnectionGoneError, DeliveryFailedError, FrameTooLargeError
from curator.realtime.frames import MAX_FRAME_BYTES, NONCE_BYTES
from curator.realtime.store import ConnectionStore
from tests.fakes.clock import VirtualClock
from tests.fakes.sockets import BUSY, FORBIDDEN, FakeManagementApi, refusal


@pytest.fixture
def gateway() -> FakeManagementApi:
    return FakeManagementApi()


@pytest.fixture
def delivery(gateway: FakeManagementApi, store: ConnectionStore, clock: VirtualClock) -> Delivery:
    return Delivery(lambda: cast("Any", gateway), store, clock)


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
    assert clock.sleeps == list(PAUSES_SECONDS[:2])


def test_a_gateway_that_stays_busy_is_given_up(
    delivery: Delivery, gateway: FakeManagementApi, clock: VirtualClock
) -> None:
    gateway.refusals["a="] = [BUSY] * 20
    with pytest.raises(DeliveryFailedError):
        delivery.post("a=", {"type": "ERROR", "data": ""})
    assert clock.sleeps == list(PAUSES_SECONDS)


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
