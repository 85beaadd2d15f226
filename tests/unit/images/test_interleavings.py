"""Workers that stop anywhere, deliveries that repeat and overlap, storage that stumbles: what holds all the same.

A plan says, for each call of a worker to the outside, what befalls it there: it is stopped before the call or right
after it, the call fails or only its answer is lost, or somebody else comes in between: a delivery of the same event,
after the lease or within it, the hourly run, the owner who deletes, a client who posts the form again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from botocore.exceptions import ReadTimeoutError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from curator.foundation.objects import ObjectStore, ObjectStoreError
from curator.foundation.table import Item, Key, Write
from curator.images.errors import ImageNotFoundError, StagedFileGoneError
from curator.images.models import EventType, ImageJob, JobStatus
from curator.images.statistics.store import CREATED
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import LISTED, MemoryTable
from tests.fakes.objects import MemoryObjects, outage
from tests.unit.images.test_backfill import SMALLER_THUMBNAILS
from tests.unit.images.world import ALICE, POISON, Stopped, World, created_event, jpeg

FINE = "fine"
STOP_BEFORE, STOP_AFTER = "stopped before", "stopped after"
FAIL_BEFORE, FAIL_AFTER = "fails", "answer lost"
REPEAT, REPEAT_LATER, HOUSEKEEPING, DELETE, POST_AGAIN = (
    "repeated",
    "repeated later",
    "hourly run",
    "delete",
    "post again",
)
FATES = (FINE, STOP_BEFORE, STOP_AFTER, FAIL_BEFORE, FAIL_AFTER)
MEETINGS = (REPEAT, REPEAT_LATER, HOUSEKEEPING, DELETE, POST_AGAIN)
HOURS = 25


class Fates:
    """What befalls the next calls."""

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.at_work = False
        self.meet: Callable[[str], None] = lambda _meeting: None

    @contextmanager
    def befall(self, failure: Callable[[], Exception]) -> Iterator[None]:
        """Let the next fate befall the call in this block."""
        fate = self.plan.pop(0) if self.plan and self.at_work else FINE
        if fate == STOP_BEFORE:
            raise Stopped
        if fate == FAIL_BEFORE:
            raise failure()
        if fate in MEETINGS:
            self.meet(fate)
        yield
        if fate == STOP_AFTER:
            raise Stopped
        if fate == FAIL_AFTER:
            raise failure()


def no_answer() -> Exception:
    """Return what the table's client raises when no answer comes."""
    return ReadTimeoutError(endpoint_url="https://table.example")


class FatefulTable(MemoryTable):
    """A table whose calls meet their fates."""

    fates: Fates

    def get(self, key: Key) -> Item | None:
        with self.fates.befall(no_answer):
            return super().get(key)

    def transact(self, writes: Sequence[Write]) -> None:
        with self.fates.befall(no_answer):
            super().transact(writes)


class FatefulObjects(MemoryObjects):
    """A bucket whose calls meet their fates."""

    fates: Fates

    def put(self, key: str, data: bytes, *, content_type: str, cache_control: str | None = None) -> None:
        with self.fates.befall(outage):
            super().put(key, data, content_type=content_type, cache_control=cache_control)

    def read(self, key: str, *, max_bytes: int) -> bytes:
        with self.fates.befall(outage):
            return super().read(key, max_bytes=max_bytes)

    def remove(self, key: str) -> None:
        with self.fates.befall(outage):
            super().remove(key)


class FatefulWorld(World):
    """A world in which calls of workers meet their fates."""

    def __init__(self, plan: Sequence[str]) -> None:
        clock = VirtualClock()
        self.fates = Fates()
        table = FatefulTable(clock, indexes=LISTED)
        table.fates = self.fates
        super().__init__(table, clock)
        self.fates.plan = list(plan)
        self.fates.meet = self.meet
        self.current: ImageJob | None = None

    def new_buckets(self) -> tuple[ObjectStore, ObjectStore, ObjectStore]:
        incoming, originals, variants = (FatefulObjects(name) for name in ("incoming", "originals", "variants"))
        for bucket in (incoming, originals, variants):
            bucket.fates = self.fates
        incoming.created = self.announce_created
        return incoming, originals, variants

    def deliver(self, body: dict[str, Any]) -> None:
        before, self.fates.at_work = self.fates.at_work, True
        try:
            super().deliver(body)
        finally:
            self.fates.at_work = before

    def meet(self, meeting: str) -> None:
        """Let somebody come in between; nothing befalls them."""
        job = self.current
        assert job is not None
        before, self.fates.at_work = self.fates.at_work, False
        plan, self.fates.plan = self.fates.plan, []
        try:
            if meeting == REPEAT_LATER:
                self.clock.advance(121)
            if meeting in (REPEAT, REPEAT_LATER):
                self.deliver(created_event(job.staging_key))
            elif meeting == HOUSEKEEPING:
                self.housekeeping.run()
            elif meeting == POST_AGAIN:
                with suppress(ObjectStoreError):
                    self.incoming.put(job.staging_key, jpeg(), content_type="image/jpeg")
            else:
                with suppress(ImageNotFoundError):
                    self.remover.remove(job.image_id, ALICE, is_admin=False)
        finally:
            self.fates.at_work, self.fates.plan = before, plan

    def raw(self, partition: str) -> list[Item]:
        """Return the items whose partition begins so, expired or not."""
        table = self.table
        assert isinstance(table, MemoryTable)
        return [item for (key, _), item in table._items.items() if key.startswith(partition)]


