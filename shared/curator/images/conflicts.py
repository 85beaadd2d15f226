"""Writes that met another write of the same item: DynamoDB refuses one of the two, and asks it to come again."""

import random
from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import Clock
from curator.foundation.table import TransactionConflictError

T = TypeVar("T")

TABLE_FAILURES = (ClientError, BotoCoreError, TransactionConflictError)  # the table did not do what it was asked

TRIES = 12  # together, pauses of about a second
FIRST_PAUSE_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 0.2


def until_alone(write: Callable[[], T], clock: Clock, *, chance: Callable[[], float] = random.random) -> T:
    """Return what `write` returns, trying again while others write the same items.

    Args:
        write: raises TransactionConflictError when it met another and wrote nothing.
        clock: what the pauses are slept on.
        chance: returns 0..1, so that those who met do not meet again.

    Raises:
        TransactionConflictError: it met others each time.
    """
    for tries in range(TRIES - 1):
        try:
            return write()
        except TransactionConflictError:
            clock.sleep(chance() * min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries))
    return write()
