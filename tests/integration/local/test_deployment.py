from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.deployment.deployer import DeployError
from local.deployment.verification import StackDiffersError

from .conftest import SampleStack


@pytest.fixture
def change(stack: SampleStack) -> Any:
    """Replace text in the sample's sources for one test."""
    originals: dict[str, str] = {}

    def change(name: str, old: str, new: str) -> None:
        file = stack.source / name
        originals.setdefault(name, file.read_text())
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))

    yield change
    for name, text in originals.items():
        (stack.source / name).write_text(text)
    stack.deploy()


def greeting_of(stack: SampleStack) -> str:
    greeting: str = httpx.get(stack.url).json()["greeting"]
    return greeting


def test_deploying_again_changes_nothing(stack: SampleStack) -> None:
    before = dict(stack.outputs)
    stack.deploy()
    assert stack.outputs == before


def test_changed_code_and_parameters_take_effect_and_data_stays(
    stack: SampleStack, change: Callable[[str, str, str], None]
) -> None:
    stack.put("before")
    before = dict(stack.outputs)
    change("functions/edge.py", 'os.environ["GREETING"]', 'os.environ["GREETING"].upper()')
    stack.greeting = "welcome"
    stack.deploy()
    assert greeting_of(stack) == "WELCOME"
    assert stack.outputs == before
    assert stack.get("before", "THING") is not None


def test_a_changed_layer_takes_effect(stack: SampleStack, change: Callable[[str, str, str], None]) -> None:
    change("functions/recording.py", '"SK": {"S": "SEEN"}', '"SK": {"S": "NOTICED"}')
    stack.deploy()
    stack.client("lambda").invoke(
        FunctionName=stack.outputs["WorkerFunctionName"],
        Payload=b'{"Records": [{"eventSource": "aws:sqs", "messageId": "1", "body": "{\\"name\\": \\"layered\\"}"}]}',
    )
    assert stack.times("layered", "NOTICED") == 1


def test_new_resources_are_made_and_removed_ones_go(
    stack: SampleStack, change: Callable[[str, str, str], None]
) -> None:
    change("template.yaml", "  Arrivals:\n", "  Extra: {Type: AWS::SQS::Queue}\n\n  Arrivals:\n")
    change(
        "template.yaml",
        'RouteKey: $default, Target: !Sub "integrations/${HttpIntegration}"',
        'RouteKey: GET /only, Target: !Sub "integrations/${HttpIntegration}"',
    )
    stack.deploy()
    names = [url.rpartition("/")[2] for url in stack.client("sqs").list_queues()["QueueUrls"]]
    assert any(name.startswith("sample-Extra") for name in names)
    assert httpx.get(f"{stack.url}/only").status_code == 200
    assert httpx.get(f"{stack.url}/other").status_code == 404


def test_something_silently_missing_is_named(stack: SampleStack) -> None:
    gateway, api = stack.client("apigatewayv2"), stack.outputs["HttpApiId"]
    route = gateway.get_routes(ApiId=api)["Items"][0]
    gateway.delete_route(ApiId=api, RouteId=route["RouteId"])
    stack.client("sqs").set_queue_attributes(QueueUrl=stack.outputs["QueueUrl"], Attributes={"VisibilityTimeout": "9"})
    try:
        with pytest.raises(StackDiffersError) as differs:
            stack.deploy()
    finally:
        gateway.create_route(ApiId=api, RouteKey=route["RouteKey"], Target=route["Target"])
        stack.client("sqs").set_queue_attributes(
            QueueUrl=stack.outputs["QueueUrl"], Attributes={"VisibilityTimeout": "3"}
        )
    assert sorted(differs.value.differences) == [
        "HttpRoute (AWS::ApiGatewayV2::Route): RouteKey should be '$default', is None",
        "Queue (AWS::SQS::Queue): VisibilityTimeout should be 3, is '9'",
    ]


def test_what_cloudformation_forgot_is_put_right(stack: SampleStack) -> None:
    client, table = stack.client("dynamodb"), stack.outputs["TableName"]
    off = {"AttributeName": "expires_at", "Enabled": False}
    client.update_time_to_live(TableName=table, TimeToLiveSpecification=off)
    stack.deploy()
    assert client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"] == "ENABLED"


def test_a_resource_that_cannot_be_made_is_reported_with_the_reason(
    stack: SampleStack, change: Callable[[str, str, str], None]
) -> None:
    change(
        "template.yaml",
        "  Arrivals:\n",
        "  Extra: {Type: AWS::SQS::Queue, Properties: {QueueName: short, FifoQueue: true}}\n  Arrivals:\n",
    )
    with pytest.raises(DeployError, match=r"Extra \(AWS::SQS::Queue\): .*must end with .fifo"):
        stack.deploy()
