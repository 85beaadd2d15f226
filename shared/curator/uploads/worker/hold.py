"""A worker's hold on its upload while the steps run: lease, time, checkpoints, the lock on the photograph's bytes."""

from dataclasses import replace

from curator.commons.stash import StashProgress
from curator.foundation.clock import Clock
from curator.uploads.models import Checkpoint, Upload
from curator.uploads.store import StaleWriteError, UploadStore
from curator.uploads.worker.claims import Claim, Claims, LostClaimError
from curator.uploads.worker.store import PhotographLocks

RENEW_AFTER = 1 / 3  # of the lease
REPLICATION_SECONDS = 10.0  # after a publish, until any of the wiki's replicas tells of the file
HAND_OVER_SECONDS = 120.0  # before its time ends a worker stops: one request with its retries must fit in


class OutOfTimeError(Exception):
    """The worker's time is nearly over; what it did is stored, and another worker goes on."""


class Hold:
    """Lives from the claim to the upload's end or its return to the queue.

    Attributes:
        claim: the claim, with the upload as it was last written.
        hits: how often the wiki may have counted this attempt, in uploads.
        published: the address of the file's page, once it is known to be on Commons by our doing.
    """

    def __init__(
        self,
        claim: Claim,
        *,
        claims: Claims,
        uploads: UploadStore,
        locks: PhotographLocks,
        clock: Clock,
        deadline: float | None = None,
    ) -> None:
        """Hold what `claim` claims, until the worker is stopped at `deadline` (epoch seconds)."""
        self.claim = claim
        self._deadline = deadline
        self._first_offset = claim.upload.checkpoint.offset
        self.hits = 0
        self.published: str | None = None
        self._claims = claims
        self._uploads = uploads
        self._locks = locks
        self._clock = clock
        self._renewed = claim.started
        self._locked: str | None = None

    @property
    def upload(self) -> Upload:
        """The upload as it was last written."""
        return self.claim.upload

    @property
    def got_further(self) -> bool:
        """Whether more of the file is in the stash than when the hold began."""
        return self.upload.checkpoint.offset > self._first_offset

    def keep(self) -> None:
        """Renew the lease, and the lock with it, if it is due.

        Raises:
            LostClaimError: another worker took over.
            OutOfTimeError: the worker's time is nearly over.
        """
        now = self._clock.now()
        if self._deadline is not None and now >= self._deadline - HAND_OVER_SECONDS:
            raise OutOfTimeError(f"upload {self.upload.id}")
        if now - self._renewed < self._claims.lease_seconds * RENEW_AFTER:
            return
        self._claims.renew(self.claim)
        if self._locked is not None and not self.lock(self._locked):
            raise LostClaimError(f"upload {self.upload.id}: another upload has its bytes now")
        self._renewed = now

    def stashed(self, progress: StashProgress, *, sha1: str) -> None:
        """Say how much of the file is in the stash; stored when the lease is renewed and when time runs out."""
        checkpoint = replace(self.upload.checkpoint, sha1=sha1, filekey=progress.filekey, offset=progress.offset)
        renewed = self._renewed
        try:
            self.keep()
        except OutOfTimeError:
            self.note(checkpoint)
            raise
        if self._renewed != renewed:
            self.note(checkpoint)

    def learned(
        self, *, licence: str | None = None, page_id: int | None = None, revisions: tuple[int, ...] = ()
    ) -> None:
        """Remember what the audit trail tells; it is stored with the next change of the upload's status."""
        upload = self.upload
        revisions = tuple(sorted({*upload.revisions, *revisions}))
        upload = replace(
            upload,
            licence=licence or upload.licence,
            page_id=page_id or upload.page_id,
            revisions=revisions,
        )
        self.claim = replace(self.claim, upload=upload)

    def before_writing(self, hits: int = 1) -> None:
        """Say that the wiki is about to be written to: from here on the attempt counts against the user's limits.

        Args:
            hits: how often the wiki counts what comes now, in uploads.
        """
        self.keep()
        self.hits = max(self.hits, hits)

    def note(self, checkpoint: Checkpoint) -> None:
        """Store how far the upload got; raises LostClaimError when another worker took over."""
        try:
            upload = self._uploads.note_progress(self.upload, checkpoint)
        except StaleWriteError as error:
            raise LostClaimError(f"upload {self.upload.id}") from error
        self.claim = replace(self.claim, upload=upload)

    def lock(self, sha1: str) -> bool:
        """Lock these bytes against other uploads until the hold ends; return False if another upload has them."""
        upload, seconds = self.upload, self._claims.lease_seconds
        if not self._locks.take(sha1, upload_id=upload.id, fence=upload.fence, seconds=seconds):
            return False
        self._locked = sha1
        return True

    def release(self) -> None:
        """Give the lock back; after a publish a little later, when every replica has heard of the file."""
        if self._locked is None:
            return
        claim = {"upload_id": self.upload.id, "fence": self.upload.fence}
        if self.published is None:
            self._locks.give_back(self._locked, **claim)
        else:
            self._locks.take(self._locked, **claim, seconds=REPLICATION_SECONDS)
