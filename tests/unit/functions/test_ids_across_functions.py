"""The ids of a request go with it: from the socket's handshake, through the queue, to the function that answers."""

import json
from typing import Any

import boto3
import pytest

from curator.foundation import aws
from curator.foundation.metrics import metrics
from curator.foundation.queues import SqsQueue
from curator.foundation.tracing import CORRELATION, correlation_id, trace_id, traced, traced_message
from curator.operations.metrics.wiring import receiving
from curator.realtime.connections import Connection
from curator.realtime.packages.numbers import NUMBER_OF
from functions.broadcaster.changes import causes_of
from functions.websocket.tracing import traced_event, traced_request, traced_socket
from tests.fakes.http_api import CONTEXT
from tests.fakes.metrics import counted_in
from tests.fakes.sockets import FakeManagementApi
from tests.unit.functions.socket_world import connect_event, message_event, slice_of
from tests.unit.functions.test_handlers import gateway, handler, log_in  # noqa: F401 - a fixture

REQUEST = "0b0e7a51-3d4c-4f0a-9a6e-6b0d1f6e0001"


def record_of(message: Any, queue: str = "fetches") -> dict[str, Any]:
    """Return a received message as Lambda hands it to a function."""
    attributes = message.get("MessageAttributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {},
        "messageAttributes": {
            name: {"stringValue": one["StringValue"], "dataType": one["DataType"]} for name, one in attributes.items()
        },
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-central-1:123456789012:{queue}",
        "awsRegion": "eu-central-1",
    }


