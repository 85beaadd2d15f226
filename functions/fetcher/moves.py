"""Moving the files of a category for somebody, turn after turn.

    request ─▶ ended already? ─▶ another of the user's moves at work? ─▶ a turn ─▶ ended: RECATEGORIZE_FILES_RESPONSE
                  └ dropped          └ the request goes back into the queue ◀──┘

The message is the same for every turn; how far the move has come is in the table. It goes on when the client leaves:
only its news are lost then.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from curator.categories.mover import Mover
from curator.categories.moves import Move
from curator.categories.store import MoveStore
from curator.commons.category_names import category_key
from curator.foundation.clock import Clock
from curator.foundation.queues import Queue
from curator.realtime import frames
from curator.realtime.errors import DeliveryFailedError
from functions.fetcher.answering import Answers, Post, answering
from functions.fetcher.categories import Acting
from functions.fetcher.requests import RecategoriseRequest

KIND = "recategorise"
TURN_SECONDS = 60.0  # then others have theirs
# What reading and saving one page may take when Commons answers slowly, retries included; no page is begun later.
LAST_PAGE_SECONDS = 120.0
# A worker that was lost lets the user's other moves wait this long. It is longer than the function lives, and longer
# than Commons' window, so that edits nobody could note do not count any more.
HOLD_SECONDS = 330.0
BUSY_SECONDS = 15.0  # after which a move that has to wait for another one asks again

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """What turns are made of."""

    moves: MoveStore
    mover: Mover
    acting: Acting
    hide: Callable[[str], None]
    delivery: Post
    queue: Queue
    clock: Clock


class FileMover:
    """Answers RECATEGORIZE_FILES."""

    def __init__(self, parts: Moving) -> None:
        """Take the parts."""
        self._parts = parts

    def move(self, request: RecategoriseRequest, *, until: float) -> None:
        """Give a move its next turn; the function ends at `until`, in epoch seconds.

        Raises:
            DeliveryFailedError: the last word could not be sent; the request should come again.
        """
        move = self._parts.moves.find(request.id) or Move(id=request.id, source=request.source, target=request.target)
        if move.ended:
            log.info("the move has ended already")
            return
        delay: float | None = None
        with answering(self._parts.delivery, request) as answers:
            delay = self._take_turn(request, move, answers, until=until)
            if delay is not None:
                answers.continued()
        if delay is None:  # nothing is left to do, or it was refused; the client has read which
            latest = self._parts.moves.find(move.id) or move
            self._parts.moves.save(replace(latest, ended=True))
        else:
            self._parts.queue.send({"kind": KIND, **asdict(request)}, delay)

    def _take_turn(self, request: RecategoriseRequest, move: Move, answers: Answers, *, until: float) -> float | None:
        """Return after how many seconds the next turn may begin; None after the last one."""
        client = self._parts.acting.client_of(request.session_key)
        turn = self._parts.moves.take_turn(request.user_id, seconds=HOLD_SECONDS)
        if turn is None:
            return BUSY_SECONDS
        stop = self._parts.mover.turn(
            move,
            client,
            edits=turn.ends,
            until=min(self._parts.clock.now() + TURN_SECONDS, until - LAST_PAGE_SECONDS),
            tell=lambda now: _tell(answers, now),
        )
        self._parts.moves.end_turn(turn, ends=stop.edits)
        if stop.problem:
            raise stop.problem
        if stop.delay is None:
            self._parts.hide(category_key(move.source))
            answers.tell_if_there(frames.recategorize_files(move.source, count=stop.move.changed))
        return stop.delay


def _tell(answers: Answers, move: Move) -> None:
    news = frames.recategorize_files_progress(move.source, done=move.done, changed=move.changed, failed=move.failed)
    try:
        answers.tell_if_there(news)
    except DeliveryFailedError as problem:
        log.info("news of a move got lost: %s", problem)  # the next ones tell more
