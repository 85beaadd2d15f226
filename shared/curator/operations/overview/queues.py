"""How much waits in each queue, and since when."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

WAITING: "QueueAttributeNameType" = "ApproximateNumberOfMessages"
IN_FLIGHT: "QueueAttributeNameType" = "ApproximateNumberOfMessagesNotVisible"
DELAYED: "QueueAttributeNameType" = "ApproximateNumberOfMessagesDelayed"

OUT_OF_REACH = frozenset({"ConnectTimeoutError", "EndpointConnectionError", "ReadTimeoutError"})  # botocore's names

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkQueue:
    """A queue of the system: what it is called among us, who works on it, where it is."""

    name: str
    function: str
    url: str

    @property
    def aws_name(self) -> str:
        """What AWS calls it."""
        return self.url.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """How a queue does.

    Attributes:
        queue: which.
        waiting: messages for whoever comes next, about; None where SQS did not answer, as of the next two.
        in_flight: messages with a worker, or put off for a next try.
        delayed: messages whose time has not come.
        oldest: for how many seconds the oldest message has been there; None where nobody could tell.
        error: the name of what kept SQS from answering; empty where it did.
    """

    queue: WorkQueue
    waiting: int | None = None
    in_flight: int | None = None
    delayed: int | None = None
    oldest: float | None = None
    error: str = ""


class Ages(Protocol):
    """Knows since when messages wait."""

    def oldest(self, names: Sequence[str]) -> Mapping[str, float]:
        """Return the age of the oldest message in seconds, by AWS' name of the queue, where it is known."""


class QueueStates:
    """Asks the queues."""

    def __init__(self, client: "Callable[[], SQSClient]", queues: Sequence[WorkQueue], ages: Ages) -> None:
        """Ask about these queues."""
        self._client = client
        self._queues = queues
        self._ages = ages

    def look(self) -> list[QueueState]:
        """Return the state of every queue; raises nothing.

        Where SQS cannot be reached, the other queues are not asked: whoever waits would wait for one after the other.
        """
        ages, states, unreachable = self._known_ages(), list[QueueState](), ""
        for queue in self._queues:
            state = QueueState(queue=queue, error=unreachable) if unreachable else self._state(queue, ages)
            if state.error in OUT_OF_REACH:
                unreachable = state.error
            states.append(state)
        return states

    def _state(self, queue: WorkQueue, ages: Mapping[str, float]) -> QueueState:
        try:
            reply = self._client().get_queue_attributes(
                QueueUrl=queue.url, AttributeNames=[WAITING, IN_FLIGHT, DELAYED]
            )
        except Exception as problem:  # whatever it is, the page is worth showing
            log.exception("a queue does not answer", extra={"queue": queue.name})
            return QueueState(queue=queue, error=type(problem).__name__)
        counts = reply["Attributes"]
        return QueueState(
            queue=queue,
            waiting=int(counts[WAITING]),
            in_flight=int(counts[IN_FLIGHT]),
            delayed=int(counts[DELAYED]),
            oldest=ages.get(queue.aws_name),
        )

    def _known_ages(self) -> Mapping[str, float]:
        try:
            return self._ages.oldest([queue.aws_name for queue in self._queues])
        except Exception:  # whatever it is, the depths are worth showing
            log.exception("nobody tells how old messages are")
            return {}
