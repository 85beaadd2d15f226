"""Telling many sockets the same thing at the same time. What goes wrong with one of them touches no other."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from curator.foundation.aws import CONNECTIONS_AT_ONCE
from curator.foundation.metrics import metrics
from curator.realtime.errors import ConnectionGoneError, DeliveryFailedError

T = TypeVar("T")

log = logging.getLogger(__name__)


def tell_each(receivers: Sequence[T], tell: Callable[[T], None]) -> list[T]:
    """Call `tell` with each receiver, and return those who are there but could not be told.

    Whoever has left has been told all there was to tell them. Several receivers are told at once, so what one of them
    reads keeps its order only if `tell` sends all of it.
    """
    if not receivers:
        return []
    with ThreadPoolExecutor(max_workers=min(CONNECTIONS_AT_ONCE, len(receivers))) as pool:
        reached = pool.map(lambda receiver: _reaches(receiver, tell), receivers)
        return [receiver for receiver, was_reached in zip(receivers, reached, strict=True) if not was_reached]


def _reaches(receiver: T, tell: Callable[[T], None]) -> bool:
    try:
        tell(receiver)
    except ConnectionGoneError:
        return True
    except DeliveryFailedError as problem:
        log.warning("not delivered: %s", problem)
    except Exception:  # a fault of ours, met with one socket: the others shall read what they can
        log.exception("not delivered")
    else:
        return True
    metrics.count("ws_broadcast_errors_total")
    return False
