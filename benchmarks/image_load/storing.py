"""Storing photographs by the image API, in both ways, and waiting until they are done."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from local.bearer import bearer_token
from local.demo.images import ImageClient
from local.stack import LocalStack

THREADS = 4
POLL_SECONDS = 0.25
PAUSES_SECONDS = (1, 2, 4, 8, 16)  # before asking again where a machine that is busy otherwise let 29 seconds pass
QUIET_LOOKS = 4  # one alone may come while a message is on its way

Pointers = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One image, as it was accepted."""

    image_id: str
    job_id: str
    size: int  # bytes


def with_the_request(client: ImageClient, photograph: bytes) -> Stored:
    """Send a photograph in the request itself."""
    return _stored(_answer(lambda: client.upload(photograph)), photograph)


def straight_to_storage(client: ImageClient, photograph: bytes) -> Stored:
    """Ask for a form, and post the photograph by it."""
    announced = _answer(client.announce)
    client.post(announced["upload"], photograph).raise_for_status()
    return _stored(announced, photograph)


def store_all(
    stack: LocalStack, photographs: Iterable[bytes], store: Callable[[ImageClient, bytes], Stored]
) -> list[Stored]:
    """Store photographs with several threads, each somebody else."""
    left, taking = iter(photographs), threading.Lock()

    def work(number: int) -> list[Stored]:
        stored: list[Stored] = []
        with ImageClient(stack.url, token=bearer_token(f"user-{number}")) as client:
            while (photograph := take()) is not None:
                stored.append(store(client, photograph))
        return stored

    def take() -> bytes | None:
        with taking:
            return next(left, None)

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        return [image for images in pool.map(work, range(THREADS)) for image in images]


def wait_until_done(stack: LocalStack, *, patience: float) -> float:
    """Return since when nothing has been in the resizer's queue and in its hands, by the monotonic clock.

    Raises:
        TimeoutError: it took longer than patience allows.
    """
    sqs, url = stack.client("sqs"), stack.outputs["ImagesQueueUrl"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    deadline, quiet = time.monotonic() + patience, list[float]()
    while len(quiet) < QUIET_LOOKS:
        counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        quiet = [] if any(int(counts[name]) for name in names) else [*quiet, time.monotonic()]
        if time.monotonic() > deadline:
            raise TimeoutError(f"the resizer's queue still holds {counts}")
        time.sleep(POLL_SECONDS)
    return quiet[0]


def _stored(pointers: Pointers, photograph: bytes) -> Stored:
    return Stored(image_id=pointers["image_id"], job_id=pointers["job_id"], size=len(photograph))


def _answer(ask: Callable[[], httpx.Response]) -> dict[str, Any]:
    """Return what is answered, asking again while the service is unavailable, as any client of a gateway has to."""
    for pause in PAUSES_SECONDS:
        response = ask()
        if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
            break
        time.sleep(pause)
    else:
        response = ask()
    answer: dict[str, Any] = response.raise_for_status().json()
    return answer
