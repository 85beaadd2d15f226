"""Showing a batch with thousands of uploads, after the websocket function has shown its first ones."""

import logging
from dataclasses import asdict, replace
from itertools import islice

from curator.foundation.clock import Clock
from curator.foundation.queues import Queue
from curator.realtime import frames
from curator.uploads.reading import BatchReader
from curator.uploads.rows import upload_rows
from functions.fetcher.answering import Post, answering
from functions.fetcher.requests import UploadsRequest

KIND = "uploads"
BLOCK = 500  # uploads between two looks at the clock
LAST_BLOCK_SECONDS = 30.0  # what a block may take where every upload has a long text

log = logging.getLogger(__name__)


class UploadDesk:
    """Answers FETCH_BATCH_UPLOADS where one message does not."""

    def __init__(self, *, reader: BatchReader, delivery: Post, queue: Queue, clock: Clock) -> None:
        """Take what reads batches, the way to the client, and our own queue."""
        self._reader = reader
        self._delivery = delivery
        self._queue = queue
        self._clock = clock

    def show(self, request: UploadsRequest, *, until: float) -> None:
        """Send all uploads in order, or as many as time allows until `until`; the function's next run sends the rest.

        Raises:
            DeliveryFailedError: a message could not be sent, and the request should come again.
        """
        with answering(self._delivery, request) as answers:
            total = self._reader.get_batch(request.batch_id).total
            rows = upload_rows(self._reader, request.batch_id, skip=request.sent)
            sent = request.sent
            while block := list(islice(rows, BLOCK)):
                for message in frames.batch_uploads_more(request.batch_id, block, first=sent, total=total):
                    answers.tell(message)
                sent += len(block)
                if sent < total and self._clock.now() > until - LAST_BLOCK_SECONDS:
                    log.info("handing over after %d of %d uploads", sent, total)
                    self._queue.send({"kind": KIND, **asdict(replace(request, sent=sent)), **answers.continued()})
                    return
