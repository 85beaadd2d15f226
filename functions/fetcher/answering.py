"""The way back to whoever asked: an answer, a refusal in a sentence, or nothing where the client has left."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from curator.commons.errors import CommonsError
from curator.foundation.errors import CuratorError
from curator.realtime import frames
from curator.realtime.errors import INTERNAL_ERROR, ConnectionGoneError, DeliveryFailedError
from curator.realtime.frames import MessageOut

log = logging.getLogger(__name__)


class Post(Protocol):
    """What we use of `curator.realtime.delivery.Delivery`."""

    def post(self, connection_id: str, message: MessageOut) -> None:
        """Send one message to a connection."""


@contextmanager
def refusals_told(delivery: Post, connection_id: str) -> Iterator[None]:
    """Tell the client why the block failed; raises DeliveryFailedError where that should be tried again.

    A client that has left is told nothing, and what was being done for it ends.
    """
    try:
        yield
    except ConnectionGoneError:
        log.info("the client left before its answer came")
    except DeliveryFailedError:
        raise
    except CuratorError as problem:
        log.info("refused: %s: %s", type(problem).__name__, problem)
        tell_if_there(delivery, connection_id, frames.error(sentence_of(problem)))
    except Exception:
        log.exception("answering failed")
        tell_if_there(delivery, connection_id, frames.error(INTERNAL_ERROR))


def sentence_of(problem: CuratorError) -> str:
    """Return what a client reads about a failure: what Commons itself says of it, where Commons refused with a code."""
    if isinstance(problem, CommonsError) and problem.code and problem.info:
        return problem.info
    return problem.public_message


def tell_if_there(delivery: Post, connection_id: str, message: MessageOut) -> None:
    """Send a message to a client that may have left; raises DeliveryFailedError."""
    try:
        delivery.post(connection_id, message)
    except ConnectionGoneError:
        log.info("the client left before %s came", message["type"])
