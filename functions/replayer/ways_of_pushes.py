"""How changes that nobody could be told of are told after all: not as they were, but as the rows are now.

Lambda's letter says where in the table's stream they are, and the stream keeps them for a day. Two hours later nobody
is left to tell: sockets that were open then are closed, and whoever opens one reads the state.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from curator.foundation.table import PARTITION, SORT
from curator.operations.dead_letters.models import Letter
from curator.operations.replays.models import LetterOutcome, Result
from curator.uploads.pushing.store import PushStore
from functions.replayer.ways_of_others import LONGEST_SOCKET_SECONDS, superseded

PAGES = 20  # of the stream; a batch has 1000 records, which are a page or two
GONE = frozenset({"TrimmedDataAccessException", "ResourceNotFoundException"})


class WayOfPushes:
    """Has rows pushed again."""

    def __init__(self, streams: Callable[[], Any], rows: PushStore, now: Callable[[], float]) -> None:
        """Take the client of streams, the rows and the time."""
        self._streams = streams
        self._rows = rows
        self._now = now

    def __call__(self, letter: Letter) -> Result:
        """Find out which rows they were, and have each pushed once."""
        if letter.sent_at + LONGEST_SOCKET_SECONDS < self._now():
            return superseded("no socket that was open then still is: whoever watches has read the state since")
        try:
            rows = dict.fromkeys(self._changed(json.loads(letter.body)["DDBStreamBatchInfo"]))
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                return superseded("the stream no longer has the changes: they are older than a day")
            raise
        pushed = sum(self._rows.push_again(*row) for row in rows)
        if not pushed:
            return superseded("the rows are gone")
        return Result(outcome=LetterOutcome.REPLAYED, note=f"{pushed} rows are pushed again, as they are now")

    def _changed(self, batch: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the keys of the rows that the records of a batch are about."""
        last = int(batch["endSequenceNumber"])
        iterator = self._streams().get_shard_iterator(
            StreamArn=batch["streamArn"],
            ShardId=batch["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=batch["startSequenceNumber"],
        )["ShardIterator"]
        for _ in range(PAGES):
            reply = self._streams().get_records(ShardIterator=iterator)
            for record in reply["Records"]:
                change = record["dynamodb"]
                if int(change["SequenceNumber"]) > last:
                    return
                yield change["Keys"][PARTITION]["S"], change["Keys"][SORT]["S"]
            iterator = reply.get("NextShardIterator")
            if iterator is None or not reply["Records"]:
                return
