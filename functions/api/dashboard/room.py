"""What the dashboard looks at beyond what other routes work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from curator.operations.overview.queues import QueueStates
from functions.api.store import TableSizes

FUNCTIONS = (
    "api",
    "websocket",
    "broadcaster",
    "fetcher",
    "pacer",
    "uploader",
    "resizer",
    "scanner",
    "janitor",
    "replayer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardRoom:
    """Queues, tables, sockets, and what this deployment is set to.

    Attributes:
        queues: asks SQS and CloudWatch.
        tables: asks DynamoDB.
        open_sockets: counts them.
        settings: by group and name; no secret is among them.
    """

    queues: QueueStates
    tables: TableSizes
    open_sockets: Callable[[], int]
    settings: Mapping[str, Mapping[str, Any]]
