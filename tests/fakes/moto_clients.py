"""Clients of moto's services, made once: making one takes longer than most tests, and moto forgets tables by itself."""

from functools import cache
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@cache
def dynamodb() -> "DynamoDBClient":
    """Return the client of moto's DynamoDB; moto has to be at work, and is whenever the client is used."""
    return boto3.client("dynamodb", region_name="eu-central-1")
