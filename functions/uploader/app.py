"""The uploader function: uploads whose turn may have come, from the `uploads` queue."""

import json
import time
from functools import cache, partial
from typing import Any

from curator.foundation import starting  # before what is heavy
from curator.foundation.logs import function_logger
from curator.foundation.receiving import each_message
from curator.images.own_files.wiring import own_files
from curator.operations.metrics.wiring import measured, receiving
from curator.uploads.messages import UploadMessage
from curator.uploads.worker.wiring import worker
from curator.uploads.worker.worker import Worker

logger = function_logger("uploader")


@cache
def _worker() -> Worker:
    return worker(own_files)


@receiving("uploader")
def _handle(record: dict[str, Any], lambda_context: Any) -> None:
    message = UploadMessage.parse(json.loads(record["body"]))
    logger.info("upload", extra={"batch_id": message.batch_id, "upload_id": message.upload_id})
    deadline = time.time() + lambda_context.get_remaining_time_in_millis() / 1000
    _worker().handle(message, deadline=deadline)


@measured("uploader")
def handler(event: dict[str, Any], context: Any) -> Any:
    """Handle a batch of upload messages; those that failed come again."""
    return each_message(event, partial(_handle, lambda_context=context))


starting.started()
