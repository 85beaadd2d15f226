"""Images, their jobs and their events in the images table. The only place that knows these keys.

    PK IMAGE#<image>   SK IMAGE               the image and its job: the one truth about both
    PK IMAGE#<image>   SK EVENT#<moment>#<id> one line of its audit trail; never changed, never removed
    PK JOB#<job>       SK JOB                 which image the job is of
    PK OWNER#<user>    SK <moment>#<image>    a finished image of this user
    PK HOUSEKEEPING    SK CHECKED             up to which moment waiting files have been looked for
    index listed       <state>                jobs that are in a state, by the moment that matters there

The image's item is replaced as a whole, on condition that state and fencing number are still those the writer read.
Its event, its counters and whatever else stands or falls with it are in the same transaction.
"""

from collections.abc import Callable, Iterator, Sequence

from curator.foundation.clock import Clock, iso_timestamp
from curator.foundation.table import PARTITION, SORT, ConditionFailedError, Delete, Key, Put, Table, Write
from curator.images.conflicts import until_alone
from curator.images.lifecycle import Transition, check
from curator.images.models import EventType, ImageEvent, ImageJob, JobStatus
from curator.images.records import (
    LISTED,
    LISTED_AT,
    LISTED_PARTITION,
    decode_event,
    decode_job,
    encode_event,
    encode_job,
)
from curator.images.statistics.store import StatisticsStore

IMAGE, JOB, EVENT_PREFIX = "IMAGE", "JOB", "EVENT#"


class StaleWriteError(Exception):
    """The image is not as the writer believed: ended, deleted, or claimed by another worker."""


class AlreadyThereError(Exception):
    """There is an image of this id, or a job."""


