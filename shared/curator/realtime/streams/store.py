"""The turns and numbers of streams in the realtime table.

    PK TOPIC#<topic>   SK STREAM#<filter>   next_at: when the next push may begin; sequence: the last number given

Several functions may have something for the same stream at the same moment, each from a shard of its own. Each takes
the next free second, and sends then; so subscribers get one push a second at most, whoever sends it.
"""

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Item, Key, Table, Update
from curator.realtime.connections import MAX_CONNECTION_SECONDS
from curator.realtime.store import topic_partition
from curator.realtime.streams.stream import Stream, Turn

PUSH_SECONDS = 1.0  # between the beginnings of two pushes of a stream
STREAM_PREFIX = "STREAM#"
# Numbers begin again once nobody who has read one can be connected any more.
LIFE_SECONDS = 2 * MAX_CONNECTION_SECONDS


class StreamStore:
    """Gives turns and numbers."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the realtime table."""
        self._table = table
        self._clock = clock

    def take_turn(self, stream: Stream, *, messages: int) -> Turn:
        """Return when to push this many messages, and their first number."""
        now = self._clock.now()
        try:
            item = self._take(
                stream,
                messages,
                "SET next_at = :later",
                condition="attribute_not_exists(next_at) OR next_at <= :now",
                values={":later": now + PUSH_SECONDS, ":now": now},
            )
            starts_at = now
        except ConditionFailedError:  # somebody pushes at this moment, or will
            item = self._take(stream, messages, "SET next_at = next_at + :gap", values={":gap": PUSH_SECONDS})
            starts_at = float(item["next_at"]) - PUSH_SECONDS
        return Turn(starts_at=starts_at, first=int(item["sequence"]) - messages + 1)

    def last_number(self, stream: Stream) -> int:
        """Return the number of the latest message of the stream, 0 before the first."""
        item = self._table.get(_stream_key(stream))
        return int(item["sequence"]) if item else 0

    def _take(
        self,
        stream: Stream,
        messages: int,
        setting: str,
        *,
        values: dict[str, float],
        condition: str | None = None,
    ) -> Item:
        return self._table.update(
            Update(
                key=_stream_key(stream),
                expression=f"{setting}, {TTL} = :expiry ADD #sequence :messages",
                condition=condition,
                names={"#sequence": "sequence"},
                values={**values, ":messages": messages, ":expiry": int(self._clock.now()) + LIFE_SECONDS},
            )
        )


def _stream_key(stream: Stream) -> Key:
    return {PARTITION: topic_partition(stream.topic), SORT: f"{STREAM_PREFIX}{stream.filter_text}"}
