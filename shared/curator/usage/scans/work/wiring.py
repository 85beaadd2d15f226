"""How the scanner is put together from the environment of its function."""

from dataclasses import dataclass
from functools import cache

from curator.foundation import aws
from curator.foundation.queues import SqsQueue
from curator.foundation.settings import read_settings
from curator.usage import wiring as usage_wiring
from curator.usage.providers import wiring as provider_wiring
from curator.usage.scans import wiring
from curator.usage.scans.lanes.pacer import Pacer
from curator.usage.scans.lanes.store import LaneStore
from curator.usage.scans.scanner import Scanner
from curator.usage.scans.tasks.store import TaskStore
from curator.usage.scans.wiring import CLOCK
from curator.usage.scans.work.following import Following
from curator.usage.scans.work.kinds import Stores, work_of
from curator.usage.scans.work.worker import Room, Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSettings:
    """Where tasks go that are given up, and what is looked for."""

    scans_dead_letter_queue_url: str
    scan_min_stars: int = 1000


@cache
def scanner() -> Scanner:
    """Return the handler of the scans queue."""
    config = read_settings(ScannerSettings)
    lanes = LaneStore(usage_wiring.table(), CLOCK)
    tasks = TaskStore(usage_wiring.table(), CLOCK)
    room = Room(
        lanes=lanes,
        tasks=tasks,
        jobs=wiring.job_store(),
        waker=wiring.lane_waker(),
        dead_letters=SqsQueue(aws.sqs, config.scans_dead_letter_queue_url),
        clock=CLOCK,
    )
    stores = Stores(
        table=usage_wiring.table(),
        organizations=usage_wiring.organizations(),
        repositories=usage_wiring.repositories(),
        packages=usage_wiring.packages(),
        dependencies=usage_wiring.dependencies(),
        listing=usage_wiring.listing(),
        statistics=usage_wiring.statistics(),
    )
    following = Following(provider_wiring.github_tokens)
    work = work_of(stores, following=following, clock=CLOCK, min_stars=config.scan_min_stars)
    return Scanner(
        pacer=Pacer(lanes=lanes, tasks=tasks, queue=wiring.queue(), clock=CLOCK),
        worker=Worker(room, work=work, providers=provider_wiring.registry),
    )
