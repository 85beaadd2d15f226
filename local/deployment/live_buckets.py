"""Reads buckets and what is attached to them, in the words of CloudFormation's properties."""

import json
from collections.abc import Callable
from typing import Any

from local.deployment.clients import emulator_client
from local.deployment.expectations import Expected

LAMBDA, QUEUE = "LambdaConfigurations", "QueueConfigurations"


def bucket(endpoint: str, expected: Expected) -> dict[str, Any]:
    """Return a bucket's properties, of those that the template gives it."""
    client, name = emulator_client("s3", endpoint), expected.physical_id
    client.head_bucket(Bucket=name)
    readers: dict[str, Callable[[], Any]] = {
        "BucketName": lambda: name,
        "BucketEncryption": lambda: _encryption(client.get_bucket_encryption(Bucket=name)),
        "CorsConfiguration": lambda: {
            "CorsRules": [_cors(one) for one in client.get_bucket_cors(Bucket=name)["CORSRules"]]
        },
        "LifecycleConfiguration": lambda: _lifecycle(client.get_bucket_lifecycle_configuration(Bucket=name)),
        "NotificationConfiguration": lambda: _notifications(client.get_bucket_notification_configuration(Bucket=name)),
        "OwnershipControls": lambda: client.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"],
        "PublicAccessBlockConfiguration": lambda: client.get_public_access_block(Bucket=name)[
            "PublicAccessBlockConfiguration"
        ],
    }
    return {key: read() for key, read in readers.items() if key in expected.properties}


def bucket_policy(endpoint: str, expected: Expected) -> dict[str, Any]:
    """Return the policy that a bucket really has."""
    name = expected.properties["Bucket"]
    document = json.loads(emulator_client("s3", endpoint).get_bucket_policy(Bucket=name)["Policy"])
    return {"Bucket": name, "PolicyDocument": document}


def queue_policy(endpoint: str, expected: Expected) -> dict[str, Any]:
    """Return the policy that the queues really have: the first one that differs, if any does."""
    client, wanted = emulator_client("sqs", endpoint), expected.properties["PolicyDocument"]
    found = [
        json.loads(client.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"])
        for url in expected.properties["Queues"]
    ]
    others = [document for document in found if document != wanted]
    return {"PolicyDocument": (others or found)[0]}


def _encryption(answer: dict[str, Any]) -> dict[str, Any]:
    rules = answer["ServerSideEncryptionConfiguration"]["Rules"]
    defaults = [{"ServerSideEncryptionByDefault": rule["ApplyServerSideEncryptionByDefault"]} for rule in rules]
    return {"ServerSideEncryptionConfiguration": defaults}


def _cors(rule: dict[str, Any]) -> dict[str, Any]:
    return {**rule, "ExposedHeaders": rule.get("ExposeHeaders"), "MaxAge": rule.get("MaxAgeSeconds")}


def _lifecycle(answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "Rules": [
            {
                "Id": rule["ID"],
                "Status": rule["Status"],
                "Prefix": rule.get("Filter", {}).get("Prefix", ""),
                "ExpirationInDays": rule.get("Expiration", {}).get("Days"),
                "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
            }
            for rule in answer["Rules"]
        ]
    }


def _notifications(answer: dict[str, Any]) -> dict[str, Any]:
    words = {
        QUEUE: ("Queue", "QueueArn", answer.get("QueueConfigurations", [])),
        LAMBDA: ("Function", "LambdaFunctionArn", answer.get("LambdaFunctionConfigurations", [])),
    }
    return {
        kind: [
            {
                "Event": event,
                word: each[arn],
                "Filter": {"S3Key": {"Rules": each.get("Filter", {}).get("Key", {}).get("FilterRules", [])}},
            }
            for each in found
            for event in each["Events"]
        ]
        for kind, (word, arn, found) in words.items()
    }
