"""Answers that are made once and given until something changes, and lists whose order stays while somebody pages on.

    look       one request: the numbers of changes, the kept answer, the kept order of its list
    make       only where there is no answer: the list's order, or the kept one, and the rows of one page
    keep       one request: the answer, and the order of a list that goes on

Whatever keeps answers may be away: then they are made anew each time, and lists go on by number alone.
"""

import hashlib
import logging
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from curator.foundation.clock import Clock
from curator.foundation.metrics import metrics
from curator.foundation.pagination.cursors import Cursors
from curator.foundation.pagination.errors import InvalidCursorError
from curator.foundation.table import Item, TransactionConflictError
from curator.usage.answers.asking import Answer, Ordered, Page, Question
from curator.usage.answers.places import Place, answer_name, cursor_to, order_name, place_of
from curator.usage.answers.store import AnswerStore, KeptAnswer, KeptOrder, Peeked, answer_item, order_items
from curator.usage.answers.windows import Envelope, Window
from curator.usage.records.trying import until_alone

SNAPSHOT_SECONDS = 3600  # for which pages of a list follow each other in one order
# An answer that leads on must not outlive the order it leads into: that order is found for half of its time, and
# whatever was made from it is kept for the other half at most.
FOUND_SECONDS = SNAPSHOT_SECONDS / 2
# The indexes follow the table "within a fraction of a second, under normal conditions" (DynamoDB's developer guide).
# What is made while they may not have followed yet is soon made again.
SETTLING_SECONDS = 10

T = TypeVar("T")
Searched = Mapping[str, Any]
"""How the last search for a package's users went, see `searches`; empty where there was none, or it cannot be told."""

log = logging.getLogger(__name__)


class Keeper:
    """Gives kept answers, and makes others."""

    def __init__(
        self, store: AnswerStore, cursors: Callable[[], Cursors], clock: Clock, new_id: Callable[[], str]
    ) -> None:
        """Keep answers there; `cursors` signs where a page ends, `new_id` names the orders of lists."""
        self._store = store
        self._cursors = cursors
        self._clock = clock
        self._new_id = new_id

    def whole(self, question: Question, make: Callable[[Item | None, Searched], bytes]) -> Answer:
        """Return the answer to a question about no list; `make` is given what lies beside it, and the last search."""
        name = answer_name(question)
        peeked = self._peek(question, answer=name)
        if peeked is not None and peeked.answer is not None:
            return _unpacked(peeked.answer)
        answer = _answer(make(self._beside(question, peeked), _searched(peeked)))
        self._keep(question, peeked, name, answer)
        return answer

    def page(
        self,
        question: Question,
        window: Window,
        *,
        order: Callable[[Item | None], Ordered],
        make: Callable[[Page], bytes],
    ) -> Answer:
        """Return a part of a list.

        Args:
            question: what is asked.
            window: which part.
            order: reads all of the list's keys in order; is given what lies beside the question.
            make: tells about those of one page.

        Raises:
            InvalidCursorError: the cursor is none of this list's, or its order is not kept any more.
        """
        place = place_of(question, window, self._cursors()) if window.cursor else Place(window.offset)
        name = answer_name(question, place, window.limit)
        peeked = self._peek(question, answer=name, order=order_name(question))
        if peeked is not None and peeked.answer is not None:
            return _unpacked(peeked.answer)
        beside = self._beside(question, peeked)
        known, keys, new = self._in_order(place, window.limit, peeked, lambda: order(beside))
        following = place.start + len(keys)
        goes_on = peeked is not None and following < known.length
        next_cursor = cursor_to(following, question, known, self._cursors()) if goes_on else None
        envelope = Envelope(
            total=known.length, offset=place.start, limit=window.limit, shown=len(keys), next_cursor=next_cursor
        )
        shown = Page(
            keys=keys,
            envelope=envelope,
            repositories=known.repositories,
            complete=known.complete,
            beside=beside,
            searched=_searched(peeked),
        )
        answer = _answer(make(shown), next_cursor)
        self._keep(question, peeked, name, answer, (known, new) if next_cursor and new else None)
        return answer

    def _in_order(
        self, place: Place, limit: int, peeked: Peeked | None, order: Callable[[], Ordered]
    ) -> tuple[KeptOrder, Sequence[str], Sequence[str]]:
        """Return the list's order, the keys of one page, and all keys of an order that is new."""
        known = place.order or (peeked.order if peeked else None)
        keys = None if known is None else self._kept_keys(known, place.start, limit)
        if known is not None and keys is not None:
            return known, keys, ()
        if place.order is not None:
            raise InvalidCursorError("it has expired; begin with the first page")
        ordered = order()
        keys = list(dict.fromkeys(ordered.keys))  # see `PackageUsers`: a row may be met twice
        new = KeptOrder(
            snapshot=self._new_id(),
            length=len(keys),
            repositories=ordered.repositories,
            complete=ordered.complete,
        )
        return new, keys[place.start : place.start + limit], keys

    def _kept_keys(self, order: KeptOrder, start: int, limit: int) -> list[str] | None:
        end = min(start + limit, order.length)
        return self._store.ordered(order.snapshot, start, end) if start < end else []

    def _peek(self, question: Question, *, answer: str, order: str = "") -> Peeked | None:
        """Return what is kept, or None where that cannot be told."""
        look = self._store.peek
        found = _quietly(lambda: look(question.depends_on, answer=answer, order=order, beside=question.beside))
        outcome = "broken" if found is None else "miss" if found.answer is None else "hit"
        metrics.count("usage_answers_total", cache=outcome)
        return found

    def _beside(self, question: Question, peeked: Peeked | None) -> Item | None:
        if question.beside is None or peeked is not None:
            return peeked.beside if peeked else None
        return self._store.item(question.beside)

    def _keep(
        self,
        question: Question,
        peeked: Peeked | None,
        name: str,
        answer: Answer,
        new_order: tuple[KeptOrder, Sequence[str]] | None = None,
    ) -> None:
        if peeked is None:
            return
        now, known = self._clock.now(), peeked.generations
        longest = SETTLING_SECONDS if now - peeked.changed_at < SETTLING_SECONDS else question.seconds
        seconds = min(longest, FOUND_SECONDS) if answer.next_cursor else longest
        kept = KeptAnswer(body=zlib.compress(answer.body), tag=answer.tag, next_cursor=answer.next_cursor)
        item = answer_item(name, kept, generations=known, until=now + seconds)
        parts: Sequence[Item] = ()
        if new_order is not None:
            found, until = now + min(longest, FOUND_SECONDS), now + SNAPSHOT_SECONDS
            order, keys = new_order
            parts = order_items(order_name(question), order, keys, generations=known, found_until=found, until=until)
        # Whoever asks the same at this moment keeps theirs: ours follows, as its cursor has been given away.
        _quietly(lambda: until_alone(lambda: self._store.keep(answer=item, order=parts), self._clock))


def _searched(peeked: Peeked | None) -> Searched:
    return peeked.searched if peeked else {}


def _answer(body: bytes, next_cursor: str | None = None) -> Answer:
    return Answer(body=body, tag=f'"{hashlib.sha256(body).hexdigest()[:32]}"', next_cursor=next_cursor)


def _unpacked(kept: KeptAnswer) -> Answer:
    return Answer(body=zlib.decompress(kept.body), tag=kept.tag, next_cursor=kept.next_cursor)


def _quietly(act: Callable[[], T]) -> T | None:
    try:
        return act()
    except (ClientError, BotoCoreError, TransactionConflictError):  # whatever keeps answers may be away
        log.exception("answers cannot be kept")
        return None
