"""Telling a page of sockets what somebody announces."""

import logging
import random
from collections.abc import Callable

from curator.foundation.queues import Queue
from curator.realtime.audiences.announcing import PACKAGE, TYPE, Words, request
from curator.realtime.packages.envelopes import push
from curator.realtime.posting import tell_each
from functions.fetcher.answering import Post
from functions.fetcher.requests import AnnounceRequest

MAX_TRIES = 5  # with the waits between them, about a minute
FIRST_WAIT_SECONDS = 2.0  # doubles with every try

log = logging.getLogger(__name__)


class Herald:
    """Tells everybody on a list, and those who could not be reached again."""

    def __init__(self, *, delivery: Post, queue: Queue, chance: Callable[[], float] = random.random) -> None:
        """Tell through `delivery`, and try again through our own queue; `chance` lies between 0 and 1."""
        self._delivery = delivery
        self._queue = queue
        self._chance = chance

    def tell(self, page: AnnounceRequest) -> None:
        """Tell each socket of the page once; one that stays unreachable is given up."""
        words = Words(
            id=page.announcement_id,
            text=page.text,
            sender=page.sender,
            sender_id=page.user_id,
            room=page.room,
            sequence=page.sequence,
        )
        message = words.message()
        sockets = [(socket, TYPE) for socket in page.sockets] + [(socket, PACKAGE) for socket in page.package_sockets]
        untold = tell_each(sockets, lambda one: self._delivery.post(one[0], push(message, one[1])))
        log.info("announced", extra={"id": words.id, "sockets": len(sockets), "untold": len(untold)})
        if untold and page.tries < MAX_TRIES:
            wait = FIRST_WAIT_SECONDS * 2**page.tries * (1 + self._chance() / 2)
            self._queue.send(request(words, untold, tries=page.tries + 1), wait)
