"""What the server may send: `{"type": NAME, "data": …, "nonce": "…"}`, one JSON object per frame.

The nonce makes every frame differ from the one before: clients compare raw texts and ignore a repeat. Nulls are never
sent. The functions here build messages; `encode` turns one into a frame, which is when the nonce comes in.

For a client that speaks in packages, `packages.envelopes` makes a package of the message before that. A package has no
nonce, its `req_id` tells repeats; and what an answer has no value for is null there.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from curator.realtime.errors import FrameTooLargeError

MAX_FRAME_BYTES = 32 * 1024  # API Gateway: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
MAX_ERROR_BYTES = 2048  # of a sentence for a person
NONCE_BYTES = 16
PACKAGE_ROOM = 224  # bytes by which a package may be longer than its message: numbers, ids, the meta of a page
MAX_MESSAGE_BYTES = MAX_FRAME_BYTES - PACKAGE_ROOM
_NONCE_ROOM = len(',"nonce":""') + NONCE_BYTES
NUMBER_ROOM = len(',"sequence":') + 16  # bytes that are kept free in what may get a number; see `numbered`
MAX_TOKEN_BYTES = 512  # of what resumes a stream
_TOKEN_ROOM = len(',"token":""') + MAX_TOKEN_BYTES

MessageOut = dict[str, Any]
Row = dict[str, Any]


def encode(message: MessageOut, nonce: str) -> bytes:
    """Return the frame; raises FrameTooLargeError where API Gateway would not carry it."""
    frame = _package_json(message) if "pkg_id" in message else _json({**message, "nonce": nonce})
    if len(frame) > MAX_FRAME_BYTES:
        raise FrameTooLargeError(f"a {message.get('type') or message.get('pkg_id')} of {len(frame)} bytes")
    return frame


def size(message: MessageOut) -> int:
    """Return how many bytes the message's frame will have, where it is no package."""
    return len(_json(message)) + _NONCE_ROOM


def fits(message: MessageOut) -> bool:
    """Whether the message can be sent as one frame, in either envelope."""
    return size(message) <= MAX_MESSAGE_BYTES


def numbered(messages: Iterable[MessageOut], first: int) -> list[MessageOut]:
    """Return the messages of a stream with their numbers in it, so that a client can tell when it missed one."""
    return [{**message, "sequence": number} for number, message in enumerate(messages, start=first)]


def _place(sequence: int, token: str | None) -> Row:
    """Return where a stream is, and what resumes it there, as they stand beside a message's data."""
    return {"sequence": sequence} | ({"token": token} if token else {})


def error(text: str) -> MessageOut:
    """Return an ERROR that a client shows as it is; a text that quotes a whole page of somebody else's is cut."""
    return {"type": "ERROR", "data": cut(text, MAX_ERROR_BYTES)}


def close(code: int, reason: str) -> MessageOut:
    """Return the last message before a socket is closed; `code` is the WebSocket's, which API Gateway cannot send."""
    return {"type": "close", "code": code, "reason": reason}


def pong() -> MessageOut:
    """Return the answer to PING."""
    return {"type": "PONG"}


def resumed(topic: str, *, replayed: bool, missed: int, sequence: int, token: str | None) -> MessageOut:
    """Return the answer to RESUME; `sequence` is the latest push's, `token` resumes the stream the next time."""
    data = {"topic": topic, "replayed": replayed, "missed": missed}
    return {"type": "RESUMED", "data": data, **_place(sequence, token)}


def room_joined(room: str, *, sequence: int, token: str | None) -> MessageOut:
    """Return the answer to JOIN_ROOM; `sequence` is the number of the latest announcement in it."""
    return {"type": "ROOM_JOINED", "data": room, **_place(sequence, token)}


def announcement(announcement_id: str, text: str, *, sender: str, room: str | None = None) -> MessageOut:
    """Return what somebody announces to a room, to a user, or to everybody."""
    return {"type": "ANNOUNCEMENT", "data": {"id": announcement_id, "text": text, "sender": sender, "room": room}}


def batch_created(batch_id: int) -> MessageOut:
    """Return the answer to CREATE_BATCH."""
    return {"type": "BATCH_CREATED", "data": batch_id}


def upload_slice_ack(slice_id: int, statuses: dict[str, str]) -> MessageOut:
    """Return the answer to UPLOAD_SLICE: each picture's status by its id at the source."""
    rows = [{"id": key, "status": status} for key, status in statuses.items()]
    return {"type": "UPLOAD_SLICE_ACK", "data": rows, "sliceid": slice_id}


def subscribed(batch_id: int, *, sequence: int, token: str | None = None) -> MessageOut:
    """Return the answer to SUBSCRIBE_BATCH; `sequence` is the number of the batch's latest push."""
    return {"type": "SUBSCRIBED", "data": batch_id, **_place(sequence, token)}


def batch_progress(progress: Row) -> MessageOut:
    """Return how far a batch is: `{id, stats, finish_at?}`."""
    return {"type": "BATCH_PROGRESS", "data": progress}


