"""Where a page begins: a number, or a place in the kept order that a cursor names."""

from dataclasses import dataclass

from curator.foundation.pagination.cursors import Cursors
from curator.foundation.pagination.filters import fingerprint
from curator.usage.answers.asking import Question
from curator.usage.answers.store import KeptOrder
from curator.usage.answers.windows import Window


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins, and in which order where a cursor says so."""

    start: int
    order: KeptOrder | None = None


def place_of(question: Question, window: Window, cursors: Cursors) -> Place:
    """Return where a page begins; raises InvalidCursorError for a cursor that is none of this list's."""
    position = cursors.read(window.cursor or "", model=question.list_name, filters=question.filters)
    order = KeptOrder(
        snapshot=str(position["snapshot"]),
        length=int(position["length"]),
        repositories=int(position["repositories"]),
        complete=bool(position["complete"]),
    )
    return Place(int(position["start"]), order)


def cursor_to(start: int, question: Question, order: KeptOrder, cursors: Cursors) -> str:
    """Return the cursor for the page that begins there. What is known of the whole list goes with it."""
    return cursors.write(
        {
            "snapshot": order.snapshot,
            "start": start,
            "length": order.length,
            "repositories": order.repositories,
            "complete": int(order.complete),
        },
        model=question.list_name,
        filters=question.filters,
    )


def order_name(question: Question) -> str:
    """Return under which name the order of a list is kept: all ways of telling it have the same one."""
    return fingerprint(question.list_name, question.filters)


def answer_name(question: Question, place: Place | None = None, limit: int = 0) -> str:
    """Return under which name an answer is kept, of a list that of one page."""
    order = place.order.snapshot if place and place.order else ""
    page = f"{place.start} {limit} {order}" if place else ""
    return fingerprint(f"{question.view} {page} {question.list_name}", question.filters)
