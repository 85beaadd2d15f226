"""What the images queue carries: events of the incoming bucket, and messages of ours.

Nothing that cannot be read is kept: a file whose event got lost is found by the hourly run, so a message that says
nothing to us only has to be logged.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from curator.images.keys import image_id_of
from curator.images.messages import ImageMessage

logger = logging.getLogger(__name__)

TEST_EVENT = "s3:TestEvent"  # S3 sends one when the notification is set up
CREATED = "ObjectCreated:"


def read_body(body: str) -> list[ImageMessage]:
    """Return the images that a message's body names; none for what is not for us."""
    try:
        content = json.loads(body)
        if "image_id" in content:
            return [ImageMessage.parse(content)]
        if content.get("Event") == TEST_EVENT:
            logger.info("the bucket tried the queue")
            return []
        return list(_created(content["Records"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        logger.exception("not for us", extra={"body": body[:500]})
        return []


def _created(records: list[dict[str, Any]]) -> Iterator[ImageMessage]:
    for record in records:
        key = unquote_plus(record["s3"]["object"]["key"])  # S3 encodes keys in events as forms are encoded
        image_id = image_id_of(key)
        if record["eventName"].startswith(CREATED) and image_id is not None:
            yield ImageMessage(image_id=image_id)
        else:
            logger.warning("not for us", extra={"event": record["eventName"], "key": key[:500]})
