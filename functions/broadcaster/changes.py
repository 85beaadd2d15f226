"""From a DynamoDB stream's records to changes of uploads and batches."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from curator.foundation.attributes import decode
from curator.foundation.table import PARTITION, SORT, Item
from curator.foundation.tracing import CORRELATION, usable_id
from curator.realtime.broadcasting import BatchChanged, Change, UploadChanged
from curator.uploads import views
from curator.uploads.records import decode_batch, decode_upload
from curator.uploads.store import is_batch_key, is_upload_key

BATCH_PARTITION = "BATCH#"

log = logging.getLogger(__name__)


def changes_in(records: Iterable[dict[str, Any]]) -> Iterator[Change]:
    """Yield the changes, in order. A record nobody can read is logged and left out: reading it again will not help."""
    for record in records:
        image = record["dynamodb"].get("NewImage")
        if not image:
            continue
        try:
            change = _change(decode(image))
        except (KeyError, TypeError, ValueError):
            log.exception("an unreadable record", extra={"keys": record["dynamodb"].get("Keys")})
            continue
        if change:
            yield change


def causes_of(records: Iterable[dict[str, Any]]) -> list[str]:
    """Return the correlation ids of what changed the batches, each once, in order."""
    images = (record["dynamodb"].get("NewImage") or {} for record in records)
    ids = (usable_id(image.get(CORRELATION, {}).get("S")) for image in images)
    return list(dict.fromkeys(one for one in ids if one))


def _change(item: Item) -> Change | None:
    if not item[PARTITION].startswith(BATCH_PARTITION):
        return None
    if is_upload_key(item[SORT]):
        upload = decode_upload(item)
        return UploadChanged(batch_id=upload.batch_id, upload_id=upload.id, row=views.upload_update(upload))
    if is_batch_key(item[SORT]):
        batch = decode_batch(item)
        return BatchChanged(
            batch_id=batch.id,
            user_id=batch.user_id,
            username=batch.username,
            item=views.batch_item(batch),
            progress=views.batch_progress(batch),
            ended_total=batch.total if batch.total > 0 and batch.finished else None,
        )
    return None
