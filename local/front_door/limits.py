"""API Gateway's and Lambda's limits, as AWS documents them."""

from dataclasses import dataclass

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes in bytes, times in seconds.

    Sources, in AWS' developer guides: "Quotas for configuring and running an HTTP API in API Gateway" (10 MB a
    request), "Lambda quotas" (6 MB an invocation's request, and response), "Quotas for configuring and running a
    WebSocket API in API Gateway" (frame 32 KB, message 128 KB, integration 29 s, idle 10 minutes, connection 2 hours).
    An HTTP API waits 30 s at most; Curator keeps to the shorter 29 s everywhere.
    """

    request_body: int = 10 * MEBIBYTE
    invocation_payload: int = 6 * MEBIBYTE
    integration_seconds: float = 29
    frame: int = 32 * KIBIBYTE
    message: int = 128 * KIBIBYTE
    idle_seconds: float = 10 * 60
    connection_seconds: float = 2 * 60 * 60


AWS_LIMITS = Limits()