def uploads_complete(batch_id: int) -> MessageOut:
    """Return the word that a batch has ended."""
    return {"type": "UPLOADS_COMPLETE", "data": batch_id}


def try_batch_retrieval(text: str) -> MessageOut:
    """Return the word that a collection comes in parts, as a sentence for the user."""
    return {"type": "TRY_BATCH_RETRIEVAL", "data": text}


def collection_images(images: Sequence[Row], *, creator: Row, sequence_id: str) -> MessageOut:
    """Return a whole collection, in the order of its images."""
    by_id = {image["id"]: image for image in images}
    return {"type": "COLLECTION_IMAGES", "data": {"images": by_id, "creator": creator, "sequence_id": sequence_id}}


def collection_image_ids(ids: Sequence[str]) -> MessageOut:
    """Return the announcement of a collection's images, or of a part of them; see `announceable`."""
    return {"type": "COLLECTION_IMAGE_IDS", "data": list(ids)}


def announceable(ids: Sequence[str]) -> int:
    """Return how many of the ids, from the first, one announcement holds."""
    room = MAX_MESSAGE_BYTES - size(collection_image_ids([]))
    for count, image_id in enumerate(ids):
        room -= text_size(image_id) + len('"",')
        if room < 0:
            return count
    return len(ids)


def partial_collection_images(images: Iterable[Row], *, collection: str) -> Iterator[MessageOut]:
    """Yield images in as many messages as they need; one that is too large for any loses its tags and description."""
    empty = {"type": "PARTIAL_COLLECTION_IMAGES", "data": {"images": [], "collection": collection}}
    for rows in pack(images, room=MAX_MESSAGE_BYTES - size(empty), shrink=_without_prose):
        yield {"type": "PARTIAL_COLLECTION_IMAGES", "data": {"images": rows, "collection": collection}}


def more_collection_images(images: Iterable[Row], *, collection: str, first: int, total: int) -> Iterator[MessageOut]:
    """Yield images nobody announced, in order; clients that do not know this message ignore it.

    Args:
        images: `MediaImage` each.
        collection: its id.
        first: the place of the first image in the collection, counted from 0.
        total: how many images the collection has.
    """
    empty = {"images": [], "collection": collection, "first": total, "total": total}
    room = MAX_MESSAGE_BYTES - size({"type": "MORE_COLLECTION_IMAGES", "data": empty})
    for rows in pack(images, room=room, shrink=_without_prose):
        yield {"type": "MORE_COLLECTION_IMAGES", "data": {**empty, "images": rows, "first": first}}
        first += len(rows)


def batch_uploads_more(batch_id: int, uploads: Iterable[Row], *, first: int, total: int) -> Iterator[MessageOut]:
    """Yield uploads of a batch that BATCH_UPLOADS_LIST did not hold, or not whole; see `batch_frames`.

    Args:
        batch_id: the batch.
        uploads: `BatchUploadItem` each, by id; a wikitext that is too long for any frame is cut.
        first: the place of the first upload in the batch, counted from 0.
        total: how many uploads the batch has.
    """
    empty = {"id": batch_id, "uploads": [], "first": max(first, total), "total": total}
    room = MAX_MESSAGE_BYTES - size({"type": "BATCH_UPLOADS_MORE", "data": empty})
    for rows in pack(uploads, room=room, shrink=with_short_texts):
        yield {"type": "BATCH_UPLOADS_MORE", "data": {**empty, "uploads": rows, "first": first}}
        first += len(rows)


def uploads_update(rows: Iterable[Row]) -> Iterator[MessageOut]:
    """Yield upload rows in as many messages as they need, none for no rows; clients merge them by key."""
    empty = {"type": "UPLOADS_UPDATE", "data": []}
    for part in pack(rows, room=MAX_MESSAGE_BYTES - size(empty) - NUMBER_ROOM, shrink=_with_short_error):
        yield {"type": "UPLOADS_UPDATE", "data": part}


def batches_list(items: Iterable[Row], *, total: int, partial: bool) -> Iterator[MessageOut]:
    """Yield a list of batches, at least one message.

    A list that is not partial replaces what the client shows; what does not fit into its first message follows as
    partial ones, which clients merge by id.
    """
    empty = {"type": "BATCHES_LIST", "data": {"items": [], "total": total}, "partial": False}
    room = MAX_MESSAGE_BYTES - size(empty) - NUMBER_ROOM - _TOKEN_ROOM
    parts = list(pack(items, room=room)) or [[]]
    for index, part in enumerate(parts):
        yield {"type": "BATCHES_LIST", "data": {"items": part, "total": total}, "partial": partial or index > 0}


def presets_list(handler: str, presets: Iterable[Row]) -> MessageOut:
    """Return a user's presets for one source, in their order.

    Clients replace their list with this one message. What does not fit into it, which saving prevents but for two saves
    at the same moment, is left out from the end.
    """
    empty = {"type": "PRESETS_LIST", "data": {"handler": handler, "presets": []}}
    rows = next(pack(presets, room=MAX_MESSAGE_BYTES - size(empty)), [])
    return {"type": "PRESETS_LIST", "data": {"handler": handler, "presets": rows}}


