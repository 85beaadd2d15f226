"""The sample events: one for every way a function is called, each of a shape its function reads."""

import json
from typing import Any

import pytest

from curator.foundation.table import SORT
from curator.operations.incidents.alarms import read_change
from curator.operations.replays.messages import ReplayMessage
from curator.operations.replays.models import Origin
from curator.realtime.broadcasting import BatchChanged, UploadChanged
from curator.uploads.messages import TickMessage, UploadMessage
from curator.usage.scans.messages import TickMessage as LaneTick
from curator.usage.scans.messages import read_message
from functions.broadcaster.changes import changes_in
from functions.fetcher.requests import FetchRequest
from functions.replayer.invoking import read_wish
from functions.resizer.events import read_body
from tests.template.stack import ROOT, load, referred

EVENTS = ROOT / "events"


def event(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def body(name: str) -> dict[str, Any]:
    (record,) = event(name)["Records"]
    loaded: dict[str, Any] = json.loads(record["body"])
    return loaded


def test_there_is_one_for_every_trigger() -> None:
    sources = [one["EventSourceArn"] for one in load().of_type("AWS::Lambda::EventSourceMapping").values()]
    names = {name.removesuffix("Queue").lower() for source in sources for name in referred(source)}
    names = (names - {"uploadstable"}) | {"uploads-stream", "every-minute", "every-minute-sockets", "every-hour"}
    names |= {"every-hour-file-usage", "every-minute-scans", "every-night", "every-sunday", "every-month"}
    names |= {"alarm", "every-minute-sweep"}
    names |= {f"replay-{kind}" for kind in ("all", "causes", "ids", "older-than")}  # for `aws lambda invoke`
    names |= {"http-whoami", "websocket-connect", "websocket-message", "websocket-disconnect"}
    assert {path.stem for path in EVENTS.glob("*.json")} == names


@pytest.mark.parametrize("name", ["connect", "message", "disconnect"])
def test_a_socket_event_belongs_to_a_route_of_the_gateway(name: str) -> None:
    routes = {one["RouteKey"] for one in load().of_type("AWS::ApiGatewayV2::Route").values()}
    request = event(f"websocket-{name}")["requestContext"]
    assert request["routeKey"] in routes
    assert request["eventType"] == name.upper()


def test_a_tick_is_read_by_the_pacer() -> None:
    assert TickMessage.parse(body("lanes")) == TickMessage(user_id="12345678", sequence=17)


def test_an_upload_is_read_by_the_uploader() -> None:
    assert UploadMessage.parse(body("uploads")) == UploadMessage(user_id="12345678", batch_id=204, upload_id=3117)


def test_a_tick_of_a_providers_lane_is_read_by_the_scanner() -> None:
    assert read_message(body("scans")) == LaneTick(lane="github-core:0", sequence=17)


def test_a_request_is_read_by_the_fetcher() -> None:
    assert FetchRequest(**body("fetches")).handler == "mapillary"


def test_what_arrived_is_read_by_the_resizer_its_key_encoded_as_s3_does() -> None:
    (record,) = body("images")["Records"]
    assert (record["eventSource"], record["eventName"]) == ("aws:s3", "ObjectCreated:Post")
    assert "%2F" in record["s3"]["object"]["key"]
    (message,) = read_body(event("images")["Records"][0]["body"])
    assert message.image_id == "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize("name", ["every-hour", "every-minute-sockets", "every-minute-sweep"])
def test_a_scheduled_event_is_what_its_rule_says(name: str) -> None:
    targets = [target for one in load().of_type("AWS::Events::Rule").values() for target in one["Targets"]]
    assert event(name) in [json.loads(target["Input"]) for target in targets if "Input" in target]


def test_an_alarm_is_read_by_the_replayer() -> None:
    change = read_change(event("alarm"))
    assert (change.state, change.at) == ("ALARM", 1795252951.416)
    assert change.queue_names == ("curator-UploadsDeadLetterQueue-1A2B3C4D5E6F",)


def test_a_replays_message_is_read_by_the_replayer() -> None:
    assert ReplayMessage.parse(body("replays")).replay_id == "1795252951416000-8c1f03a9d27e"


@pytest.mark.parametrize("kind", ["all", "causes", "ids", "older-than"])
def test_a_replay_by_hand_is_read_by_the_replayer(kind: str) -> None:
    wish = read_wish(event(f"replay-{kind}")["replay"])
    assert wish.selection.as_asked() == event(f"replay-{kind}")["replay"]["selection"]
    assert (wish.origin, wish.asked_by.username) == (Origin.INVOKE, "the operator on duty")


def test_a_change_is_read_by_the_broadcaster() -> None:
    upload, batch = changes_in(event("uploads-stream")["Records"])
    assert isinstance(upload, UploadChanged)
    assert (upload.upload_id, upload.row["status"]) == (3117, "in_progress")
    assert isinstance(batch, BatchChanged)
    assert batch.progress["stats"]["queued"] == 1


def test_the_streams_filter_lets_uploads_and_batches_through_and_nothing_else() -> None:
    (mapping,) = [one for one in load().of_type("AWS::Lambda::EventSourceMapping").values() if "FilterCriteria" in one]
    (written,) = mapping["FilterCriteria"]["Filters"]
    prefix, exactly = json.loads(written["Pattern"])["dynamodb"]["Keys"][SORT]["S"]

    def passes(sort: str) -> bool:
        return sort.startswith(prefix["prefix"]) or sort == exactly

    records = event("uploads-stream")["Records"]
    assert all(passes(record["dynamodb"]["Keys"][SORT]["S"]) for record in records)
    assert not any(passes(sort) for sort in ("LANE", "TEXT#000000003117", "SLICE#1", "BATCH#000000000001", "TOTAL"))
