"""Sending to SQS. Messages are small JSON objects of ids: tables carry decisions, queues only wake somebody up.

What a message is sent for goes along in its attributes, not in its body (`tracing`): whoever receives it logs under the
same ids.
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from curator.foundation.tracing import message_attributes

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

MAX_DELAY_SECONDS = (
    900  # SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
)
MAX_VISIBILITY_SECONDS = 43_200  # SQS: ChangeMessageVisibility, twelve hours after the receipt
MAX_BATCH_ENTRIES = 10  # SQS: SendMessageBatch takes at most ten


class Queue(Protocol):
    """Somewhere a message can be put, to be delivered at least once, not before its delay has passed."""

    def send(self, body: dict[str, Any], delay: float = 0) -> None:
        """Put one message; `delay` in seconds, at most `MAX_DELAY_SECONDS`."""

    def send_many(self, messages: Sequence[tuple[dict[str, Any], float]]) -> None:
        """Put several (body, delay) pairs."""


class QueueSendError(Exception):
    """SQS took only part of a batch; the whole may be sent again, since consumers expect repeats."""


class SqsQueue:
    """An SQS standard queue. Delays are rounded up to whole seconds: a message is never early."""

    def __init__(self, client: "Callable[[], SQSClient]", url: str) -> None:
        """Remember where the queue is; the client is made when the first message is sent."""
        self._client = client
        self._url = url

    def send(self, body: dict[str, Any], delay: float = 0) -> None:
        """Put one message; raises ValueError for a delay SQS cannot hold."""
        self._client().send_message(
            QueueUrl=self._url,
            MessageBody=json.dumps(body),
            DelaySeconds=whole_delay(delay),
            MessageAttributes=message_attributes(),
        )

    def send_many(self, messages: Sequence[tuple[dict[str, Any], float]]) -> None:
        """Put several messages; raises QueueSendError when SQS refused any of them."""
        for chunk in _chunks(messages):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {
                    "Id": str(i),
                    "MessageBody": json.dumps(body),
                    "DelaySeconds": whole_delay(delay),
                    "MessageAttributes": message_attributes(),
                }
                for i, (body, delay) in enumerate(chunk)
            ]
            failed = self._client().send_message_batch(QueueUrl=self._url, Entries=entries).get("Failed")
            if failed:
                raise QueueSendError(f"{len(failed)} of {len(entries)} refused: {failed[0].get('Code')}")

    def postpone(self, receipt_handle: str, seconds: float) -> None:
        """Let a received message come again after `seconds` instead of after the queue's own visibility timeout."""
        self._client().change_message_visibility(
            QueueUrl=self._url,
            ReceiptHandle=receipt_handle,
            VisibilityTimeout=min(max(0, math.ceil(seconds)), MAX_VISIBILITY_SECONDS),
        )


def whole_delay(delay: float) -> int:
    """Return the delay as SQS takes it; raises ValueError beyond its 15 minutes (the local emulator would take it)."""
    seconds = max(0, math.ceil(delay))
    if seconds > MAX_DELAY_SECONDS:
        raise ValueError(f"a message can wait {MAX_DELAY_SECONDS} s at most, not {seconds}")
    return seconds


def _chunks(
    messages: Sequence[tuple[dict[str, Any], float]],
) -> Iterator[Sequence[tuple[dict[str, Any], float]]]:
    for start in range(0, len(messages), MAX_BATCH_ENTRIES):
        yield messages[start : start + MAX_BATCH_ENTRIES]
