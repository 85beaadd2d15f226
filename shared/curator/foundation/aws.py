"""The only place that makes AWS clients.

One client per service and environment, made at first use: an import must not pay for a client its function may never
call. Endpoints come from `AWS_ENDPOINT_URL`, which botocore reads itself, so the local stack needs no code here.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 10
ATTEMPTS = 4
CONNECTIONS_AT_ONCE = 50  # to the sockets' gateway; botocore keeps ten unless it is told otherwise


def _config() -> Config:
    return Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )


@cache
def dynamodb() -> "DynamoDBClient":
    """Return the DynamoDB client."""
    return boto3.client("dynamodb", config=_config())


@cache
def dynamodb_streams() -> Any:
    """Return the client of DynamoDB's streams, for whoever looks something up in one."""
    return boto3.client("dynamodbstreams", config=_config())


@cache
def sqs() -> "SQSClient":
    """Return the SQS client."""
    return boto3.client("sqs", config=_config())


@cache
def s3() -> "S3Client":
    """Return the S3 client.

    Addresses that it signs name the bucket's region ("virtual"): with the default they go to a host for all regions,
    which answers a browser's POST to a young bucket with a redirect.
    """
    signing = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return boto3.client("s3", config=_config().merge(signing))


@cache
def secrets_manager() -> "SecretsManagerClient":
    """Return the Secrets Manager client."""
    return boto3.client("secretsmanager", config=_config())


@cache
def connections(endpoint_url: str) -> "ApiGatewayManagementApiClient":
    """Return the client that posts to WebSocket connections of the stage at `endpoint_url`."""
    many = _config().merge(Config(max_pool_connections=CONNECTIONS_AT_ONCE))
    return boto3.client("apigatewaymanagementapi", endpoint_url=endpoint_url, config=many)


@cache
def impatient_dynamodb() -> "DynamoDBClient":
    """Return a DynamoDB client for what may be done without: it gives up after two seconds at the most."""
    return boto3.client("dynamodb", config=_impatience())


@cache
def impatient_sqs() -> "SQSClient":
    """Return an SQS client for what may be done without, as `impatient_dynamodb`."""
    return boto3.client("sqs", config=_impatience())


@cache
def impatient_cloudwatch() -> "CloudWatchClient":
    """Return a CloudWatch client for what may be done without, as `impatient_dynamodb`."""
    return boto3.client("cloudwatch", config=_impatience())


def _impatience() -> Config:
    return Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})
