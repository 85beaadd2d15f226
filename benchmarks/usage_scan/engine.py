"""Everything a scan needs, on a virtual clock."""

import random
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from curator.usage.dependencies.store import Dependencies
from curator.usage.models import JobExecution
from curator.usage.organizations.store import Organizations
from curator.usage.packages.store import Packages
from curator.usage.providers.assembly import Credentials, ProviderSettings, assembled, breaker_of
from curator.usage.providers.client import Tools
from curator.usage.providers.provider import Budget
from curator.usage.providers.registry import Registry
from curator.usage.providers.store import BreakerStore, StoredReplies
from curator.usage.records.listing import Listing
from curator.usage.repositories.store import Repositories
from curator.usage.scans.jobs.store import JobStore
from curator.usage.scans.lanes.pacer import Pacer
from curator.usage.scans.lanes.store import LaneStore
from curator.usage.scans.lanes.waking import LaneWaker
from curator.usage.scans.messages import read_message
from curator.usage.scans.scanner import Scanner
from curator.usage.scans.service import ScanService
from curator.usage.scans.tasks.store import TaskStore
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.kinds import Stores, work_of
from curator.usage.scans.work.worker import Room, Worker
from curator.usage.statistics.store import Statistics
from local.sandbox.in_process import SandboxTransport
from local.sandbox.settings import SANDBOX_GITHUB_TOKEN, SandboxSettings
from tests.fakes.clock import VirtualClock
from tests.fakes.queues import FakeQueue
from tests.fakes.usage_tables import usage_memory_table

ORIGIN = "http://sandbox.test"
SETTINGS = ProviderSettings(
    github_api_url=f"{ORIGIN}/github",
    ecosystems_repos_url=f"{ORIGIN}/ecosystems/repos/api/v1",
    ecosystems_packages_url=f"{ORIGIN}/ecosystems/packages/api/v1",
    libraries_io_api_url=f"{ORIGIN}/libraries-io/api",
    deps_dev_api_url=f"{ORIGIN}/deps-dev/v3",
    user_agent="Curator/0.1 (benchmark)",
    usage_table="usage",
)
CALL_SECONDS = 0.1  # that each call takes, one after the other: a single worker
START = 1_800_000_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one scan took and cost."""

    name: str
    seconds: float
    calls: dict[str, int]
    refused: dict[str, int]
    messages: int
    requests: dict[str, int]
    items_written: int
    job: JobExecution


class Engine:
    """A deployment in memory, and the world that it scans."""

    def __init__(self, folder: Path, *, organizations: int, repositories: int) -> None:
        """Open the world; nothing is scanned yet."""
        self.clock = VirtualClock(START)
        settings = SandboxSettings(state_dir=folder, world_organizations=organizations, world_repositories=repositories)
        self.transport = SandboxTransport(folder, self.clock, settings=settings)
        self.table = usage_memory_table(self.clock)
        self._http = httpx.Client(transport=_Taking(self.transport, self.clock))
        self._replies = StoredReplies(self.table, self.clock)
        numbers = count(1)
        new_id = lambda: f"{next(numbers):032x}"  # noqa: E731 - three lines for one would hide what follows
        self.stores = Stores(
            table=self.table,
            organizations=Organizations(self.table, self.clock, new_id),
            repositories=Repositories(self.table, self.clock, new_id),
            packages=Packages(self.table, self.clock, new_id),
            dependencies=Dependencies(self.table, self.clock, new_id),
            listing=Listing(self.table),
            statistics=Statistics(self.table),
        )
        self.queue = FakeQueue(self.clock)
        self._messages = 0
        lanes, tasks = LaneStore(self.table, self.clock), TaskStore(self.table, self.clock)
        self.jobs = JobStore(self.table, self.clock, new_id)
        waker = LaneWaker(lanes=lanes, queue=self.queue, clock=self.clock)
        following = Following()
        self.service = ScanService(jobs=self.jobs, waker=waker, following=following)
        room = Room(
            lanes=lanes,
            tasks=tasks,
            jobs=self.jobs,
            waker=waker,
            dead_letters=FakeQueue(self.clock),
            clock=self.clock,
        )
        work = work_of(self.stores, following=following, clock=self.clock, min_stars=0)
        pacer = Pacer(lanes=lanes, tasks=tasks, queue=self.queue, clock=self.clock)
        self._scanner = Scanner(pacer=pacer, worker=Worker(room, work=work, providers=self._providers))

    def scrape(self, name: str) -> Measured:
        """Scan the world once, and return what that took and cost."""
        limits, operations = self.transport.sandbox.provider_limits, self.table.operations
        spent, refused = dict(limits.spent), dict(limits.refused)
        requests, items = operations.requests.copy(), operations.written.total()
        began, messages = self.clock.now(), self._messages
        job = self.service.scrape()
        self._run()
        ended = self.service.job(job.id)
        if ended.completed_at is None:
            raise RuntimeError(f"the scan came to no end: {ended}")
        return Measured(
            name=name,
            seconds=ended.completed_at - began,
            calls=_difference(limits.spent, spent),
            refused=_difference(limits.refused, refused),
            messages=self._messages - messages,
            requests=dict(operations.requests - requests),
            items_written=operations.written.total() - items,
            job=ended,
        )

    def close(self) -> None:
        """Close the world."""
        self._http.close()

    def _run(self) -> None:
        while (due := self.queue.next_due()) is not None:
            self.clock.advance(max(0.0, due - self.clock.now()))
            body = self.queue.receive() or {}
            self._messages += 1
            self._scanner.handle(read_message(body))

    def _providers(self, budget: Budget, *, token: int) -> Registry:
        def tools_of(service: str) -> Tools:
            rows = BreakerStore(self.table, self.clock, service)
            return Tools(
                http=self._http,
                clock=self.clock,
                budget=budget,
                breaker=breaker_of(rows, self.clock, service),
                memory=self._replies,
                random=random.random,
                user_agent=SETTINGS.user_agent,
            )

        return assembled(SETTINGS, Credentials(github=(SANDBOX_GITHUB_TOKEN,)), tools_of, token=token)


class _Taking(httpx.BaseTransport):
    """Lets every call take its time."""

    def __init__(self, inner: SandboxTransport, clock: VirtualClock) -> None:
        self._inner = inner
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._clock.advance(CALL_SECONDS)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def _difference(after: Any, before: dict[str, int]) -> dict[str, int]:
    return {name: number - before.get(name, 0) for name, number in dict(after).items() if number != before.get(name, 0)}