def live(world: FatefulWorld) -> None:
    """Let a day pass, with all that it brings."""
    world.run()
    for _ in range(HOURS - 1):
        world.clock.advance(3590)
        world.housekeeping.run()
        world.run(until=world.clock.now())
    world.clock.advance(300)
    world.housekeeping.run()


def check(world: FatefulWorld, jobs: Sequence[ImageJob]) -> None:
    """Hold what must hold, whatever happened."""
    states: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    moments: Counter[str] = Counter()
    charged, variants, originals = 0, set(), set()
    for one in jobs:
        job = world.images.get(one.image_id)
        assert job is not None
        told = Counter(event.event_type for event in world.images.events(one.image_id))
        assert told[EventType.UPLOAD_INITIATED] == 1
        assert told[EventType.COMPLETED] == (job.status is JobStatus.COMPLETED)
        assert told[EventType.FAILED] == (job.status is JobStatus.FAILED)
        assert told[EventType.DELETED] == (job.deleted_at is not None)
        assert told[EventType.PROCESSING_STARTED] == job.claims <= 4
        assert job.attempts <= 3
        assert job.last_error != StagedFileGoneError.public_message
        assert job.status in (JobStatus.COMPLETED, JobStatus.FAILED)
        states[job.status] += 1
        moments.update([CREATED, job.status])
        charged += job.charged_window is not None
        if job.deleted_at is not None:
            states["deleted"] += 1
        elif job.status is JobStatus.COMPLETED:
            assert set(job.variants) == {"thumbnail", "medium", "large", "original"}
            variants |= {variant.key for variant in job.variants.values()}
            originals.add(job.original_key)
            sizes.update({f"bytes_{name}": variant.size_bytes for name, variant in job.variants.items()})
    totals = world.images.statistics.totals()
    assert {name: count for name, count in totals.items() if count} == {**states, **sizes}
    assert Counter(item["what"] for item in world.raw("MOMENTS#")) == moments
    (quota,) = world.raw("QUOTA#")
    assert quota["listed_at"] == charged
    assert set(world.variants.objects) == variants  # type: ignore[attr-defined]
    assert set(world.originals.objects) == originals  # type: ignore[attr-defined]
    assert {job.image_id for job in world.reader.owned("alice")} == {
        job.image_id for job in jobs if (found := world.images.get(job.image_id)) and found.readable
    }


def plans(fates: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """Return plans in which most calls go well: an image takes nine, and what befalls the last ones counts too."""
    befallen = st.dictionaries(st.integers(0, 35), st.sampled_from(fates), max_size=7)
    return befallen.map(lambda found: [found.get(place, FINE) for place in range(36)])


SEARCH = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@given(plan=plans(FATES + MEETINGS), poison=st.booleans())
@example(plan=[FAIL_AFTER] * 40, poison=False)
@example(plan=[*[FINE] * 8, FAIL_AFTER], poison=False)
@SEARCH
def test_an_image_ends_once_whatever_befalls_its_workers(plan: list[str], poison: bool) -> None:
    world = FatefulWorld(plan)
    world.current = world.upload(data=jpeg(tail=POISON) if poison else jpeg()).job
    live(world)
    check(world, [world.current])


@given(plan=plans(FATES + MEETINGS))
@SEARCH
def test_an_image_whose_variants_are_made_anew_loses_none_whatever_befalls_its_workers(plan: list[str]) -> None:
    world = FatefulWorld([])
    world.current = world.upload().job
    world.run()
    world.use(SMALLER_THUMBNAILS)
    world.backfill.run()
    world.fates.plan = plan
    live(world)
    check(world, [world.current])


@given(plan=plans(FATES), images=st.integers(2, 4))
@SEARCH
def test_images_do_not_get_into_each_others_way(plan: list[str], images: int) -> None:
    world = FatefulWorld(plan)
    jobs = [world.upload().job for _ in range(images)]
    live(world)
    check(world, jobs)
