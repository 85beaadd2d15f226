"""The environment ministack reads while it is imported."""

import os
from pathlib import Path

REGION = "us-east-1"
OWN_USER_AGENT = "curator-local-tools"  # what the local stack's own clients say they are; functions do not
SECRET_ACCESS_KEY = "test"  # noqa: S105 - the emulator takes anything, but what it signs with it must verify
NAMING_PORT = "4566"  # ministack keys queues by a URL that holds this port: fixed, so that state survives another port


def prepare_environment(*, port: int, state_directory: Path) -> None:
    """Point ministack at loopback and at directories inside `state_directory`. Call it before importing ministack."""
    temporary = state_directory / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=NAMING_PORT,
        MINISTACK_REGION=REGION,
        SFTP_ENABLED="0",
        IOT_MTLS_ENABLED="0",
        PERSIST_STATE="1",
        STATE_DIR=str(state_directory / "services"),
        S3_PERSIST="1",
        S3_DATA_DIR=str(state_directory / "s3"),
        TMPDIR=str(temporary),
        # What the functions inherit:
        AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}",
        AWS_DEFAULT_REGION=REGION,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY=SECRET_ACCESS_KEY,
    )
    # A function sees its own package and its layers, not what happens to be importable here.
    os.environ.pop("PYTHONPATH", None)
