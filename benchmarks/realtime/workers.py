"""Moving the uploads of all batches along, as workers do, and noting when."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks.realtime.figures import Written
from benchmarks.realtime.stored_batches import StoredBatches
from curator.uploads.models import Batch, Upload

THREADS = 4


def run_batches(stored: StoredBatches, batches: Sequence[Batch], *, seconds: float) -> list[Written]:
    """Begin and complete every upload within about so many seconds; return the writes in order."""
    chance = random.Random(2)  # noqa: S311 - who is served when
    uploads = [upload for batch in batches for upload in stored.uploads(batch)]
    starts = sorted((chance.uniform(0, seconds * 0.9), upload.id, upload) for upload in uploads)
    began = time.perf_counter()

    def work(start: float, upload: Upload) -> list[Written]:
        wait = began + start - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        claimed_at = time.perf_counter()
        claimed = stored.claim(upload)
        time.sleep(chance.uniform(0, seconds * 0.02))
        completed_at = time.perf_counter()
        stored.complete(claimed)
        return [
            Written(batch=upload.batch_id, key=upload.key, status="in_progress", at=claimed_at),
            Written(batch=upload.batch_id, key=upload.key, status="completed", at=completed_at),
        ]

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        done = pool.map(lambda one: work(one[0], one[2]), starts)
        return sorted((write for writes in done for write in writes), key=lambda write: write.at)
