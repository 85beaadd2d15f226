import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local.stack import LocalStack, StackPlan

SAMPLE = Path(__file__).parent / "sample"
NO_SANDBOX = (sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1", "--directory", "/var/empty")


class SampleStack(LocalStack):
    """The sample system, with its template and code where a test may change them."""

    def __init__(self, directory: Path, *, built: bool = False) -> None:
        self.source = directory / "source"
        if not self.source.exists():
            shutil.copytree(SAMPLE, self.source, ignore=shutil.ignore_patterns("__pycache__"))
        self.state = directory / "state"
        self.greeting = "hello"
        plan = StackPlan(
            template=self.source / "template.yaml",
            stack_name="sample",
            sandbox_command=NO_SANDBOX,
            parameters=lambda urls: {"WebSocketEndpoint": urls.websocket_endpoint, "Greeting": self.greeting},
            built=built,
        )
        super().__init__(self.state, plan=plan)

    def put(self, key: str, kind: str = "THING") -> None:
        self.client("dynamodb").put_item(
            TableName=self.outputs["TableName"], Item={"PK": {"S": key}, "SK": {"S": kind}}
        )

    def count(self, key: str) -> None:
        self.client("dynamodb").update_item(
            TableName=self.outputs["TableName"],
            Key={"PK": {"S": key}, "SK": {"S": "COUNT"}},
            UpdateExpression="ADD times :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    def get(self, key: str, kind: str = "SEEN") -> dict[str, Any] | None:
        answer = self.client("dynamodb").get_item(
            TableName=self.outputs["TableName"], Key={"PK": {"S": key}, "SK": {"S": kind}}, ConsistentRead=True
        )
        item: dict[str, Any] | None = answer.get("Item")
        return item

    def times(self, key: str, kind: str = "SEEN") -> int:
        """How often a sample function saw this key."""
        item = self.get(key, kind)
        return int(item["times"]["N"]) if item else 0

    def send(self, body: str, *, delay: int = 0, queue: str = "QueueUrl") -> None:
        self.client("sqs").send_message(QueueUrl=self.outputs[queue], MessageBody=body, DelaySeconds=delay)

    def processes(self) -> list[int]:
        """Every process that has this stack's state directory in its command line: servers and function workers."""
        return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline") if self._is_ours(path)]

    def _is_ours(self, command_line: Path) -> bool:
        try:
            own = int(command_line.parent.name) == os.getpid()
            return not own and str(self.state).encode() in command_line.read_bytes()
        except OSError:  # it ended meanwhile
            return False


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleStack]:
    with SampleStack(tmp_path_factory.mktemp("local")) as stack:
        yield stack


@pytest.fixture(scope="session")
def eventually() -> Callable[..., None]:
    def eventually(holds: Callable[[], object], *, within: float = 90) -> None:
        deadline = time.monotonic() + within
        while not holds():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.05)

    return eventually