def received(url: str) -> list[dict[str, Any]]:
    """Return what waits in a queue, as Lambda hands it to a function."""
    found = aws.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    return [record_of(message) for message in found["Messages"]]


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return what the functions have logged."""
    lines = (json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{"))
    return [line for line in lines if "message" in line]


@pytest.mark.usefixtures("gateway")
def test_the_last_function_logs_under_the_ids_of_the_handshake_and_the_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = boto3.client("sqs", region_name="eu-central-1").create_queue(QueueName="fetches")["QueueUrl"]
    monkeypatch.setenv("FETCHES_QUEUE_URL", url)
    event = connect_event("a=", cookie=f"session={log_in()}")
    event["headers"]["X-Correlation-ID"] = "run-7"
    assert handler("websocket")(event, CONTEXT)["statusCode"] == 200
    package = {"pkg_id": NUMBER_OF["FETCH_WANTED_CATEGORIES"], "req_id": REQUEST, "data": {}}
    handler("websocket")(message_event("a=", json.dumps(package)), CONTEXT)
    records = received(url)
    assert len(records) == 1
    capsys.readouterr()
    assert handler("fetcher")({"Records": records}, CONTEXT) == {"batchItemFailures": []}
    answered = [line for line in lines_of(capsys) if line["message"] == "answer"]
    assert [(line["service"], line["trace_id"], line["correlation_id"]) for line in answered] == [
        ("fetcher", REQUEST, "run-7")
    ]


@pytest.mark.usefixtures("gateway")
def test_a_message_that_carries_no_ids_is_a_trace_of_its_own() -> None:
    url = boto3.client("sqs", region_name="eu-central-1").create_queue(QueueName="images")["QueueUrl"]
    boto3.client("sqs", region_name="eu-central-1").send_message(QueueUrl=url, MessageBody="{}")  # as S3 does
    (record,) = received(url)
    with traced_message(record):
        assert trace_id() == correlation_id() == record["messageId"]
    assert trace_id() is None


@pytest.mark.usefixtures("gateway")
def test_each_message_of_a_batch_carries_the_ids() -> None:
    url = boto3.client("sqs", region_name="eu-central-1").create_queue(QueueName="uploads")["QueueUrl"]
    queue = SqsQueue(aws.sqs, url)
    with traced("trace-1", "run-7"):
        queue.send({"a": 1})
        queue.send_many([({"a": 2}, 0), ({"a": 3}, 0)])
    queue.send({"a": 4})
    ids = {}
    for record in received(url):
        with traced_message(record):
            ids[json.loads(record["body"])["a"]] = (trace_id(), correlation_id())
    alone = ids.pop(4)
    assert ids == dict.fromkeys((1, 2, 3), ("trace-1", "run-7"))
    assert alone[0] == alone[1]
    assert alone[0] not in {None, "trace-1"}


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"trace_id": {"stringValue": "two words", "dataType": "String"}},
        {"trace_id": {"binaryValue": "AAAA", "dataType": "Binary"}},
    ],
    ids=["none", "one that could break a log", "one that is no text"],
)
def test_an_unusable_id_of_a_message_is_replaced(attributes: dict[str, Any]) -> None:
    with traced_message({"messageId": "m1", "messageAttributes": attributes}):
        assert (trace_id(), correlation_id()) == ("m1", "m1")


def test_work_on_a_message_carries_its_ids_and_counts_what_nobody_foresaw() -> None:
    @receiving("pacer")
    def work(record: dict[str, Any], divisor: int) -> tuple[str | None, float]:
        return correlation_id(), 1 / divisor

    record = {"messageId": "m1", "messageAttributes": {"correlation_id": {"stringValue": "run-7"}}}
    assert work(record, 2) == ("run-7", 0.5)
    metrics.take_said()
    with pytest.raises(ZeroDivisionError):
        work(record, 0)
    assert counted_in(metrics) == {"app_errors_total{error_type=ZeroDivisionError,handler=pacer}": 1}


# A socket's correlation is that of its handshake, or the whole connection id where the original takes eight characters.
def test_a_socket_belongs_together_under_its_handshakes_id_or_its_own() -> None:
    event = connect_event("L0SM9cOFvHcCIhw=")
    with traced_event(event):
        assert correlation_id() == "L0SM9cOFvHcCIhw", "browsers send no header"
    event["headers"]["x-correlation-id"] = "run-7"
    with traced_event(event):
        assert correlation_id() == "run-7"
    event["headers"]["x-correlation-id"] = "<script>"
    with traced_event(event):
        assert correlation_id() == "L0SM9cOFvHcCIhw"


def test_a_message_is_named_by_its_request_or_by_the_gateway() -> None:
    opened = Connection(
        connection_id="a=", user_id="1", username="Alice", session_key="k", connected_at=0, correlation_id="run-7"
    )
    with traced_event(message_event("a=", "{}", message_id="dLd5yc4FvHcCFCQ=")), traced_socket(opened):
        assert (trace_id(), correlation_id()) == ("dLd5yc4FvHcCFCQ", "run-7")
        with traced_request(REQUEST):
            assert (trace_id(), correlation_id()) == (REQUEST, "run-7")
        with traced_request(""):
            assert trace_id() == "dLd5yc4FvHcCFCQ"


def changed_batch(correlation: str | None) -> dict[str, Any]:
    image = {"PK": {"S": "BATCH#1"}, "SK": {"S": "BATCH"}}
    return {"dynamodb": {"NewImage": image | ({} if correlation is None else {CORRELATION: {"S": correlation}})}}


def test_a_stream_tells_what_its_changes_were_made_for() -> None:
    records = [changed_batch("run-7"), changed_batch(None), changed_batch(""), changed_batch("run-8")]
    removed: dict[str, Any] = {"dynamodb": {"Keys": {}}}
    assert causes_of([*records, changed_batch("run-7"), removed]) == ["run-7", "run-8"]


@pytest.mark.usefixtures("gateway")
def test_the_broadcaster_logs_under_the_id_of_what_it_tells_of(capsys: pytest.CaptureFixture[str]) -> None:
    record = {"eventID": "e1", **changed_batch("run-7")}
    record["dynamodb"]["SequenceNumber"] = "17"
    record["dynamodb"]["NewImage"]["SK"] = {"S": "NOTHING"}
    handler("broadcaster")({"Records": [record]}, CONTEXT)
    (line,) = (line for line in lines_of(capsys) if line["message"] == "broadcast")
    assert (line["trace_id"], line["correlation_id"], line["causes"]) == ("e1", "run-7", ["run-7"])


def test_a_batch_carries_the_id_of_its_last_change(gateway: FakeManagementApi) -> None:  # noqa: F811 - a fixture
    serve = handler("websocket")
    event = connect_event("a=", cookie=f"session={log_in()}")
    event["headers"]["X-Correlation-ID"] = "run-7"
    serve(event, CONTEXT)
    serve(message_event("a=", '{"type":"CREATE_BATCH"}'), CONTEXT)
    (created,) = gateway.received("a=")
    asked = {"type": "UPLOAD_SLICE", "data": slice_of(created["data"], ["1000"])}
    serve(message_event("a=", json.dumps(asked)), CONTEXT)
    key = {"PK": {"S": f"BATCH#{created['data']}"}, "SK": {"S": "BATCH"}}
    item = aws.dynamodb().get_item(TableName="uploads", Key=key)["Item"]
    assert item[CORRELATION] == {"S": "run-7"}
