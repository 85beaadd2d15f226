"""Which queues there are, who works on them, and what their messages are about.

Bodies are read here as they are sent, field by field: what made a message a dead letter may be its very shape, so one
that cannot be read is a letter as well, of the kind `unreadable`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote_plus

from curator.images.keys import image_id_of
from curator.operations.audit.redaction import clipped
from curator.operations.dead_letters.causes import LONGEST, cause_named
from curator.operations.dead_letters.models import Cause, Reading

LANES, UPLOADS, FETCHES, IMAGES, SCANS = "lanes", "uploads", "fetches", "images", "scans"
BROADCASTER, JANITOR, REPLAYS = "broadcaster", "janitor", "replays"
UNREADABLE = "unreadable"
LONGEST_ID = 100  # characters of an id that operators are shown
LONGEST_SUBJECT = 255  # characters of ASCII; DynamoDB takes 1024 bytes as a sort key
MAX_NUMBER = 10**38  # DynamoDB's numbers have 38 digits


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueKind:
    """A queue: by its short name, who works on it, and how its messages are read."""

    name: str
    function: str
    read: Callable[[Mapping[str, Any]], Reading]


def read_body(queue: str, body: str) -> Reading:
    """Return what a message of a queue is about."""
    try:
        content = json.loads(body)
        reading = QUEUES[queue].read(content)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError):
        return Reading(kind=UNREADABLE, about={}, subject=_digest(body), cause=Cause.UNREADABLE)
    about = {name: _shown(value) for name, value in reading.about.items()}
    return replace(reading, about=about, subject=_key(reading.subject), noted_as=clipped(reading.noted_as, LONGEST_ID))


def _shown(value: object) -> int | str:
    """Return an id as a record may hold it."""
    return value if isinstance(value, int) and abs(value) < MAX_NUMBER else clipped(str(value), LONGEST_ID)


def _key(subject: str) -> str:
    """Return the subject, or what stands for one that cannot be a key: empty, endless, or no text at all."""
    sound = 0 < len(subject) <= LONGEST_SUBJECT and subject.isascii()
    return subject if sound else _digest(subject)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _tick(body: Mapping[str, Any]) -> Reading:
    user_id = str(body["user_id"])
    return Reading(kind="tick", about={"user_id": user_id, "sequence": int(body["sequence"])}, subject=user_id)


def _upload(body: Mapping[str, Any]) -> Reading:
    about = {
        "user_id": str(body["user_id"]),
        "batch_id": int(body["batch_id"]),
        "upload_id": int(body["upload_id"]),
    }
    return Reading(kind="upload", about=about, subject=str(about["upload_id"]))


def _fetch(body: Mapping[str, Any]) -> Reading:
    about = {"request": body.get("kind", "images"), "user_id": body["user_id"], "connection_id": body["connection_id"]}
    return Reading(kind="fetch", about=about, subject=_digest(json.dumps(body, sort_keys=True)))


def _image(body: Mapping[str, Any]) -> Reading:
    image_id = str(body["image_id"]) if "image_id" in body else _arrived(body)
    about: dict[str, Any] = {"image_id": image_id}
    if body.get("refresh"):
        about["refresh"] = 1
    return Reading(kind="image", about=about, subject=image_id)


def _arrived(event: Mapping[str, Any]) -> str:
    key = unquote_plus(event["Records"][0]["s3"]["object"]["key"])  # S3 encodes keys in events as forms are encoded
    image_id = image_id_of(key)
    if image_id is None:
        raise ValueError("no image waits under this key")
    return image_id


def _scan(body: Mapping[str, Any]) -> Reading:
    lane = str(body["lane"])
    if body["kind"] == "tick":
        return Reading(kind="tick", about={"lane": lane, "sequence": int(body["sequence"])}, subject=lane)
    task_id = str(body["task_id"])
    return Reading(kind="task", about={"lane": lane, "task_id": task_id}, subject=f"{lane}#{task_id}")


def _stream(body: Mapping[str, Any]) -> Reading:
    """Read what Lambda says of a stream's records that it gave up: where they are, and not what is in them."""
    batch = body["DDBStreamBatchInfo"]
    about = {
        "shard_id": batch["shardId"],
        "first": batch["startSequenceNumber"],
        "last": batch["endSequenceNumber"],
        "records": int(batch["batchSize"]),
    }
    reading = _as_lambda_says(
        Reading(kind="stream", about=about, subject=f"{about['shard_id']}#{about['first']}"), body
    )
    # Without an error of its own the function said that somebody who is there could not be reached.
    return replace(reading, cause=Cause.OUTSIDE) if ":" not in reading.error else reading


def _run(body: Mapping[str, Any]) -> Reading:
    """Read what Lambda says of an invocation that failed: what it was given, and what came of it."""
    given = body["requestPayload"]
    run = str(given.get("run") or given.get("detail-type") or "lanes")
    return _as_lambda_says(Reading(kind="run", about={"run": run}, subject=run), body)


def _replay(body: Mapping[str, Any]) -> Reading:
    if "replay_id" not in body:
        return _run(body)  # an alarm, or the clock, that the replayer failed at
    replay_id = str(body["replay_id"])
    return Reading(kind="replay", about={"replay_id": replay_id}, subject=replay_id)


def _as_lambda_says(reading: Reading, body: Mapping[str, Any]) -> Reading:
    context = body["requestContext"]
    condition = str(context["condition"])
    payload = body.get("responsePayload")
    error_type = str(payload.get("errorType") or "") if isinstance(payload, Mapping) else ""
    error = f"{condition}: {error_type}" if error_type else condition
    noted_as = str(context.get("requestId", ""))
    return replace(reading, cause=cause_named(error_type), error=error[:LONGEST], noted_as=noted_as)


QUEUES: Mapping[str, QueueKind] = {
    kind.name: kind
    for kind in (
        QueueKind(name=LANES, function="pacer", read=_tick),
        QueueKind(name=UPLOADS, function="uploader", read=_upload),
        QueueKind(name=FETCHES, function="fetcher", read=_fetch),
        QueueKind(name=IMAGES, function="resizer", read=_image),
        QueueKind(name=SCANS, function="scanner", read=_scan),
        QueueKind(name=BROADCASTER, function="broadcaster", read=_stream),
        QueueKind(name=JANITOR, function="janitor", read=_run),
        QueueKind(name=REPLAYS, function="replayer", read=_replay),
    )
}
