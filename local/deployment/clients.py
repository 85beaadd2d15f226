"""AWS clients of the local stack's own tools, pointed at the emulator."""

from functools import cache
from typing import Any

from botocore.config import Config

from local.emulator.environment import OWN_USER_AGENT

REGION = "us-east-1"


@cache
def emulator_client(service: str, endpoint_url: str) -> Any:
    """Return a client of one service of the emulator. It never reads this machine's AWS configuration."""
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 2},
        read_timeout=60,
        connect_timeout=5,
        user_agent_extra=OWN_USER_AGENT,
    )
    return _session().client(service, endpoint_url=endpoint_url, config=config)


@cache
def _session() -> Any:
    import boto3  # noqa: PLC0415 - for those who call AWS, not for every command of `curator`

    return boto3.session.Session("test", "test", region_name=REGION)
