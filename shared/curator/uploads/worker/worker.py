"""Handles upload messages: claim, work, and an ending for every way the work can go."""

import logging
from collections.abc import Callable

from curator.foundation.clock import Clock
from curator.sources.source import Asker, Source, as_found_by
from curator.uploads.lanes.turns import Turns
from curator.uploads.messages import UploadMessage
from curator.uploads.models import UploadStatus
from curator.uploads.store import UploadStore
from curator.uploads.worker import failures
from curator.uploads.worker.claims import Claim, Claims, Ending, LostClaimError
from curator.uploads.worker.hold import Hold, OutOfTimeError
from curator.uploads.worker.store import PhotographLocks
from curator.uploads.worker.waiting import Waiting
from curator.uploads.worker.wiki import Wiki
from curator.uploads.worker.work import Job, Work

logger = logging.getLogger(__name__)

WikiFor = Callable[[str, str], Wiki]  # (encrypted token, user name) to Commons acting for that user
SourceNamed = Callable[[str], Source]


STAY_SECONDS = 60.0  # a worker goes on with its lane for so long; then messages of other lanes have their turn


class Worker:
    """Brings uploads to an end: the one a message names, then those whose turn follows at once."""

    def __init__(
        self,
        *,
        claims: Claims,
        uploads: UploadStore,
        locks: PhotographLocks,
        turns: Turns,
        waiting: Waiting,
        work: Work,
        wiki_for: WikiFor,
        source_named: SourceNamed,
        clock: Clock,
    ) -> None:
        """Take everything one upload touches."""
        self._claims = claims
        self._uploads = uploads
        self._locks = locks
        self._turns = turns
        self._waiting = waiting
        self._work = work
        self._wiki_for = wiki_for
        self._source_named = source_named
        self._clock = clock

    def handle(self, message: UploadMessage, *, deadline: float | None = None) -> None:
        """Do what is to be done about this upload now, then about those of its lane whose turn has come meanwhile.

        Raises only what should bring the message back.

        Args:
            message: which upload.
            deadline: when this worker is stopped, in epoch seconds. It hands over before.
        """
        if not self._turns.wanted(message):
            logger.info("upload %s: left to the lane's busy workers", message.upload_id)
            return
        until = self._clock.now() + STAY_SECONDS
        seen: set[int] = set()
        following: UploadMessage | None = message
        while following is not None and following.upload_id not in seen:
            seen.add(following.upload_id)
            self._begin(following, deadline)
            following = self._next(message.user_id, until)

    def _next(self, user_id: str, until: float) -> UploadMessage | None:
        following = self._turns.take(user_id)
        if following is None or self._clock.now() < until:
            return following
        self._turns.leave(following)
        return None

    def _begin(self, message: UploadMessage, deadline: float | None) -> None:
        claim = self._claims.begin(message)
        if claim is None:
            logger.info("upload %s: nothing to do now", message.upload_id)
            return
        hold = Hold(
            claim,
            claims=self._claims,
            uploads=self._uploads,
            locks=self._locks,
            clock=self._clock,
            deadline=deadline,
        )
        try:
            self._attempt(claim, hold)
        except LostClaimError:
            logger.warning("upload %s: another worker took over", message.upload_id)
        finally:
            hold.release()

    def _attempt(self, claim: Claim, hold: Hold) -> None:
        try:
            ending = self._work.run(self._job(claim, hold))
        except LostClaimError:
            raise
        except OutOfTimeError:
            logger.info("upload %s: handed over", claim.upload.id)
            self._follow(failures.out_of_time(claim.upload.attempts, got_further=hold.got_further), hold)
        except Exception as error:  # every failure must become an ending, or the upload would be stranded
            logger.warning("upload %s: %s", claim.upload.id, error, exc_info=True)
            self._follow(failures.decide(error, claim.upload.attempts), hold)
        else:
            self._claims.settle(hold.claim, ending, hits=hold.hits)
            logger.info("upload %s: %s", claim.upload.id, ending.status)

    def _job(self, claim: Claim, hold: Hold) -> Job:
        upload = claim.upload
        batch = self._uploads.get_batch(upload.batch_id)
        text = self._uploads.get_texts(upload.user_id, [upload.id]).get(upload.id)
        if batch is None or text is None:
            raise LookupError(f"upload {upload.id} has no {'text' if batch else 'batch'}")
        return Job(
            text=text,
            batch=batch,
            hold=hold,
            wiki=self._wiki_for(claim.encrypted_token, batch.username),
            source=as_found_by(
                self._source_named(upload.handler), Asker(user_id=upload.user_id, username=batch.username)
            ),
        )

    def _follow(self, decision: failures.Decision, hold: Hold) -> None:
        claim, hits = hold.claim, hold.hits
        attempts = claim.upload.attempts
        match decision:
            case failures.GiveUp(message=message):
                ending = _failed(message) if hold.published is None else _undescribed(hold.published, message)
                self._claims.settle(claim, ending, hits=hits)
            case failures.HandOver():
                why = "handed over to the next worker near the end of this one's time"
                self._claims.put_back(claim, delay=0, why=why, attempts=attempts, hits=hits)
            case failures.TryAgain(kind=kind, delay=delay, why=why):
                attempts = {**attempts, kind: attempts.get(kind, 0) + 1}
                self._claims.put_back(claim, delay=delay, why=why, attempts=attempts, hits=hits)
            case failures.WaitWithLane(seconds=seconds, reason=reason, over_limit=over_limit):
                self._waiting.with_lane(hold, seconds=seconds, reason=reason, over_limit=over_limit)
            case failures.WaitForLogin():
                self._waiting.for_login(hold)
            case failures.WaitWithEveryone(seconds=seconds, reason=reason):
                self._waiting.with_everyone(hold, seconds=seconds, reason=reason)


def _undescribed(url: str, message: str) -> Ending:
    """Return how a file ends that is on Commons, but without all of its structured data: it must not be sent again."""
    note = f"The file is on Commons, but its structured data is not complete: {message}"
    return Ending(status=UploadStatus.COMPLETED, success=url, error={"type": "error", "message": note})


def _failed(message: str) -> Ending:
    return Ending(status=UploadStatus.FAILED, error={"type": "error", "message": message})