def retry_uploads_response(batch_id: int) -> MessageOut:
    """Return the answer to RETRY_UPLOADS: the batch that holds the copies."""
    return {"type": "RETRY_UPLOADS_RESPONSE", "data": batch_id}


def categories_deleted(titles: Sequence[str]) -> MessageOut:
    """Return the answer to CHECK_CATEGORIES_DELETED; where none is deleted, there is no answer."""
    return {"type": "CATEGORIES_DELETED_RESPONSE", "data": {"deleted": list(titles)}}


def category_created(title: str) -> MessageOut:
    """Return the answer to CREATE_CATEGORY; `title` is the page's, with underscores."""
    return {"type": "CATEGORY_CREATED_RESPONSE", "data": {"title": title}}


def recategorize_files_progress(source: str, *, done: int, changed: int, failed: int) -> MessageOut:
    """Return how many files of a category are dealt with so far; clients that do not know this message ignore it."""
    data = {"source": source, "done": done, "changed": changed, "failed": failed}
    return {"type": "RECATEGORIZE_FILES_PROGRESS", "data": data}


def recategorize_files(source: str, *, count: int) -> MessageOut:
    """Return the answer to RECATEGORIZE_FILES: the source as the client named it, and how many files were changed."""
    return {"type": "RECATEGORIZE_FILES_RESPONSE", "data": {"source": source, "count": count}}


def wanted_categories(items: Sequence[Row], *, total: int, updated_at: str) -> MessageOut:
    """Return a part of the categories without a page; `updated_at` is when the list was read."""
    data = {"items": list(items), "total": total, "updated_at": updated_at}
    return {"type": "WANTED_CATEGORIES_RESPONSE", "data": data}


def redlinks(items: Sequence[Row], *, updated_at: str) -> MessageOut:
    """Return links to categories without a page; `updated_at` is when the list was read."""
    return {"type": "REDLINKS_RESPONSE", "data": {"items": list(items), "updated_at": updated_at}}


def pack(rows: Iterable[Row], *, room: int, shrink: Any = None) -> Iterator[list[Row]]:
    """Yield the rows, in order, in lists whose JSON adds at most `room` bytes to an empty list.

    Args:
        rows: what to pack.
        room: bytes.
        shrink: called as `shrink(row, room)` for a row that is too large by itself; returns a smaller one.

    Raises:
        FrameTooLargeError: a row is too large by itself, even after `shrink`.
    """
    part: list[Row] = []
    used = 0
    for row in rows:
        fitting, needed = _fit(row, room, shrink)
        if part and used + needed > room:
            yield part
            part, used = [], 0
        part.append(fitting)
        used += needed
    if part:
        yield part


def row_size(row: Row) -> int:
    """Return the bytes a row takes in a list, with the comma after it."""
    return len(_json(row)) + 1


def _fit(row: Row, room: int, shrink: Any) -> tuple[Row, int]:
    needed = row_size(row)
    if needed > room and shrink is not None:
        row = shrink(row, room)
        needed = row_size(row)
    if needed > room:
        raise FrameTooLargeError(f"a row of {needed} bytes where {room} are left")
    return row, needed


def _without_prose(image: Row, _room: int) -> Row:
    return {name: value for name, value in image.items() if name not in {"description", "tags"}} | {"tags": []}


def with_short_texts(row: Row, room: int) -> Row:
    """Return an upload's row with as much of its wikitext as leaves it in this room, and of its error where needed."""
    bare = {**row, "wikitext": ""}
    if row_size(bare) > room:
        return _with_short_error(bare, room)
    return {**row, "wikitext": cut(row["wikitext"], room - row_size(bare))}


def _with_short_error(row: Row, room: int) -> Row:
    problem = row.get("error") or {}
    short = {"type": problem.get("type", "error"), "message": ""} | ({"links": []} if "links" in problem else {})
    left = room - row_size({**row, "error": short})
    return {**row, "error": {**short, "message": cut(str(problem.get("message", "")), left)}}


def cut(text: str, room: int) -> str:
    """Return the beginning of a text that takes at most `room` bytes of JSON, with an ellipsis where it was cut."""
    if text_size(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits: sizes grow with length
        middle = (low + high + 1) // 2
        if text_size(text[:middle] + "…") <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low] + "…" if low else ""


def text_size(text: str) -> int:
    """Return the bytes a text takes inside a JSON string, without its quotes."""
    return len(_json(text)) - 2


def _json(value: Any) -> bytes:
    text = json.dumps(without_nulls(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # half of a surrogate pair is not text, and JSON input can smuggle it in


def _package_json(package: MessageOut) -> bytes:
    whole = {name: without_nulls(value) if name == "data" else value for name, value in package.items()}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def without_nulls(value: Any) -> Any:
    """Return the value without any null inside an object, at any depth."""
    if isinstance(value, dict):
        return {name: without_nulls(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [without_nulls(inner) for inner in value]
    return value
