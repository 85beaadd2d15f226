"""Changes that met another change of the same rows: what they read is read again, and decided anew."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import Clock
from curator.foundation.table import TransactionConflictError
from curator.usage.errors import RepositoryError

T = TypeVar("T")

TRIES = 12  # together, pauses of about a second
FIRST_PAUSE_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 0.2


class StaleReadError(Exception):
    """What a change was decided upon has changed; nothing was written."""


MET_ANOTHER = (StaleReadError, TransactionConflictError)


def until_alone(
    change: Callable[[], T], clock: Clock, *, tries: int = TRIES, chance: Callable[[], float] = random.random
) -> T:
    """Return what `change` returns, trying again while others change the same rows.

    Args:
        change: reads, decides and writes; raises StaleReadError or TransactionConflictError where it wrote nothing.
        clock: what the pauses are slept on.
        tries: how often at most.
        chance: returns 0..1, so that those who met do not meet again.

    Raises:
        StaleReadError: it met others each time.
        TransactionConflictError: likewise.
    """
    for number in range(tries - 1):
        try:
            return change()
        except MET_ANOTHER:
            clock.sleep(chance() * min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**number))
    return change()


@contextmanager
def failing(sentence: str) -> Iterator[None]:
    """Turn whatever the table has against a request into a RepositoryError that begins with the sentence."""
    try:
        yield
    except MET_ANOTHER as error:
        raise RepositoryError(f"{sentence}: others write the same rows all the time") from error
    except ClientError as error:
        raise RepositoryError(f"{sentence}: {error.response['Error']['Code']}") from error
    except BotoCoreError as error:
        raise RepositoryError(f"{sentence}: {type(error).__name__}") from error
