"""The pacer function: ticks of users' lanes from the `lanes` queue."""

import json
from functools import cache
from typing import Any

from curator.foundation import starting  # before what is heavy
from curator.foundation.logs import function_logger
from curator.foundation.receiving import each_message
from curator.operations.metrics.wiring import measured, receiving
from curator.uploads.lanes.pacer import Pacer
from curator.uploads.lanes.wiring import pacer
from curator.uploads.messages import TickMessage

logger = function_logger("pacer")


@cache
def _pacer() -> Pacer:
    return pacer()


@receiving("pacer")
def _handle(record: dict[str, Any]) -> None:
    message = TickMessage.parse(json.loads(record["body"]))
    logger.info("tick", extra={"user_id": message.user_id, "sequence": message.sequence})
    _pacer().tick(message)


@measured("pacer")
def handler(event: dict[str, Any], _context: Any) -> Any:
    """Handle a batch of ticks; those that failed come again."""
    return each_message(event, _handle)


starting.started()
