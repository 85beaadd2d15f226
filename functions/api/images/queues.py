"""How much waits for the workers, asked of the queues themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

WAITING: "QueueAttributeNameType" = "ApproximateNumberOfMessages"
IN_FLIGHT: "QueueAttributeNameType" = "ApproximateNumberOfMessagesNotVisible"
DELAYED: "QueueAttributeNameType" = "ApproximateNumberOfMessagesDelayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """Messages of one queue, about."""

    waiting: int
    in_flight: int  # with a worker, or put off for a next try
    delayed: int


class QueueDepths:
    """The images queue and its dead letters."""

    def __init__(self, client: "Callable[[], SQSClient]", *, url: str, dead_letters_url: str) -> None:
        """Ask about these queues."""
        self._client = client
        self._url = url
        self._dead_letters_url = dead_letters_url

    def images(self) -> Depth:
        """Return what waits to be worked on."""
        return self._depth(self._url)

    def dead_letters(self) -> Depth:
        """Return what nobody could work on."""
        return self._depth(self._dead_letters_url)

    def _depth(self, url: str) -> Depth:
        reply = self._client().get_queue_attributes(QueueUrl=url, AttributeNames=[WAITING, IN_FLIGHT, DELAYED])
        counts = reply["Attributes"]
        return Depth(waiting=int(counts[WAITING]), in_flight=int(counts[IN_FLIGHT]), delayed=int(counts[DELAYED]))
