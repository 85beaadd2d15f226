"""The whole of scans on a virtual clock: table and queue in memory, a hub for providers, and a scanner that works."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from curator.usage.answers.store import AnswerStore
from curator.usage.ecosystems import Ecosystem
from curator.usage.models import Dependency, JobExecution, PackageKey, Repository
from curator.usage.scans.jobs.store import JobStore
from curator.usage.scans.lanes.pacer import Pacer
from curator.usage.scans.lanes.recovery import Recovery
from curator.usage.scans.lanes.store import LaneStore
from curator.usage.scans.lanes.waking import LaneWaker
from curator.usage.scans.messages import read_message
from curator.usage.scans.scanner import Scanner
from curator.usage.scans.service import ScanService
from curator.usage.scans.tasks.store import TaskStore
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.kinds import Stores as RoomStores
from curator.usage.scans.work.kinds import work_of
from curator.usage.scans.work.worker import Room, Worker
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queues import FakeQueue
from tests.unit.usage.scans.hub import Hub
from tests.unit.usage.stores import Stores, ids, stores_in_memory

REACT = PackageKey(Ecosystem.NPM, "react")
NEXT = PackageKey(Ecosystem.NPM, "next")


def package_json(*dependencies: str, dev: tuple[str, ...] = ()) -> bytes:
    """Return a package.json that declares these, each as `name` or `name@requirement`."""
    return json.dumps(
        {"dependencies": dict(map(_split, dependencies)), "devDependencies": dict(map(_split, dev))}, indent=2
    ).encode()


def _split(text: str) -> tuple[str, str]:
    name, _, requirement = text.partition("@")
    return name, requirement or "^1.0.0"


@dataclass
class World:
    """Everything a scan needs."""

    hub: Hub = field(default_factory=Hub)
    stores: Stores = field(default_factory=stores_in_memory)
    min_stars: int = 10

    def __post_init__(self) -> None:
        table, clock = self.stores.table, self.stores.clock
        self.queue, self.dead_letters = FakeQueue(clock), FakeQueue(clock)
        self.lanes, self.tasks = LaneStore(table, clock), TaskStore(table, clock)
        self.jobs = JobStore(table, clock, ids())
        self.waker = LaneWaker(lanes=self.lanes, queue=self.queue, clock=clock)
        self.following = Following()
        self.service = ScanService(jobs=self.jobs, waker=self.waker, following=self.following)
        self.recovery = Recovery(lanes=self.lanes, tasks=self.tasks, jobs=self.jobs, queue=self.queue, clock=clock)
        self.scanner = self.new_scanner()
        self.messages = 0

    @property
    def clock(self) -> VirtualClock:
        return self.stores.clock

    def new_scanner(self) -> Scanner:
        """Return a scanner, as each instance of the function has one."""
        stores = self.stores
        room_stores = RoomStores(
            table=stores.table,
            organizations=stores.organizations,
            repositories=stores.repositories,
            packages=stores.packages,
            dependencies=stores.dependencies,
            listing=stores.listing,
            statistics=stores.statistics,
        )
        room = Room(
            lanes=self.lanes,
            tasks=self.tasks,
            jobs=self.jobs,
            waker=self.waker,
            dead_letters=self.dead_letters,
            clock=self.clock,
        )
        work = work_of(room_stores, following=self.following, clock=self.clock, min_stars=self.min_stars)
        return Scanner(
            pacer=Pacer(lanes=self.lanes, tasks=self.tasks, queue=self.queue, clock=self.clock),
            worker=Worker(room, work=work, providers=self.hub.registry, chance=lambda: 0.0),
        )

    def deliver(self, body: dict[str, Any]) -> None:
        """Let the scanner handle one message."""
        self.messages += 1
        self.scanner.handle(read_message(body))

    def run(self, *, until: float | None = None) -> None:
        """Deliver messages as they become due, until none is left or the moment has come."""
        while (due := self.queue.next_due()) is not None:
            if until is not None and due > until:
                break
            self.clock.advance(max(0.0, due - self.clock.now()))
            body = self.queue.receive()
            assert body is not None
            self.deliver(body)
        if until is not None:
            self.clock.advance(max(0.0, until - self.clock.now()))

    def finished(self, job: JobExecution) -> JobExecution:
        """Run until nothing is left to do, and return what became of a job."""
        self.run()
        return self.service.job(job.id)

    def written(self) -> Counter[str]:
        """Return how many items were written so far, by what their sort keys begin with."""
        assert isinstance(self.stores.table, MemoryTable)
        return self.stores.table.operations.sorts.copy()

    def generations(self, keys: tuple[str, ...]) -> dict[str, int]:
        """Return the numbers that cached answers depend on."""
        return dict(AnswerStore(self.stores.table).peek(keys).generations)

    def known(self, full_name: str) -> Repository:
        """Return a repository that is known."""
        found = self.stores.repositories.find_by_url(f"https://github.com/{full_name}")
        assert found is not None
        return found

    def used_by(self, full_name: str) -> dict[str, Dependency]:
        """Return what a repository uses, by the packages' names."""
        return {one.package.name: one for one in self.stores.dependencies.of_repository(self.known(full_name).id)}
