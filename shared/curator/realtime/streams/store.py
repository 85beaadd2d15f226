"""The turns and numbers of streams in the realtime table, and what was pushed lately.

    PK TOPIC#<topic>   SK STREAM#<filter>                next_at: when the next push may begin; sequence: last number
    PK TOPIC#<topic>   SK LOG#<length>#<filter>#<last>   the messages of one push, by the number of the last of them

Several functions may have something for the same stream at the same moment, each from a shard of its own. Each takes
the next free second, and sends then; so subscribers get one push a second at most, whoever sends it.

A push is logged before anybody asks whom it goes to, and whoever resumes watches before they read the log. So each push
after the one they read last is in the log then, or is sent to them, or both.
"""

import json
import zlib
from collections.abc import Sequence

from curator.foundation.clock import Clock
from curator.foundation.table import PARTITION, SORT, TTL, ConditionFailedError, Item, Key, Put, Table, Update
from curator.realtime.connections import MAX_CONNECTION_SECONDS
from curator.realtime.frames import MessageOut, numbered
from curator.realtime.records import topic_partition
from curator.realtime.streams.stream import Place, Stream, Turn

PUSH_SECONDS = 1.0  # between the beginnings of two pushes of a stream
STREAM_PREFIX = "STREAM#"
# Numbers begin again once nobody who has read one can be connected any more.
LIFE_SECONDS = 2 * MAX_CONNECTION_SECONDS
LOG_SECONDS = 10 * 60  # how long a push is kept for those who missed it
MAX_MISSED = 500  # messages; whoever missed more is shown the present sooner than the past
# Bytes, compressed: what is larger costs more to keep than to show anew. A thousand changed uploads take about 30 KB.
MAX_LOGGED_BYTES = 64 * 1024
NUMBER_DIGITS = 16  # of the largest integer a browser can hold


class StreamStore:
    """Gives turns and numbers, and remembers what was pushed."""

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

    def log(self, stream: Stream, first: int, messages: Sequence[MessageOut]) -> None:
        """Keep what is pushed for those who miss it; a push that is too large to be kept is not."""
        text = json.dumps(list(messages), ensure_ascii=False, separators=(",", ":"))
        packed = zlib.compress(text.encode("utf-8", "surrogatepass"))
        if len(packed) > MAX_LOGGED_BYTES:
            return
        key = {PARTITION: topic_partition(stream.topic), SORT: _log_sort(stream, first + len(messages) - 1)}
        expiry = int(self._clock.now()) + LOG_SECONDS
        self._table.put(Put(item={**key, "first": first, "messages": packed, TTL: expiry}))

    def missed(self, stream: Stream, *, after: int, until: int) -> list[MessageOut] | None:
        """Return the messages behind one number, up to and with another; None where not all of them are known."""
        if not 0 <= until - after <= MAX_MISSED:
            return None
        found: list[MessageOut] = []
        for item in self._logged(stream, after=after) if until > after else ():
            pushed = numbered(_unpacked(item), int(item["first"]))
            found += [message for message in pushed if after < message["sequence"] <= until]
        numbers = [message["sequence"] for message in found]
        return found if numbers == list(range(after + 1, until + 1)) else None

    def place(self, stream: Stream) -> Place:
        """Return how far the stream is."""
        item = self._table.get(_stream_key(stream))
        good_until = int(self._clock.now()) + LIFE_SECONDS if item is None else int(item[TTL])
        return Place(number=int(item["sequence"]) if item else 0, good_until=good_until)

    def next_turn(self, stream: Stream) -> float:
        """Return when the next push may begin, epoch seconds; in the past where nobody pushes."""
        item = self._table.get(_stream_key(stream))
        return float(item["next_at"]) if item else 0.0

    def last_number(self, stream: Stream) -> int:
        """Return the number of the latest message of the stream, 0 before the first."""
        return self.place(stream).number

    def _logged(self, stream: Stream, *, after: int) -> list[Item]:
        bounds = {":from": _log_sort(stream, after + 1), ":to": _log_sort(stream, 10**NUMBER_DIGITS - 1)}
        condition = "PK = :topic AND SK BETWEEN :from AND :to"
        values = {":topic": topic_partition(stream.topic), **bounds}
        return list(self._table.query(condition, values, limit=MAX_MISSED))

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


def _log_sort(stream: Stream, number: int) -> str:
    """Return the sort key of a push; with the filter's length, no filter's keys lie between those of another."""
    return f"LOG#{len(stream.filter_text)}#{stream.filter_text}#{number:0{NUMBER_DIGITS}d}"


def _unpacked(item: Item) -> list[MessageOut]:
    messages: list[MessageOut] = json.loads(zlib.decompress(item["messages"]).decode("utf-8", "surrogatepass"))
    return messages
