"""The whole images room on a virtual clock: the real thing over a table, buckets, queue and engine of the tests."""

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from curator.foundation.objects import ObjectStore
from curator.foundation.table import Table
from curator.identity.principals import Principal
from curator.images.backfill import Backfill
from curator.images.discards.store import DiscardStore
from curator.images.engine.models import Rendered, RenderedVariant
from curator.images.errors import StillWorkedOnError, TryAgainError, UndecodableImageError
from curator.images.failing import Failing
from curator.images.headers import read_size
from curator.images.housekeeping import Housekeeping
from curator.images.intake import ImageIntake
from curator.images.leftovers import Leftovers
from curator.images.messages import ImageMessage
from curator.images.models import Accepted, Announced, EventType, ImageJob, NewImage
from curator.images.processor import Processor
from curator.images.quota.service import UploadQuota
from curator.images.quota.store import QuotaStore
from curator.images.reader import ImageReader
from curator.images.refreshing import Refresher
from curator.images.remover import ImageRemover
from curator.images.rendering import Rendering
from curator.images.sizes import fit
from curator.images.specification import DEFAULT_SPECIFICATION, Specification, VariantSpecification
from curator.images.statistics.service import ImageStatistics
from curator.images.store import ImageStore
from curator.images.together import one_by_one
from functions.resizer.events import read_body
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import LISTED, MemoryTable
from tests.fakes.objects import MemoryObjects
from tests.fakes.queues import FakeQueue

ALICE = Principal(user_id="alice", username="Alice", org_id="acme")
BOB = Principal(user_id="bob", username="Bob", org_id="acme")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
VISIBILITY_SECONDS = 360.0
POISON = b"poison"  # a picture with this in it cannot be decoded


class Stopped(BaseException):
    """The worker's process ends here."""


def jpeg(width: int = 800, height: int = 600, tail: bytes = b"pixels") -> bytes:
    """Return what begins like a JPEG of this size."""
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame + tail


class FakeEngine:
    """Makes variants that say what they are of."""

    def __init__(self) -> None:
        self.faults: list[BaseException | None] = []
        self.rendered: list[list[str]] = []

    def __call__(self, data: bytes, variants: Sequence[VariantSpecification], *, max_pixels: int) -> Rendered:
        self.rendered.append([variant.name for variant in variants])
        if self.faults and (fault := self.faults.pop(0)) is not None:
            raise fault
        size = read_size(data, "image/jpeg")
        if POISON in data or size is None:
            raise UndecodableImageError("poison")
        made = tuple(self._variant(data, variant, fit(size.width, size.height, variant.limit)) for variant in variants)
        return Rendered(width=size.width, height=size.height, dominant_color="#496d89", blurhash="LKO2", variants=made)

    def _variant(self, data: bytes, variant: VariantSpecification, size: tuple[int, int]) -> RenderedVariant:
        content = b"RIFF....WEBP" + variant.fingerprint.encode() + hashlib.sha256(data).digest()
        return RenderedVariant(
            specification=variant,
            width=size[0],
            height=size[1],
            data=content,
            sha256=hashlib.sha256(content).hexdigest(),
            blurhash="LKO2",
        )


