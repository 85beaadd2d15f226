"""Counters and moments, in the images table. The only place that knows these keys.

    PK COUNTERS#<shard>   SK COUNTERS                 how many jobs are in which state, and what lies in storage
    PK MOMENTS#<hour>     SK <moment>#<image>#<what>  that a job was created or ended; goes after two days

Both change in the transaction of the transition that they tell of, so they are its fold, always. The counters are
spread over shards, else every transition in the system would meet every other one at one item.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

from curator.foundation.clock import iso_timestamp
from curator.foundation.table import PARTITION, SORT, Item, Key, Put, Table, Update, Write
from curator.images.models import ImageJob, JobStatus
from curator.images.quota.windows import WINDOW_SECONDS, window_name, window_start

SHARDS = 16
COUNTERS = "COUNTERS"
BYTES_PREFIX = "bytes_"
DELETED = "deleted"
KEPT_SECONDS = 49 * 3600  # a moment; the longest look back is a day
CREATED = "created"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """That a job was created, or ended after so many seconds."""

    what: str
    at: float
    seconds: float


class StatisticsStore:
    """Counts what happens."""

    def __init__(self, table: Table) -> None:
        """Use the images table."""
        self._table = table

    def writes(self, before: ImageJob | None, after: ImageJob) -> list[Write]:
        """Return the writes that count a transition, for its transaction; none for one that changes no count."""
        changes = _changes(before, after)
        writes: list[Write] = []
        if changes:
            names = {f"#n{place}": name for place, name in enumerate(changes)}
            values = {f":n{place}": change for place, change in enumerate(changes.values())}
            additions = ", ".join(f"#n{place} :n{place}" for place in range(len(changes)))
            writes.append(
                Update(key=_counters_key(after.image_id), expression=f"ADD {additions}", names=names, values=values)
            )
        if before is None:
            writes.append(_moment(after, CREATED, after.created_at))
        if after.completed_at is not None and (before is None or before.completed_at is None):
            writes.append(_moment(after, after.status, after.completed_at))
        return writes

    def totals(self) -> dict[str, int]:
        """Return the sums of all counters by name."""
        totals: dict[str, int] = {}
        for item in self._table.get_many([_key(f"{COUNTERS}#{shard}", COUNTERS) for shard in range(SHARDS)]):
            for name, count in item.items():
                if name not in {PARTITION, SORT}:
                    totals[name] = totals.get(name, 0) + int(count)
        return totals

    def moments(self, hour: int, *, since: float = 0.0) -> Iterator[Moment]:
        """Yield what happened in the hour that began then, from the moment `since` on."""
        first = iso_timestamp(max(since, hour))
        items = self._table.query("PK = :hour AND SK >= :first", {":hour": _hour(hour), ":first": first})
        return (Moment(what=item["what"], at=item["at"], seconds=item["seconds"]) for item in items)


def _changes(before: ImageJob | None, after: ImageJob) -> dict[str, int]:
    """Return by how much each counter changes, without those that do not."""
    changes: dict[str, int] = {}
    for sign, job in ((-1, before), (1, after)):
        for name, amount in (_share(job) if job else {}).items():
            changes[name] = changes.get(name, 0) + sign * amount
    return {name: change for name, change in changes.items() if change}


def _share(job: ImageJob) -> Mapping[str, int]:
    """Return what one job adds to the counters."""
    if job.deleted_at is not None:
        return {job.status: 1, DELETED: 1}
    return {job.status: 1} | {f"{BYTES_PREFIX}{name}": variant.size_bytes for name, variant in job.variants.items()}


def status_counts(totals: Mapping[str, int]) -> dict[JobStatus, int]:
    """Return how many jobs are in which state, without the states that nobody is in."""
    return {status: totals[status] for status in JobStatus if totals.get(status)}


def bytes_by_variant(totals: Mapping[str, int]) -> dict[str, int]:
    """Return how many bytes of each variant lie in storage."""
    return {
        name.removeprefix(BYTES_PREFIX): size for name, size in sorted(totals.items()) if name.startswith(BYTES_PREFIX)
    }


def _moment(job: ImageJob, what: str, at: float) -> Put:
    item: Item = {
        **_key(_hour(window_start(at)), f"{iso_timestamp(at)}#{job.image_id}#{what}"),
        "what": what,
        "at": at,
        "seconds": at - job.created_at,
        "expires_at": window_start(at) + WINDOW_SECONDS + KEPT_SECONDS,
    }
    return Put(item=item)


def _hour(start: int) -> str:
    return f"MOMENTS#{window_name(start)}"


def _counters_key(image_id: str) -> Key:
    return _key(f"{COUNTERS}#{crc32(image_id.encode()) % SHARDS}", COUNTERS)


def _key(partition: str, sort: str) -> Key:
    return {PARTITION: partition, SORT: sort}
