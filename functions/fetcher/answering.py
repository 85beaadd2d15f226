"""The way back to whoever asked: an answer, a refusal in a sentence, or nothing where the client has left."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from curator.commons.errors import CommonsError
from curator.foundation.errors import CuratorError
from curator.realtime.errors import INTERNAL_ERROR, ConnectionGoneError, DeliveryFailedError
from curator.realtime.frames import MessageOut
from curator.realtime.packages.envelopes import status_of
from functions.fetcher.requests import Request

log = logging.getLogger(__name__)


class Post(Protocol):
    """What we use of `curator.realtime.delivery.Delivery`."""

    def post(self, connection_id: str, message: MessageOut) -> None:
        """Send one message to a connection."""


class Answers:
    """What one request is answered, in the form it was asked in."""

    def __init__(self, delivery: Post, request: Request) -> None:
        """Answer the request through `delivery`."""
        self._delivery = delivery
        self._connection_id = request.connection_id
        self._envelope = request.envelope()

    def tell(self, message: MessageOut) -> None:
        """Send a message; raises ConnectionGoneError, DeliveryFailedError."""
        self._deliver(self._envelope.answer(message))

    def tell_if_there(self, message: MessageOut) -> None:
        """Send a message to a client that may have left; raises DeliveryFailedError."""
        try:
            self.tell(message)
        except ConnectionGoneError:
            log.info("the client left before %s came", message["type"])

    def refuse(self, problem: Exception) -> None:
        """Say in a sentence why the request failed, if the client is still there; raises DeliveryFailedError."""
        text = sentence_of(problem) if isinstance(problem, CuratorError) else INTERNAL_ERROR
        try:
            self._deliver(self._envelope.refusal(text, status_of(problem)))
        except ConnectionGoneError:
            log.info("the client left before it was refused")

    def continued(self) -> dict[str, Any]:
        """Return what the function's next run needs to go on answering, as fields of its request."""
        return self._envelope.handed_over()

    def finish(self) -> None:
        """Answer a package that nothing was said to, and that no other run will answer."""
        if self._envelope.waits:
            self._deliver(self._envelope.silence())

    def _deliver(self, message: MessageOut) -> None:
        self._delivery.post(self._connection_id, message)
        self._envelope.sent(message)


@contextmanager
def answering(delivery: Post, request: Request) -> Iterator[Answers]:
    """Give the way to answer a request, and tell why where the block fails.

    A client that has left is told nothing, and what was being done for it ends.

    Raises:
        DeliveryFailedError: a message could not be sent, and should be tried again.
    """
    answers = Answers(delivery, request)
    try:
        yield answers
        answers.finish()
    except ConnectionGoneError:
        log.info("the client left before its answer came")
    except DeliveryFailedError:
        raise
    except CuratorError as problem:
        log.info("refused: %s: %s", type(problem).__name__, problem)
        answers.refuse(problem)
    except Exception as problem:
        log.exception("answering failed")
        answers.refuse(problem)


def sentence_of(problem: CuratorError) -> str:
    """Return what a client reads about a failure: what Commons itself says of it, where Commons refused with a code."""
    if isinstance(problem, CommonsError) and problem.code and problem.info:
        return problem.info
    return problem.public_message
