"""Counts what is asked of the services, as AWS would put it on a bill.

`GET /_curator/requests` tells the counts, by service and operation; a benchmark reads them before and after. What the
local stack's own tools ask (their clients say so in their User-Agent) is not counted, nor what costs nothing on AWS.

Beside requests:

    dynamodb  items read, items written      of batches and transactions
    sqs       announced                      messages that S3 sent
    lambda    <function's name>              calls
"""

import json
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import ministack.app as gateway
from ministack.services import lambda_svc, s3

from local.emulator.environment import OWN_USER_AGENT

REQUESTS_PATH = "/_curator/requests"
OBJECT_REQUESTS = {"GET": "GetObject", "PUT": "PutObject", "HEAD": "HeadObject", "DELETE": "DeleteObject"}
READING = {"GetItem", "BatchGetItem", "TransactGetItems"}
WRITING = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}

Answer = tuple[int, dict[str, Any], bytes]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Answer]]


class Counts:
    """How often each operation was asked for since the start."""

    def __init__(self) -> None:
        self._counters: dict[str, Counter[str]] = {}
        self._lock = threading.Lock()  # functions are called from threads

    def as_json(self) -> bytes:
        """Return the counts by service and operation."""
        with self._lock:
            return json.dumps(self._counters, sort_keys=True).encode()

    def add(self, service: str, operation: str, number: int = 1) -> None:
        """Count something."""
        with self._lock:
            self._counters.setdefault(service, Counter())[operation] += number

    def install(self) -> None:
        """Count from now on."""
        for service in ("dynamodb", "sqs", "secretsmanager"):
            gateway.SERVICE_HANDLERS[service] = self._counting(service, gateway.SERVICE_HANDLERS[service])
        gateway.SERVICE_HANDLERS["s3"] = self._counting_objects(gateway.SERVICE_HANDLERS["s3"])
        announce, execute = s3._deliver_event_to_sqs, lambda_svc._execute_function

        def counted_announcement(*arguments: Any, **keywords: Any) -> None:
            self.add("sqs", "announced")
            announce(*arguments, **keywords)

        def counted_call(function: dict[str, Any], event: Any, *arguments: Any, **keywords: Any) -> Any:
            self.add("lambda", (function.get("config") or function)["FunctionName"])
            return execute(function, event, *arguments, **keywords)

        s3._deliver_event_to_sqs, lambda_svc._execute_function = counted_announcement, counted_call

    def _counting(self, service: str, handle: Handler) -> Handler:
        async def handler(
            method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
        ) -> Answer:
            if not _is_our_own(headers):
                operation = headers.get("x-amz-target", "").rpartition(".")[2]
                self.add(service, operation)
                if service == "dynamodb":
                    self._add_items(operation, body)
            return await handle(method, path, headers, body, query)

        return handler

    def _add_items(self, operation: str, body: bytes) -> None:
        if operation in READING | WRITING:
            self.add("dynamodb", f"items {'read' if operation in READING else 'written'}", _items(json.loads(body)))

    def _counting_objects(self, handle: Handler) -> Handler:
        async def handler(
            method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
        ) -> Answer:
            if not _is_our_own(headers):
                is_object = bool(path.lstrip("/").partition("/")[2])
                other = "PostObject" if method == "POST" and "delete" not in query else f"{method} bucket"
                self.add("s3", OBJECT_REQUESTS.get(method, other) if is_object else other)
            return await handle(method, path, headers, body, query)

        return handler


def _is_our_own(headers: dict[str, str]) -> bool:
    return OWN_USER_AGENT in headers.get("user-agent", "")


def _items(request: dict[str, Any]) -> int:
    """Return how many items a request for one or several names."""
    if "TransactItems" in request:
        return len(request["TransactItems"])
    if "RequestItems" in request:
        tables = request["RequestItems"].values()
        return sum(len(table["Keys"] if isinstance(table, dict) else table) for table in tables)
    return 1
