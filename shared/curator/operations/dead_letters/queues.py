"""Dead-letter queues as SQS offers them: hand out, hide for a while, delete.

What SQS guarantees of a standard queue, and what it does not: a message is handed out at least once, in no order; while
one reader has it, others do not see it until its visibility timeout has passed; a dead letter keeps its id and the
moment it was sent, and goes 14 days after that moment, not after it became a dead letter.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from curator.foundation.tracing import CORRELATION, usable_id

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

AT_ONCE = 10  # SQS: ReceiveMessage returns at most ten
HIDDEN_SECONDS = 60  # while a letter is taken over; it shows again if that fails
WAIT_SECONDS = 1  # a long poll asks all of SQS's servers; a short one may find nothing though something is there

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message of a dead-letter queue, hidden from others for `HIDDEN_SECONDS`.

    Attributes:
        redriven: whether SQS moved it here, after too many receives; else a function sent it here itself.
    """

    message_id: str
    body: str
    receipt_handle: str
    receives: int
    sent_at: float
    first_received_at: float | None
    correlation_id: str | None
    redriven: bool


class DeadLetterSource(Protocol):
    """A dead-letter queue."""

    def receive(self) -> list[Received]:
        """Return some messages; none where there are none."""

    def forget(self, received: Received) -> None:
        """Delete a message; deleting it again is no error."""

    def depth(self) -> int | None:
        """Return about how many messages there are, hidden ones included; None where that cannot be told."""


class SqsDeadLetters:
    """A dead-letter queue in SQS."""

    def __init__(self, client: "Callable[[], SQSClient]", url: str) -> None:
        """Remember where the queue is."""
        self._client = client
        self._url = url

    def receive(self) -> list[Received]:
        """Return some messages; none where there are none."""
        reply = self._client().receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=AT_ONCE,
            VisibilityTimeout=HIDDEN_SECONDS,
            WaitTimeSeconds=WAIT_SECONDS,
            MessageSystemAttributeNames=[
                "SentTimestamp",
                "ApproximateReceiveCount",
                "ApproximateFirstReceiveTimestamp",
                "DeadLetterQueueSourceArn",
            ],
            MessageAttributeNames=[CORRELATION],
        )
        return [_received(message) for message in reply.get("Messages", [])]

    def forget(self, received: Received) -> None:
        """Delete a message."""
        self._client().delete_message(QueueUrl=self._url, ReceiptHandle=received.receipt_handle)

    def depth(self) -> int | None:
        """Return about how many messages there are, hidden ones included; None where SQS does not answer."""
        try:
            reply = self._client().get_queue_attributes(
                QueueUrl=self._url,
                AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            )
            return sum(int(count) for count in reply["Attributes"].values())
        except Exception:  # a list of letters is of use without it
            log.warning("a dead-letter queue does not tell its depth", exc_info=True)
            return None


def _received(message: Mapping[str, Any]) -> Received:
    attributes = message.get("Attributes", {})
    first = attributes.get("ApproximateFirstReceiveTimestamp")
    sent = message.get("MessageAttributes", {}).get(CORRELATION, {})
    return Received(
        message_id=message["MessageId"],
        body=message["Body"],
        receipt_handle=message["ReceiptHandle"],
        receives=int(attributes.get("ApproximateReceiveCount", 1)),
        sent_at=int(attributes["SentTimestamp"]) / 1000,
        first_received_at=int(first) / 1000 if first else None,
        correlation_id=usable_id(sent.get("StringValue")),
        redriven="DeadLetterQueueSourceArn" in attributes,
    )
