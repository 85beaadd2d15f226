"""The scanner function: ticks of providers' lanes, and tasks whose turn may have come, from the `scans` queue."""

import json
from functools import cache
from typing import Any

from curator.foundation import starting  # before what is heavy
from curator.foundation.logs import function_logger
from curator.foundation.receiving import each_message
from curator.operations.metrics.wiring import measured, receiving
from curator.usage.scans.messages import read_message
from curator.usage.scans.scanner import Scanner
from curator.usage.scans.work.wiring import scanner

logger = function_logger("scanner")


@cache
def _scanner() -> Scanner:
    return scanner()


@receiving("scanner")
def _handle(record: dict[str, Any]) -> None:
    message = read_message(json.loads(record["body"]))
    logger.info("scan", extra=message.body())
    _scanner().handle(message)


@measured("scanner")
def handler(event: dict[str, Any], _context: Any) -> Any:
    """Handle a batch of messages; those that failed come again."""
    return each_message(event, _handle)


starting.started()