class ImageStore:
    """Reads and writes images."""

    def __init__(self, table: Table, clock: Clock, *, new_event_id: Callable[[], str]) -> None:
        """Use the images table."""
        self._table = table
        self._clock = clock
        self._new_event_id = new_event_id
        self.statistics = StatisticsStore(table)

    def insert(self, job: ImageJob, *, actor: str) -> None:
        """Store a new image with its job and its first event; raises AlreadyThereError."""
        fresh = "attribute_not_exists(PK)"
        writes = [
            Put(item={**_image_key(job.image_id), **encode_job(job)}, condition=fresh),
            Put(item={**_key(f"{JOB}#{job.job_id}", JOB), "image_id": job.image_id}, condition=fresh),
            self._event(job, EventType.UPLOAD_INITIATED, actor),
            *self.statistics.writes(None, job),
        ]
        try:
            until_alone(lambda: self._table.transact(writes), self._clock)
        except ConditionFailedError as error:
            raise AlreadyThereError(job.image_id) from error

    def get(self, image_id: str) -> ImageJob | None:
        """Return the image, whatever became of it, or None."""
        item = self._table.get(_image_key(image_id))
        return decode_job(item) if item else None

    def get_many(self, image_ids: Sequence[str]) -> dict[str, ImageJob]:
        """Return those of the images that exist, by id; no id may stand there twice."""
        items = self._table.get_many([_image_key(image_id) for image_id in image_ids])
        return {item["image_id"]: decode_job(item) for item in items}

    def image_of(self, job_id: str) -> str | None:
        """Return which image the job is of, or None."""
        item = self._table.get(_key(f"{JOB}#{job_id}", JOB))
        return str(item["image_id"]) if item else None

    def transition(
        self,
        job: ImageJob,
        transition: Transition,
        *,
        becomes: ImageJob,
        event: EventType | None,
        actor: str,
        also: Sequence[Write] = (),
    ) -> ImageJob:
        """Move an image along its lifecycle, with event, counters and the `also` writes in one transaction.

        Args:
            job: as the caller knows it; state and fencing number must still be these.
            transition: the way taken.
            becomes: the image as it will be.
            event: what the audit trail says of it, if anything.
            actor: who does it.
            also: writes that stand or fall with the transition.

        Raises:
            StaleWriteError: the image is not as the caller knows it; nothing was written.
        """
        check(transition, job.status, becomes.status)
        writes: list[Write] = [_replace_if_unchanged(job, becomes)]
        if event is not None:
            writes.append(self._event(becomes, event, actor))
        writes += [*self.statistics.writes(job, becomes), *_ownership(job, becomes), *also]
        try:
            until_alone(lambda: self._table.transact(writes), self._clock)
        except ConditionFailedError as error:
            raise StaleWriteError(job.image_id) from error
        return becomes

    def listed(
        self,
        status: JobStatus,
        *,
        since: float = 0.0,
        until: float,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[tuple[str, float]]:
        """Yield the ids of jobs in a state with the moment that matters there, between two of them.

        The index lags a little: whoever acts on what it says reads the image first.
        """
        items = self._table.query(
            f"{LISTED_PARTITION} = :status AND {LISTED_AT} BETWEEN :since AND :until",
            {":status": status, ":since": since, ":until": until},
            index=LISTED,
            limit=limit,
            newest_first=newest_first,
        )
        return ((item[PARTITION].removeprefix(f"{IMAGE}#"), float(item[LISTED_AT])) for item in items)

    def owned(self, owner_id: str, *, before: ImageJob | None, limit: int) -> list[str]:
        """Return the ids of a user's finished images, the newest first: those that are older than `before`."""
        last = _owned_name(before) if before else "~"
        items = self._table.query(
            "PK = :owner AND SK < :last",
            {":owner": f"OWNER#{owner_id}", ":last": last},
            limit=limit,
            newest_first=True,
        )
        return [str(item["image_id"]) for item in items]

    def events(self, image_id: str) -> list[ImageEvent]:
        """Return an image's audit trail, the oldest line first."""
        items = self._table.query(
            "PK = :image AND begins_with(SK, :event)",
            {":image": f"{IMAGE}#{image_id}", ":event": EVENT_PREFIX},
        )
        return [decode_event(item) for item in items]

    def checked_until(self) -> float | None:
        """Return up to which moment of creation the files of pending jobs have been looked for, if ever."""
        item = self._table.get(_key("HOUSEKEEPING", "CHECKED"))
        return float(item["until"]) if item else None

    def note_checked(self, until: float) -> None:
        """Note up to which moment of creation the files of pending jobs have been looked for."""
        self._table.put(Put(item={**_key("HOUSEKEEPING", "CHECKED"), "until": until}))

    def _event(self, job: ImageJob, event_type: EventType, actor: str) -> Put:
        now = self._clock.now()
        detail = {"attempts": job.attempts, "error": job.last_error} if job.last_error else {"attempts": job.attempts}
        event = ImageEvent(
            id=self._new_event_id(),
            event_type=event_type,
            image_id=job.image_id,
            job_id=job.job_id,
            actor=actor,
            at=now,
            detail=detail,
        )
        key = _key(f"{IMAGE}#{job.image_id}", f"{EVENT_PREFIX}{iso_timestamp(now)}#{event.id}")
        return Put(item={**key, **encode_event(event)})


def _replace_if_unchanged(job: ImageJob, becomes: ImageJob) -> Put:
    return Put(
        item={**_image_key(job.image_id), **encode_job(becomes)},
        condition="#status = :status AND fence = :fence",
        names={"#status": "status"},
        values={":status": job.status, ":fence": job.fence},
    )


def _ownership(before: ImageJob, after: ImageJob) -> list[Write]:
    """Return the write that lists a finished image under its owner, or takes it off the list."""
    if before.readable == after.readable:
        return []
    key = _key(f"OWNER#{after.owner_id}", _owned_name(after))
    return [Put(item={**key, "image_id": after.image_id})] if after.readable else [Delete(key=key)]


def _owned_name(job: ImageJob) -> str:
    return f"{iso_timestamp(job.created_at)}#{job.image_id}"


def _image_key(image_id: str) -> Key:
    return _key(f"{IMAGE}#{image_id}", IMAGE)


def _key(partition: str, sort: str) -> Key:
    return {PARTITION: partition, SORT: sort}
