"""How dead letters about images go back, and what images tell of their failures."""

from curator.foundation.queues import Queue
from curator.images.lifecycle import ALIVE
from curator.images.messages import ImageMessage
from curator.images.store import ImageStore
from curator.operations.dead_letters.models import Cause, Letter, Reading
from curator.operations.replays.models import LetterOutcome, Result


class WayOfImages:
    """Sends an image to its worker again, whose job knows how often it was tried."""

    def __init__(self, images: ImageStore, queue: Queue) -> None:
        """Take the images and the worker's queue."""
        self._images = images
        self._queue = queue

    def __call__(self, letter: Letter) -> Result:
        """Send a message of ours, whoever sent the one that died."""
        about = letter.reading.about
        image_id, refresh = str(about["image_id"]), bool(about.get("refresh"))
        job = self._images.get(image_id)
        if job is None:
            return Result(outcome=LetterOutcome.SUPERSEDED, note="there is no such image")
        if not (job.readable if refresh else job.status in ALIVE):
            return Result(outcome=LetterOutcome.SUPERSEDED, note=f"the image's job has ended: {job.status}")
        self._queue.send(ImageMessage(image_id=image_id, refresh=refresh).body())
        return Result(outcome=LetterOutcome.REPLAYED, note="the image waits for its worker")


class ImageWitness:
    """Tells of an image what its last worker noted."""

    def __init__(self, images: ImageStore) -> None:
        """Take the images."""
        self._images = images

    def __call__(self, reading: Reading) -> tuple[Cause, str] | None:
        """Return the last error of the image's job."""
        if "image_id" not in reading.about:
            return None
        job = self._images.get(str(reading.about["image_id"]))
        return None if job is None or not job.last_error else (Cause.LOST_WORKER, job.last_error)
