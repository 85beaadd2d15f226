"""What is left in storage and in the table, looked at from behind."""

import json
import time
from collections.abc import Callable
from typing import Any

from local.stack import LocalStack

Row = dict[str, Any]


def objects(stack: LocalStack, bucket: str, containing: str = "") -> list[str]:
    """Return the keys in a bucket (`Incoming`, `Originals` or `Variants`) that contain this text."""
    pages = stack.client("s3").get_paginator("list_objects_v2").paginate(Bucket=stack.outputs[f"{bucket}BucketName"])
    keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
    return [key for key in keys if containing in key]


def stored(stack: LocalStack, bucket: str, key: str) -> bytes:
    """Return an object's bytes."""
    body: bytes = stack.client("s3").get_object(Bucket=stack.outputs[f"{bucket}BucketName"], Key=key)["Body"].read()
    return body


def events(stack: LocalStack, image_id: str) -> list[str]:
    """Return the kinds of an image's events in their order."""
    answer = stack.client("dynamodb").query(
        TableName=stack.outputs["ImagesTableName"],
        KeyConditionExpression="PK = :image AND begins_with(SK, :event)",
        ExpressionAttributeValues={":image": {"S": f"IMAGE#{image_id}"}, ":event": {"S": "EVENT#"}},
        ConsistentRead=True,
    )
    return [item["event_type"]["S"] for item in answer["Items"]]


def announce_again(stack: LocalStack, key: str) -> None:
    """Send what S3 sends when an object was created, as S3 itself may do twice."""
    bucket = stack.outputs["IncomingBucketName"]
    record = {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": bucket}, "object": {"key": key.replace("/", "%2F")}},
    }
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["ImagesQueueUrl"], MessageBody=json.dumps({"Records": [record]})
    )


def dead_letters(stack: LocalStack) -> int:
    """Return how many messages the queue of images has given up on."""
    url, name = stack.outputs["ImagesDeadLetterQueueUrl"], "ApproximateNumberOfMessages"
    answer = stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(answer["Attributes"][name])


def eventually(holds: Callable[[], bool], *, within: float = 90) -> None:
    """Return when something holds; fail when it does not in time."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
