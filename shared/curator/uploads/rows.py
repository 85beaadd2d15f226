"""The uploads of a batch as rows for clients, however many there are: a few are read at a time."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from curator.uploads import views
from curator.uploads.reading import BatchReader

READ_AT_ONCE = 100  # texts; as many as DynamoDB gives at once


def upload_rows(reader: BatchReader, batch_id: int, *, skip: int = 0) -> Iterator[dict[str, Any]]:
    """Yield a `BatchUploadItem` for each upload of the batch by id, without the first `skip`."""
    uploads = islice(reader.iter_uploads(batch_id), skip, None)
    while block := list(islice(uploads, READ_AT_ONCE)):
        texts = reader.get_texts(block)
        for upload in block:
            yield views.batch_upload_item(upload, texts.get(upload.id))
