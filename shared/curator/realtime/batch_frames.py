"""`BATCH_UPLOADS_LIST`: the uploads of a batch, which the clients in the field take as one message only.

They replace their list with it, and find what they are told later in that list, so nothing can be added to it. A batch
with long wikitexts, or with hundreds of uploads, does not fit into a frame. So rows give way, in this order, until the
message fits:

    1. wikitexts are cut to an equal share of the room
    2. what only the detail view shows goes (the times, the user, results), and wikitexts are empty; the errors and
       addresses that the table shows follow as `UPLOADS_UPDATE`, which clients merge
    3. the highest rows go

Where anything gave way, all uploads follow whole, from the first, as `BATCH_UPLOADS_MORE`: a message of ours.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from curator.realtime.frames import MAX_MESSAGE_BYTES, MessageOut, Row, cut, fits, row_size, size, uploads_update

_NEEDED = frozenset({"id", "batchid", "key", "handler", "status", "filename", "wikitext"})
_OF_AN_UPDATE = frozenset({"id", "batchid", "key", "handler", "status", "error", "success", "sha1", "waited", "worked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The beginning of a batch, in the one message every client takes."""

    messages: list[MessageOut]
    whole: bool  # it holds every upload with all there is to it


def batch_uploads_list(batch: Row, uploads: Iterator[Row]) -> Opening:
    """Return the list; of the uploads, by id, it takes only as many as it can show."""
    taken, all_taken = _as_many_as_fit(batch, uploads)
    if all_taken:
        whole = _message(batch, taken)
        if fits(whole):
            return Opening(messages=[whole], whole=True)
        cut_short = _message(batch, _with_short_wikitexts(batch, taken))
        if fits(cut_short):
            return Opening(messages=[cut_short], whole=False)
    told = [_update(row) for row in taken if row.get("error") or row.get("success")]
    messages = [_message(batch, [_bare(row) for row in taken]), *uploads_update(told)]
    return Opening(messages=messages, whole=False)


def _message(batch: Row, uploads: Iterable[Row]) -> MessageOut:
    return {"type": "BATCH_UPLOADS_LIST", "data": {"batch": batch, "uploads": list(uploads)}}


def _as_many_as_fit(batch: Row, uploads: Iterator[Row]) -> tuple[list[Row], bool]:
    """Return the rows that fit at their barest, and whether these are all."""
    room = MAX_MESSAGE_BYTES - size(_message(batch, []))
    kept: list[Row] = []
    for row in uploads:
        room -= row_size(_bare(row))
        if room < 0:
            return kept, False
        kept.append(row)
    return kept, True


def _with_short_wikitexts(batch: Row, uploads: list[Row]) -> list[Row]:
    empty = [{**row, "wikitext": ""} for row in uploads]
    share = (MAX_MESSAGE_BYTES - size(_message(batch, empty))) // len(uploads)
    return [{**row, "wikitext": cut(row["wikitext"], share)} for row in uploads]


def _bare(row: Row) -> Row:
    return {name: value for name, value in row.items() if name in _NEEDED} | {"wikitext": ""}


def _update(row: Row) -> Row:
    return {name: value for name, value in row.items() if name in _OF_AN_UPDATE}
