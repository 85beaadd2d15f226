"""What S3 holds its callers to, and the local stack with it."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit, urlunsplit

import boto3
import httpx
import pytest
from botocore.config import Config

from local.deployment.verification import StackDiffersError

from .conftest import SampleStack

CLIENT = "https://client.example"
STRANGER = "https://stranger.example"


@pytest.fixture
def s3(stack: SampleStack) -> Any:
    """A client as a function has it."""
    session = boto3.session.Session("test", "test", region_name="us-east-1")
    return session.client("s3", endpoint_url=stack.emulator_url, config=Config(signature_version="s3v4"))


def announced(stack: SampleStack) -> list[str]:
    """Return the keys that S3 has told the queue of, since this was last asked."""
    url = stack.outputs["ArrivalsUrl"]
    answer = stack.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    for message in answer.get("Messages", []):
        stack.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    events = [json.loads(message["Body"]) for message in answer.get("Messages", [])]
    # S3 announces with a test event, without records, that it will announce.
    return [record["s3"]["object"]["key"] for event in events for record in event.get("Records", [])]


def form(stack: SampleStack, s3: Any, *, seconds: int = 60) -> dict[str, Any]:
    """Return an address and fields with which somebody may upload up to 10 bytes."""
    made: dict[str, Any] = s3.generate_presigned_post(
        stack.outputs["BucketName"],
        "in/form.jpg",
        Fields={"Content-Type": "image/jpeg"},
        Conditions=[{"Content-Type": "image/jpeg"}, ["content-length-range", 1, 10]],
        ExpiresIn=seconds,
    )
    return made


def send(made: dict[str, Any], body: bytes, *, origin: str = CLIENT, **changed: str) -> httpx.Response:
    fields = {**made["fields"], **changed}
    return httpx.post(made["url"], data=fields, files={"file": ("a.jpg", body)}, headers={"Origin": origin})


def refused(response: httpx.Response, code: str) -> bool:
    return response.status_code in (400, 403) and f"<Code>{code}</Code>" in response.text


def test_only_what_lies_under_the_prefix_is_announced_with_its_key_encoded(
    stack: SampleStack, s3: Any, eventually: Callable[..., None]
) -> None:
    s3.put_object(Bucket=stack.outputs["BucketName"], Key="elsewhere/picture.jpg", Body=b"1")
    s3.put_object(Bucket=stack.outputs["BucketName"], Key="in/a picture+é.jpg", Body=b"2")
    keys: list[str] = []

    def told() -> bool:
        keys.extend(announced(stack))
        return bool(keys)

    eventually(told)
    assert [unquote_plus(key) for key in keys] == ["in/a picture+é.jpg"]
    assert " " not in keys[0]


def test_an_object_is_given_to_whoever_has_an_address_that_is_signed(stack: SampleStack, s3: Any) -> None:
    place = {"Bucket": stack.outputs["BucketName"], "Key": "one.jpg"}
    s3.put_object(**place, Body=b"one", ContentType="image/jpeg")
    url = s3.generate_presigned_url("get_object", Params=place, ExpiresIn=60)
    answer = httpx.get(url)
    assert (answer.content, answer.headers["content-type"]) == (b"one", "image/jpeg")
    assert answer.headers["x-amz-server-side-encryption"] == "AES256"
    bare = urlunsplit(urlsplit(url)._replace(query=""))
    assert refused(httpx.get(bare), "AccessDenied")
    assert refused(httpx.put(bare, content=b"two"), "AccessDenied")
    assert refused(httpx.delete(bare), "AccessDenied")
    longer = [(name, "86400" if name == "X-Amz-Expires" else value) for name, value in parse_qsl(urlsplit(url).query)]
    assert refused(httpx.get(f"{bare}?{urlencode(longer)}"), "SignatureDoesNotMatch")
    assert refused(httpx.get(s3.generate_presigned_url("get_object", Params=place, ExpiresIn=-1)), "AccessDenied")


def test_a_form_takes_what_it_was_signed_for_and_nothing_else(stack: SampleStack, s3: Any) -> None:
    made = form(stack, s3)
    assert send(made, b"0123456789").status_code == 204
    stored = s3.get_object(Bucket=stack.outputs["BucketName"], Key="in/form.jpg")
    assert (stored["Body"].read(), stored["ContentType"]) == (b"0123456789", "image/jpeg")
    assert refused(send(made, b"0123456789A"), "EntityTooLarge")
    assert refused(send(made, b""), "EntityTooSmall")
    assert refused(send(made, b"1", **{"Content-Type": "text/html"}), "AccessDenied")
    assert refused(send(made, b"1", key="in/other.jpg"), "AccessDenied")
    assert refused(send(form(stack, s3, seconds=-1), b"1"), "AccessDenied")


def test_a_form_that_nobody_signed_is_refused(stack: SampleStack, s3: Any) -> None:
    made = form(stack, s3)
    assert refused(send(made, b"1", **{"x-amz-signature": "0" * 64}), "SignatureDoesNotMatch")
    wider = form(stack, s3)["fields"]["policy"].replace("A", "B", 1)
    assert refused(send(made, b"1", policy=wider), "SignatureDoesNotMatch")
    assert refused(httpx.post(made["url"], data={"key": "in/free.jpg"}, files={"file": b"1"}), "AccessDenied")


def test_pages_of_the_origins_that_the_bucket_names_may_read_the_answer(stack: SampleStack, s3: Any) -> None:
    allowed = send(form(stack, s3), b"1")
    assert allowed.headers["access-control-allow-origin"] == CLIENT
    assert allowed.headers["access-control-expose-headers"] == "ETag"
    other = send(form(stack, s3), b"1", origin=STRANGER)
    assert not [name for name in other.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("origin", "method", "status"), [(CLIENT, "POST", 200), (CLIENT, "DELETE", 403), (STRANGER, "POST", 403)]
)
def test_a_browser_that_asks_first_is_told_what_the_buckets_rules_say(
    stack: SampleStack, origin: str, method: str, status: int
) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    answer = httpx.options(f"{stack.emulator_url}/{stack.outputs['BucketName']}", headers=asked)
    assert answer.status_code == status
    assert answer.headers.get("access-control-allow-origin") == (origin if status == 200 else None)


def test_an_object_and_its_announcement_survive_a_crash(
    stack: SampleStack, s3: Any, eventually: Callable[..., None]
) -> None:
    stack.save()
    s3.put_object(Bucket=stack.outputs["BucketName"], Key="in/survivor.jpg", Body=b"still here")
    stack.kill("emulator")
    stack.start()
    assert s3.get_object(Bucket=stack.outputs["BucketName"], Key="in/survivor.jpg")["Body"].read() == b"still here"
    eventually(lambda: "in/survivor.jpg" in announced(stack))


def test_what_a_bucket_lacks_is_named(stack: SampleStack) -> None:
    client, bucket = stack.client("s3"), stack.outputs["BucketName"]
    policy = client.get_bucket_policy(Bucket=bucket)["Policy"]
    announcing = client.get_bucket_notification_configuration(Bucket=bucket)["QueueConfigurations"]
    access = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    client.put_bucket_policy(Bucket=bucket, Policy=policy.replace("s3:*", "s3:GetObject"))
    client.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    client.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={**access, "BlockPublicPolicy": False})
    try:
        with pytest.raises(StackDiffersError) as differs:
            stack.deploy()
    finally:
        client.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=access)
        client.put_bucket_policy(Bucket=bucket, Policy=policy)
        client.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"QueueConfigurations": announcing}
        )
    policy_lacks, announces, blocks = sorted(differs.value.differences, key=lambda text: ("Policy (" not in text, text))
    assert policy_lacks.startswith("OriginalsPolicy (AWS::S3::BucketPolicy): PolicyDocument.Statement lacks")
    assert blocks.startswith("Originals (AWS::S3::Bucket): PublicAccessBlockConfiguration.BlockPublicPolicy should be")
    assert announces.startswith("Originals (AWS::S3::Bucket): NotificationConfiguration.QueueConfigurations lacks")


def test_what_cloudformation_forgot_of_a_bucket_is_put_right(stack: SampleStack) -> None:
    client, bucket = stack.client("s3"), stack.outputs["BucketName"]
    client.delete_bucket_lifecycle(Bucket=bucket)
    client.delete_bucket_encryption(Bucket=bucket)
    client.delete_bucket_ownership_controls(Bucket=bucket)
    stack.deploy()
    assert len(client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]) == 2
    assert client.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert client.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]


def test_another_policy_of_a_queue_is_named(stack: SampleStack) -> None:
    client, url = stack.client("sqs"), stack.outputs["ArrivalsUrl"]
    policy = client.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy.replace("sqs:SendMessage", "sqs:*")})
    try:
        with pytest.raises(StackDiffersError, match=r"ArrivalsPolicy \(AWS::SQS::QueuePolicy\): .*lacks"):
            stack.deploy()
    finally:
        client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
