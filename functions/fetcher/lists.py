"""Showing lists of missing categories.

A list that is old is shown as it is, with its age, and read anew afterwards: nobody waits for the database but who
asks for a list that nobody has read yet.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, replace

from curator.categories.errors import ListNotReadYetError
from curator.categories.lists import CategoryList, Page
from curator.foundation.clock import iso_timestamp
from curator.foundation.queues import Queue
from curator.realtime import frames
from curator.realtime.frames import MessageOut
from functions.fetcher.answering import Post, answering
from functions.fetcher.requests import RedlinksRequest, WantedRequest

PAGE_ROWS = 100
NOT_YET_SECONDS = 5.0
NOT_YET_TRIES = 12  # a minute, in which the list is read

log = logging.getLogger(__name__)


class ListDesk:
    """Answers FETCH_WANTED_CATEGORIES and FETCH_REDLINKS."""

    def __init__(
        self,
        *,
        wanted: Callable[[], CategoryList],
        red_links: Callable[[], CategoryList],
        delivery: Post,
        queue: Queue,
    ) -> None:
        """Take what returns each list; both raise ReplicaNotConfiguredError where there is no database to ask."""
        self._wanted = wanted
        self._red_links = red_links
        self._delivery = delivery
        self._queue = queue

    def show_wanted(self, request: WantedRequest) -> None:
        """Show a part of the categories that have members but no page, those with the most members first."""
        self._show(
            request,
            "wanted",
            self._wanted,
            lambda found: _wanted_message(
                found.page(offset=request.offset, size=PAGE_ROWS, filter_text=request.filter)
            ),
        )

    def show_red_links(self, request: RedlinksRequest) -> None:
        """Show categories without a page that pages link to."""
        self._show(request, "redlinks", self._red_links, lambda found: _red_links_message(found.page(size=PAGE_ROWS)))

    def _show(
        self,
        request: WantedRequest | RedlinksRequest,
        kind: str,
        find: Callable[[], CategoryList],
        answer: Callable[[CategoryList], MessageOut],
    ) -> None:
        with answering(self._delivery, request) as answers:
            found = find()
            try:
                message = answer(found)
            except ListNotReadYetError:
                if request.tries >= NOT_YET_TRIES:
                    raise
                again = asdict(replace(request, tries=request.tries + 1))
                self._queue.send({"kind": kind, **again, **answers.continued()}, NOT_YET_SECONDS)
                return
            answers.tell(message)
            found.refresh_if_old()


def _wanted_message(page: Page) -> MessageOut:
    items = [
        {"title": title, "subcats": subcats, "files": files, "pages": members - subcats - files, "total": members}
        for title, subcats, files, members in page.rows
    ]
    read_at = iso_timestamp(page.read_at)
    return _fitting(items, lambda rows: frames.wanted_categories(rows, total=page.total, updated_at=read_at))


def _red_links_message(page: Page) -> MessageOut:
    items = [{"title": title, "linked_from": linked_from} for title, linked_from in page.rows]
    return _fitting(items, lambda rows: frames.redlinks(rows, updated_at=iso_timestamp(page.read_at)))


def _fitting(items: list[frames.Row], message: Callable[[list[frames.Row]], MessageOut]) -> MessageOut:
    """Return the message with as many items as one frame takes: all, unless nearly every title is as long as can be."""
    rows = items
    while not frames.fits(message(rows)):
        rows = rows[:-1]
    if len(rows) < len(items):
        log.warning("%d of %d rows of a list did not fit into a frame", len(items) - len(rows), len(items))
    return message(rows)
