"""The whole uploads room at work on a real wiki: real service, pacer and workers, on the clock of the wall.

Tables and queues are those of the unit tests; the workers are threads.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

import boto3

from curator.commons.limits import RateLimits, fetch_rate_limits
from curator.foundation.clock import Clock, SystemClock
from curator.foundation.table import Table
from curator.identity.principals import Principal
from curator.sources.downloads import Download
from curator.sources.source import MediaImage
from curator.uploads.lanes.pace import Pace
from curator.uploads.lanes.pacer import Pacer
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.lanes.turns import Turns
from curator.uploads.lanes.waking import LaneWaker
from curator.uploads.messages import TickMessage, UploadMessage
from curator.uploads.models import Label, NewUpload, UploadStatus
from curator.uploads.service import UploadService
from curator.uploads.store import UploadStore
from curator.uploads.worker.claims import Claims
from curator.uploads.worker.store import PhotographLocks
from curator.uploads.worker.waiting import Waiting
from curator.uploads.worker.wiki import CommonsWiki
from curator.uploads.worker.work import Work
from curator.uploads.worker.worker import Worker
from tests.fakes.queues import FakeQueue
from tests.fakes.sources import FakeSource
from tests.fakes.tables import uploads_table
from tests.wiki.people import Person
from tests.wiki.pictures import Picture, picture

WIDTH = 3
POLL_SECONDS = 0.02
LEASE_SECONDS = 120.0


class SharedQueue(FakeQueue):
    """A queue that several threads may use."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._lock = threading.RLock()

    def send(self, body: dict[str, Any], delay: float = 0) -> None:
        with self._lock:
            super().send(body, delay)

    def receive(self) -> dict[str, Any] | None:
        with self._lock:
            return super().receive()


class OneAtATime:
    """A client whose calls never overlap: moto's tables are not made for several threads."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        if not callable(attribute):
            return attribute

        def call(**arguments: Any) -> Any:
            with self._lock:
                return attribute(**arguments)

        return call


class Photographs(FakeSource):
    """A source whose photographs are real pictures, one for each id."""

    def __init__(self) -> None:
        self.pictures: dict[str, Picture] = {}

    def picture(self, image_id: str) -> Picture:
        """Return the photo of an id."""
        return self.pictures.setdefault(image_id, picture(12_000))

    def download(self, url: str, target: BinaryIO, *, on_progress: Callable[[], None]) -> Download:
        on_progress()
        photo = self.picture(url.rpartition("/")[2])
        target.write(photo.content)
        return Download(sha1=photo.sha1, size=photo.size, content_type="image/png")

    def statements(self, image: MediaImage, *, with_licence: bool) -> list[dict[str, Any]]:
        value = {"type": "string", "value": image.id}
        return [{"mainsnak": {"snaktype": "value", "property": "P1947", "datavalue": value}, "type": "statement"}]


class Engine:
    """One deployment of the uploads room, acting for people of the wiki."""

    def __init__(self, table: Table, people: Mapping[str, Person]) -> None:
        clock = SystemClock()
        self._people = people
        self.photographs = Photographs()
        self.lanes_queue, self.uploads_queue = SharedQueue(clock), SharedQueue(clock)
        self.uploads, lanes, outages = UploadStore(table, clock), LaneStore(table, clock), Outages(table, clock)
        pace = Pace(width=WIDTH, reserve=0.05, horizon=300.0)
        groups = iter(f"{n:012x}" for n in range(1000))
        self.service = UploadService(
            uploads=self.uploads,
            lanes=lanes,
            waker=LaneWaker(lanes=lanes, lanes_queue=self.lanes_queue, clock=clock),
            new_edit_group_id=lambda: next(groups),
            clock=clock,
        )
        self._pacer = Pacer(
            lanes=lanes,
            uploads=self.uploads,
            outages=outages,
            lanes_queue=self.lanes_queue,
            uploads_queue=self.uploads_queue,
            read_limits=self._read_limits,
            pace=pace,
            clock=clock,
        )
        claims = Claims(
            uploads=self.uploads,
            lanes=lanes,
            outages=outages,
            uploads_queue=self.uploads_queue,
            pace=pace,
            lease_seconds=LEASE_SECONDS,
            clock=clock,
        )
        self._worker = Worker(
            claims=claims,
            uploads=self.uploads,
            locks=PhotographLocks(table, clock),
            turns=Turns(lanes=lanes, outages=outages, uploads_queue=self.uploads_queue, pace=pace, clock=clock),
            waiting=Waiting(claims=claims, lanes=lanes, outages=outages, read_limits=self._read_limits, clock=clock),
            work=Work(downloader=self.photographs, clock=clock),
            wiki_for=lambda token, username: CommonsWiki(self._people[token].client, username),
            source_named=lambda _name: self.photographs,
            clock=clock,
        )

    def _read_limits(self, encrypted_token: str) -> RateLimits:
        return fetch_rate_limits(self._people[encrypted_token].client)

    def add_batch(self, token: str, keys: list[str]) -> int:
        """Hand over photographs in the name of whoever has the token; return the batch's id."""
        person = self._people[token]
        principal = Principal(user_id=person.username, username=person.username)
        batch = self.service.create_batch(principal)
        self.service.add_slice(
            principal,
            batch_id=batch.id,
            slice_id=0,
            handler="fake",
            items=[_new_upload(key) for key in keys],
            encrypted_token=token,
        )
        return batch.id

    def run(self, *batch_ids: int, within: float) -> None:
        """Work until all uploads of the batches have ended; raises TimeoutError if that takes too long."""
        done = threading.Event()
        threads = [threading.Thread(target=self._deliver, args=(done,)) for _ in range(WIDTH + 1)]
        for thread in threads:
            thread.start()
        try:
            self._wait(batch_ids, within)
        finally:
            done.set()
            for thread in threads:
                thread.join()

    def statuses(self, batch_id: int) -> list[UploadStatus]:
        """Return the statuses of a batch's uploads by id."""
        return [upload.status for upload in self.service.list_uploads(batch_id)]

    def _wait(self, batch_ids: tuple[int, ...], within: float) -> None:
        waited, pause = 0.0, threading.Event()
        while not all(self.service.get_batch(batch_id).finished for batch_id in batch_ids):
            if waited > within:
                raise TimeoutError(f"{[self.statuses(batch_id) for batch_id in batch_ids]}")
            pause.wait(POLL_SECONDS)
            waited += POLL_SECONDS

    def _deliver(self, done: threading.Event) -> None:
        while not done.is_set():
            if (tick := self.lanes_queue.receive()) is not None:
                self._pacer.tick(TickMessage.parse(tick))
            elif (upload := self.uploads_queue.receive()) is not None:
                self._worker.handle(UploadMessage.parse(upload))
            else:
                done.wait(POLL_SECONDS)


def _new_upload(key: str) -> NewUpload:
    return NewUpload(
        key=key,
        collection="sequence",
        filename=f"Photo {key}.png",
        wikitext=f"== {key} ==",
        label=Label(language="en", value=f"Photo {key}"),
    )


@contextmanager
def running_engine(people: Mapping[str, Person]) -> Iterator[Engine]:
    """Give an engine with empty tables; `people` are found by their (encrypted) token."""
    clock = SystemClock()
    with uploads_table(clock):
        client = OneAtATime(boto3.client("dynamodb", region_name="eu-central-1"))
        yield Engine(Table(lambda: cast(Any, client), "uploads", clock), people)
