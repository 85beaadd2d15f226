"""Objects that are to be removed and must not be forgotten, in the images table. The only place that knows these keys.

    PK DISCARD   SK <moment>#<image>#<n>   keys by bucket, to be removed from that moment on

A row is written in the transaction that makes its objects superfluous, and goes when they are gone: whoever crashes in
between leaves the row, and the hourly run finds it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from curator.foundation.clock import iso_timestamp
from curator.foundation.table import PARTITION, SORT, Delete, Item, Put, Table

PARTITION_NAME = "DISCARD"
BUCKETS = ("incoming", "originals", "variants")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard:
    """Objects of one image that are to be removed.

    Attributes:
        image_id: whose they are.
        due: not before this moment, in seconds since the epoch.
        occasion: tells the discards of one image apart; the fencing number of the job at the time.
        incoming: keys.
        originals: keys.
        variants: keys.
    """

    image_id: str
    due: float
    occasion: int
    incoming: Sequence[str] = ()
    originals: Sequence[str] = ()
    variants: Sequence[str] = field(default=())

    @property
    def name(self) -> str:
        """The row's place among all."""
        return f"{iso_timestamp(self.due)}#{self.image_id}#{self.occasion}"


class DiscardStore:
    """Remembers what is to be removed."""

    def __init__(self, table: Table) -> None:
        """Use the images table."""
        self._table = table

    def note(self, discard: Discard) -> None:
        """Remember these objects."""
        self._table.put(self.write(discard))

    def write(self, discard: Discard) -> Put:
        """Return the write that remembers these objects, for the transaction that makes them superfluous."""
        keys: Mapping[str, Sequence[str]] = {bucket: getattr(discard, bucket) for bucket in BUCKETS}
        return Put(
            item={
                **_key(discard.name),
                "image_id": discard.image_id,
                "due": discard.due,
                "occasion": discard.occasion,
                **{bucket: list(some) for bucket, some in keys.items()},
            }
        )

    def due(self, now: float) -> Iterator[Discard]:
        """Yield what is to be removed by now, the oldest first."""
        items = self._table.query(
            "PK = :all AND SK <= :now", {":all": PARTITION_NAME, ":now": f"{iso_timestamp(now)}~"}
        )
        return (_decode(item) for item in items)

    def forget(self, discard: Discard) -> None:
        """Forget objects that have been removed."""
        self._table.delete(Delete(key=_key(discard.name)))


def _key(name: str) -> dict[str, str]:
    return {PARTITION: PARTITION_NAME, SORT: name}


def _decode(item: Item) -> Discard:
    return Discard(
        image_id=item["image_id"],
        due=item["due"],
        occasion=item["occasion"],
        **{bucket: tuple(item[bucket]) for bucket in BUCKETS},
    )
