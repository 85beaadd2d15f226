"""What is asked of every world."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from benchmarks.usage_answer.worlds import COMMON, FEW, RARE, World
from curator.usage.answers.asking import Answer
from curator.usage.answers.lists import ListQuestion
from curator.usage.answers.questions import UserFilter, UsersQuestion
from curator.usage.answers.room import Answers
from curator.usage.answers.windows import Window
from curator.usage.models import DependencyType, PackageKey
from curator.usage.records.orders import Order

PACKAGES = {RARE: f"a package of {FEW}", COMMON: "a package of all"}
ROWS = ("users", "repositories", "items")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one question cost in one world."""

    question: str
    repositories: int
    rows: int
    reads: int
    writes: int
    read_units: float
    write_units: float
    kilobytes: float

    @property
    def requests(self) -> int:
        """All requests to the table."""
        return self.reads + self.writes


def costs(world: World) -> Iterator[Cost]:
    """Yield what each question costs."""
    answers = world.answers()
    for package in (RARE, COMMON):
        name = PACKAGES[package]
        yield from _pages(world, answers, package, name)
        wanted = UserFilter(types=frozenset({DependencyType.DIRECT}), min_stars=1)
        narrow = UsersQuestion(package=package, filter=wanted)
        yield _cost(world, f"{name}: filtered", partial(answers.users.users, narrow, Window()))
    yield _cost(world, "one organisation", partial(answers.details.organization, "organization-0001", Window()))
    search = ListQuestion(order=Order.NAME, prefix="package-1")
    yield _cost(world, "search for packages", partial(answers.lists.packages, search, Window()))
    yield _cost(world, "statistics", answers.details.statistics)


def crowded(world: World) -> Iterator[Cost]:
    """Yield what the common package's users cost where they are as many as anybody's."""
    return _pages(world, world.answers(), COMMON, f"a package of {world.size:,}")


def _pages(world: World, answers: Answers, package: PackageKey, name: str) -> Iterator[Cost]:
    question = UsersQuestion(package=package)
    yield _cost(world, f"{name}: users", partial(answers.users.users, question, Window()))
    yield _cost(world, f"{name}: users again", partial(answers.users.users, question, Window()))
    if cursor := _next(answers, package):
        following = partial(answers.users.users, question, Window(cursor=cursor))
        yield _cost(world, f"{name}: second page", following)


def _next(answers: Answers, package: PackageKey) -> str | None:
    cursor: str | None = json.loads(answers.users.users(UsersQuestion(package=package), Window()).body)["next_cursor"]
    return cursor


def _cost(world: World, question: str, ask: Callable[[], Answer]) -> Cost:
    meter = world.table.begin()
    answer = ask()
    reply = json.loads(answer.body)
    rows = next((len(reply[name]) for name in ROWS if isinstance(reply.get(name), list)), 1)
    return Cost(
        question=question,
        repositories=world.size,
        rows=rows,
        reads=meter.reads,
        writes=meter.writes,
        read_units=meter.read_units,
        write_units=meter.write_units,
        kilobytes=round(len(answer.body) / 1000, 1),
    )
