"""The resizer function: one image at a time, from the `images` queue."""

from functools import cache
from typing import Any

from curator.foundation import starting  # before what is heavy
from curator.foundation.errors import CuratorError, QueueAction
from curator.foundation.logs import function_logger
from curator.foundation.receiving import each_message
from curator.images import wiring
from curator.images.engine.rendering import render
from curator.images.messages import ImageMessage
from curator.images.processor import Processor
from curator.images.refreshing import Refresher
from curator.operations.metrics.wiring import measured, receiving
from functions.resizer.events import read_body

logger = function_logger("resizer")


@cache
def _processor() -> Processor:
    return wiring.processor(render)


@cache
def _refresher() -> Refresher:
    return wiring.refresher(render)


def _work(message: ImageMessage) -> None:
    logger.info("image", extra={"image_id": message.image_id, "refresh": message.refresh})
    if message.refresh:
        _refresher().refresh(message.image_id)
    else:
        _processor().process(message.image_id)


@receiving("resizer")
def _handle(record: dict[str, Any]) -> None:
    try:
        for message in read_body(record["body"]):
            _work(message)
    except CuratorError as error:
        logger.info("later", extra={"reason": str(error), "seconds": error.retry_after})
        if error.queue_action is QueueAction.RETRY_LATER and error.retry_after is not None:
            wiring.queue().postpone(record["receiptHandle"], error.retry_after)
        raise
    except Exception:
        logger.exception("the message comes again")
        raise


@measured("resizer")
def handler(event: dict[str, Any], _context: Any) -> Any:
    """Handle a batch of messages. One that comes again is no failure of the function: only what nobody foresaw is."""
    return each_message(event, _handle, fails_with_them=False)


starting.started()
