"""Handles the messages and table changes of the sample system."""

import json
import time
from typing import Any

from recording import record


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Count each record; a message with `fail` comes back, one with `sleep` takes its time."""
    failures = []
    for item in event.get("Records", []):
        if item["eventSource"] == "aws:dynamodb":
            record(f"change of {item['dynamodb']['Keys']['PK']['S']}", at=time.time())
            continue
        message = json.loads(item["body"])
        print("handling", message["name"])  # noqa: T201 - what function_logs finds
        record(message["name"], at=time.time())
        time.sleep(message.get("sleep", 0))
        if message.get("fail"):
            failures.append({"itemIdentifier": item["messageId"]})
    return {"batchItemFailures": failures}