class World:
    """Everything of one deployment."""

    def __init__(
        self, table: Table, clock: VirtualClock, *, specification: Specification = DEFAULT_SPECIFICATION
    ) -> None:
        self.table, self.clock = table, clock
        self.queue = FakeQueue(clock)
        self.engine = FakeEngine()
        self.incoming, self.originals, self.variants = self.new_buckets()
        ids, events = count(1), count(1)
        self.images = ImageStore(table, clock, new_event_id=lambda: f"{next(events):08d}")
        self.quotas, self.discards = QuotaStore(table, clock), DiscardStore(table)
        self.granted: set[str] = set()
        self.new_id = lambda: f"00000000-0000-4000-8000-{next(ids):012d}"
        self.statistics = ImageStatistics(images=self.images, quotas=self.quotas, uploads_per_hour=50, clock=clock)
        self.use(specification)

    def use(self, specification: Specification) -> None:
        """Deploy anew, with this specification."""
        stores: dict[str, Any] = {"originals": self.originals, "variants": self.variants}
        rendering = Rendering(render=self.engine, max_pixels=MAX_PIXELS, together=one_by_one, **stores)
        leftovers = Leftovers(discards=self.discards, specification=specification, clock=self.clock)
        failing = Failing(images=self.images, quotas=self.quotas, leftovers=leftovers, clock=self.clock)
        room: dict[str, Any] = {"images": self.images, "clock": self.clock}
        self.intake = ImageIntake(
            quota=UploadQuota(self.quotas, limit=50, clock=self.clock),
            failing=failing,
            incoming=self.incoming,
            require=self.require,
            new_id=self.new_id,
            max_bytes=MAX_BYTES,
            max_pixels=MAX_PIXELS,
            **room,
        )
        self.reader = ImageReader(images=self.images, variants=self.variants)
        self.remover = ImageRemover(discards=self.discards, **stores, **room)
        self.processor = Processor(
            incoming=self.incoming,
            rendering=rendering,
            failing=failing,
            leftovers=leftovers,
            specification=specification,
            read_photo=lambda data, mime: {"camera": "Curator One", "bytes": len(data), "type": mime, "at": 52.52},
            max_bytes=MAX_BYTES,
            **room,
        )
        self.refresher = Refresher(
            discards=self.discards,
            originals=self.originals,
            leftovers=leftovers,
            rendering=rendering,
            specification=specification,
            **room,
        )
        self.housekeeping = Housekeeping(
            discards=self.discards, failing=failing, queue=self.queue, incoming=self.incoming, **stores, **room
        )
        self.backfill = Backfill(queue=self.queue, specification=specification, **room)

    def new_buckets(self) -> tuple[ObjectStore, ObjectStore, ObjectStore]:
        """Return the three buckets; the first calls the queue."""
        incoming = MemoryObjects("incoming")
        incoming.created = self.announce_created
        return incoming, MemoryObjects("originals"), MemoryObjects("variants")

    def announce_created(self, key: str) -> None:
        """Tell the queue of a new object, as S3 does."""
        self.queue.send(created_event(key))

    def require(self, principal: Principal, permission: str) -> None:
        """Raise unless the permission was granted."""
        if permission not in self.granted:
            raise PermissionError(permission)

    def upload(self, user: Principal = ALICE, data: bytes | None = None, **changes: Any) -> Accepted:
        """Upload a photograph with the request."""
        return self.intake.accept(new_image(user, **changes), jpeg() if data is None else data)

    def announce(self, user: Principal = ALICE, **changes: Any) -> Announced:
        """Announce a photograph."""
        return self.intake.announce(new_image(user, **changes))

    def run(self, *, until: float | None = None) -> None:
        """Deliver messages in the order of their time until none is left, or until the clock reads `until`."""
        while (due := self.queue.next_due()) is not None and (until is None or due <= until):
            self.clock.advance(max(0.0, due - self.clock.now()))
            body = self.queue.receive()
            assert body is not None
            self.deliver(body)

    def deliver(self, body: dict[str, Any]) -> None:
        """Deliver a message as the queue and the function do: what was not worked off comes again."""
        try:
            for message in read_body(as_text(body)):
                self.work(message)
        except (TryAgainError, StillWorkedOnError) as error:
            self.queue.send(body, error.retry_after or 0.0)
        except Exception:
            self.queue.send(body, VISIBILITY_SECONDS)
        except Stopped:
            self.queue.send(body, VISIBILITY_SECONDS)

    def work(self, message: ImageMessage) -> ImageJob | None:
        """Do what a message asks for."""
        work = self.refresher.refresh if message.refresh else self.processor.process
        return work(message.image_id)

    def job(self, accepted: Accepted | Announced) -> ImageJob:
        """Return the job as the table has it, deleted or not."""
        found = self.images.get(accepted.job.image_id)
        assert found is not None
        return found

    def events(self, accepted: Accepted | Announced) -> list[EventType]:
        """Return what the audit trail says of an image."""
        return [event.event_type for event in self.images.events(accepted.job.image_id)]

    def used(self, user: Principal = ALICE) -> int:
        """Return how many uploads count in this hour."""
        return self.quotas.used(user.user_id, int(self.clock.now() // 3600) * 3600)


def new_image(user: Principal, **changes: Any) -> NewImage:
    """Return what a client asks to have taken in."""
    usual = NewImage(
        principal=user, bucket="test-uploads", metadata=None, filename="photo.jpg", content_type="image/jpeg"
    )
    return replace(usual, **changes)


def created_event(key: str, name: str = "ObjectCreated:Put") -> dict[str, Any]:
    """Return what S3 sends of a new object."""
    return {"Records": [{"eventName": name, "s3": {"bucket": {"name": "incoming"}, "object": {"key": key}}}]}


def as_text(body: dict[str, Any]) -> str:
    """Return a message's body as the queue carries it."""
    return json.dumps(body)


def empty_world() -> World:
    """Return a world in which nothing has happened, on a table in memory."""
    clock = VirtualClock()
    return World(MemoryTable(clock, indexes=LISTED), clock)


def memory(store: ObjectStore) -> MemoryObjects:
    """Return a bucket as the one in memory that it is."""
    assert isinstance(store, MemoryObjects)
    return store
