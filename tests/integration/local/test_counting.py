from collections import Counter
from collections.abc import Callable
from typing import Any

import boto3
import httpx
from botocore.config import Config

from .conftest import SampleStack


def counts(stack: SampleStack) -> dict[str, Counter[str]]:
    answer = httpx.get(f"{stack.emulator_url}/_curator/requests").raise_for_status().json()
    return {service: Counter(operations) for service, operations in answer.items()}


def client(stack: SampleStack, service: str) -> Any:
    """A client as a function has it."""
    session: Any = boto3.session.Session("test", "test", region_name="us-east-1")
    return session.client(service, endpoint_url=stack.emulator_url, config=Config(signature_version="s3v4"))


def test_what_functions_ask_for_is_counted_and_what_our_own_tools_ask_for_is_not(
    stack: SampleStack, eventually: Callable[..., None]
) -> None:
    before = counts(stack)
    bucket, table = stack.outputs["BucketName"], stack.outputs["TableName"]
    s3, dynamodb = client(stack, "s3"), client(stack, "dynamodb")
    s3.put_object(Bucket=bucket, Key="in/counted.jpg", Body=b"1")
    s3.get_object(Bucket=bucket, Key="in/counted.jpg")
    s3.delete_object(Bucket=bucket, Key="in/counted.jpg")
    puts = [{"Put": {"TableName": table, "Item": {"PK": {"S": key}, "SK": {"S": "COUNTED"}}}} for key in "ab"]
    dynamodb.transact_write_items(TransactItems=puts)
    keys = [{"PK": {"S": key}, "SK": {"S": "COUNTED"}} for key in "abc"]
    dynamodb.batch_get_item(RequestItems={table: {"Keys": keys}})
    stack.get("a", "COUNTED")  # by a client of the local stack's own
    stack.send('{"name": "counted"}')
    eventually(lambda: stack.times("counted") == 1)
    after = counts(stack)
    new = {service: after[service] - before.get(service, Counter()) for service in after}
    assert new["s3"] == {"PutObject": 1, "GetObject": 1, "DeleteObject": 1}
    assert new["sqs"] == {"announced": 1}
    assert new["dynamodb"]["TransactWriteItems"] == new["dynamodb"]["BatchGetItem"] == 1
    assert (new["dynamodb"]["items written"], new["dynamodb"]["items read"]) == (2 + new["dynamodb"]["UpdateItem"], 3)
    assert new["lambda"] == {stack.outputs["WorkerFunctionName"]: 1}
