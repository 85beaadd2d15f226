"""What both sample functions use, from a layer."""

import os
from typing import Any

import boto3


def record(key: str, **attributes: Any) -> None:
    """Count how often this happened to `key`, and keep what is known about it."""
    names = {f"#{name}": name for name in attributes}
    values = {f":{name}": {"S": str(value)} for name, value in attributes.items()}
    assignments = ", ".join(f"#{name} = :{name}" for name in attributes)
    boto3.client("dynamodb").update_item(
        TableName=os.environ["TABLE"],
        Key={"PK": {"S": key}, "SK": {"S": "SEEN"}},
        UpdateExpression=f"ADD times :one SET {assignments}",
        ExpressionAttributeNames=names,
        ExpressionAttributeValues={":one": {"N": "1"}, **values},
    )
