"""What buckets tell queues, as durable as what functions send to them.

S3 announces every object at least once. ministack does so in a thread of its own, past the handler whose writes are
journaled: killed at the wrong moment, it had stored an object that nobody would ever hear of.
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import s3, sqs


def install(journal: Callable[[str, str], None]) -> None:
    """Announce an object in the step that stores it, and hand each announcement to `journal(queue_url, body)`."""
    deliver = s3._deliver_event_to_sqs

    def deliver_durably(arn: str, payload: dict[str, Any], region: str, bucket_name: str = "") -> None:
        deliver(arn, payload, region, bucket_name=bucket_name)
        queue = sqs._queue_by_arn(arn)
        if queue is not None:
            journal(queue["url"], json.dumps(payload))

    s3._deliver_event_to_sqs = deliver_durably
    s3._fire_s3_event_async = _announce


def _announce(bucket: str, key: str, event: str, **about: Any) -> None:
    if bucket in s3._bucket_notifications:
        s3._fire_s3_event(bucket, key, event, sequencer=s3._next_event_sequencer(event), **about)
