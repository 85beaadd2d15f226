"""The only place that makes AWS clients.

One client per service and environment, made at first use: an import must not pay for a client its function may never
call. Endpoints come from `AWS_ENDPOINT_URL`, which botocore reads itself, so the local stack needs no code here.

botocore's own clients, not boto3's: they are the same, and boto3 adds resources and transfers that nothing here uses,
and a tenth to every start.
"""

from collections.abc import Callable
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from botocore.config import Config
from botocore.session import Session

if TYPE_CHECKING:
    from boto3 import client as _client  # whose types tell the services' clients apart
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient
else:

    @cache
    def _session() -> Session:
        return Session()

    def _client(service: str, **settings: Any) -> Any:
        return _session().create_client(service, **settings)


CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 10
ATTEMPTS = 4
CONNECTIONS_AT_ONCE = 50  # to the sockets' gateway; botocore keeps ten unless it is told otherwise

P = ParamSpec("P")
T = TypeVar("T")

_making = RLock()


class _once(Generic[P, T]):  # noqa: N801 - reads as the decorator it is
    """Makes something once. Threads that want it at once, as those of a look at all tables, wait for it."""

    def __init__(self, make: Callable[P, T]) -> None:
        kept = cache(make)
        self._kept: Callable[..., T] = kept
        self.cache_clear = kept.cache_clear

    def __call__(self, *given: P.args, **named: P.kwargs) -> T:
        with _making:
            return self._kept(*given, **named)


def _config() -> Config:
    return Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )


@_once
def dynamodb() -> "DynamoDBClient":
    """Return the DynamoDB client."""
    return _client("dynamodb", config=_config())


@_once
def dynamodb_streams() -> Any:
    """Return the client of DynamoDB's streams, for whoever looks something up in one."""
    return _client("dynamodbstreams", config=_config())


@_once
def sqs() -> "SQSClient":
    """Return the SQS client."""
    return _client("sqs", config=_config())


@_once
def s3() -> "S3Client":
    """Return the S3 client.

    Addresses that it signs name the bucket's region ("virtual"): with the default they go to a host for all regions,
    which answers a browser's POST to a young bucket with a redirect.
    """
    signing = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return _client("s3", config=_config().merge(signing))


@_once
def secrets_manager() -> "SecretsManagerClient":
    """Return the Secrets Manager client."""
    return _client("secretsmanager", config=_config())


@_once
def connections(endpoint_url: str) -> "ApiGatewayManagementApiClient":
    """Return the client that posts to WebSocket connections of the stage at `endpoint_url`."""
    many = _config().merge(Config(max_pool_connections=CONNECTIONS_AT_ONCE))
    return _client("apigatewaymanagementapi", endpoint_url=endpoint_url, config=many)


@_once
def impatient_dynamodb() -> "DynamoDBClient":
    """Return a DynamoDB client for what may be done without: it gives up after two seconds at the most."""
    return _client("dynamodb", config=_impatience())


@_once
def impatient_sqs() -> "SQSClient":
    """Return an SQS client for what may be done without, as `impatient_dynamodb`."""
    return _client("sqs", config=_impatience())


@_once
def impatient_cloudwatch() -> "CloudWatchClient":
    """Return a CloudWatch client for what may be done without, as `impatient_dynamodb`."""
    return _client("cloudwatch", config=_impatience())


def _impatience() -> Config:
    return Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})
