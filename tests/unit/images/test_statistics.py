"""What is told of the room as a whole, to the instant."""

import pytest

from curator.images.models import JobStatus
from curator.images.statistics.models import ErrorSummary, Performance
from tests.fakes.memory_table import MemoryTable
from tests.unit.images.world import ALICE, BOB, POISON, World, jpeg

HOUR, DAY = 3600.0, 86_400.0


def fail(world: World) -> str:
    """Return the id of an image that has failed."""
    accepted = world.upload(data=jpeg(tail=POISON))
    world.run()
    return accepted.job.image_id


def complete(world: World, *, after: float = 0.0) -> str:
    """Return the id of an image that was completed so many seconds after it came."""
    accepted = world.upload()
    world.clock.advance(after)
    world.run()
    return accepted.job.image_id


# scenario images-123
def test_jobs_are_counted_by_their_state_without_the_states_that_nobody_is_in(world: World) -> None:
    assert world.statistics.stats().by_status == {}
    deleted, _ = complete(world), complete(world)
    fail(world)
    world.upload()
    world.remover.remove(deleted, ALICE, is_admin=False)
    stats = world.statistics.stats()
    assert stats.by_status == {JobStatus.COMPLETED: 2, JobStatus.FAILED: 1, JobStatus.PENDING: 1}
    assert (stats.total_jobs, stats.total_images, stats.deleted, stats.readable) == (4, 4, 1, 1)
    assert set(stats.bytes_by_variant) == {"thumbnail", "medium", "large", "original"}


def test_the_time_an_image_takes_is_measured_from_its_creation(world: World) -> None:
    assert world.statistics.performance(DAY) == Performance(total=0, completed=0, failed=0, average_seconds=None)
    complete(world, after=1.5)
    complete(world, after=2.0)
    complete(world, after=2.004)
    fail(world)
    assert world.statistics.performance(DAY) == Performance(total=4, completed=3, failed=1, average_seconds=1.83)


@pytest.mark.parametrize("start", [0.0, 1799.25, 3599.999])
@pytest.mark.parametrize("span", [HOUR, DAY])
def test_the_last_hour_and_the_last_day_are_counted_to_the_instant(world: World, start: float, span: float) -> None:
    world.clock.advance(start)
    complete(world)
    world.clock.advance(span - 0.001)
    assert world.statistics.performance(span).completed == 1
    world.clock.advance(0.002)
    assert world.statistics.performance(span) == Performance(total=0, completed=0, failed=0, average_seconds=None)


def test_hours_that_are_over_are_read_once(world: World) -> None:
    table = world.table
    assert isinstance(table, MemoryTable)
    complete(world)
    world.clock.advance(30 * 60 + 10 * HOUR)
    world.statistics.performance(DAY)
    before = table.operations.requests["query"]
    world.statistics.performance(DAY)
    assert table.operations.requests["query"] - before == 2
    complete(world)
    assert world.statistics.performance(DAY).completed == 2


def test_an_hour_that_has_just_ended_is_not_taken_for_settled(world: World) -> None:
    world.clock.advance(HOUR - 1)
    world.statistics.performance(DAY)
    world.clock.advance(2)
    world.statistics.performance(DAY)
    world.clock.advance(-2)
    complete(world)
    world.clock.advance(62)
    assert world.statistics.performance(DAY).completed == 1


# scenario images-124
def test_failed_jobs_are_listed_the_newest_first_and_no_more_than_asked(world: World) -> None:
    failed = []
    for _ in range(7):
        failed.append(fail(world))
        world.clock.advance(1)
    complete(world)
    assert [job.image_id for job in world.statistics.failed(5)] == failed[:-6:-1]
    assert len(world.statistics.failed(100)) == 7


def test_an_image_that_moved_since_the_index_last_heard_is_not_told_as_failed(world: World) -> None:
    complete(world)
    assert world.statistics.failed(10) == []


def test_recent_jobs_are_those_that_moved_last(world: World) -> None:
    first = complete(world)
    world.clock.advance(1)
    second = fail(world)
    world.clock.advance(1)
    third = world.upload().job.image_id
    assert [job.image_id for job in world.statistics.recent(10)] == [third, second, first]
    assert [job.image_id for job in world.statistics.recent(2)] == [third, second]


def test_failures_are_summed_up_and_none_is_no_null(world: World) -> None:
    assert world.statistics.errors() == ErrorSummary(last_hour=0, last_24h=0, total=0)
    fail(world)
    world.clock.advance(2 * HOUR)
    fail(world)
    assert world.statistics.errors() == ErrorSummary(last_hour=1, last_24h=2, total=2)


def test_users_near_their_limit_are_those_of_this_hour_only(world: World) -> None:
    for _ in range(40):
        world.upload(ALICE)
    for _ in range(39):
        world.upload(BOB)
    near = world.statistics.users_near_limit()
    assert [(user.user_id, user.used, user.limit, user.percent) for user in near.users] == [("alice", 40, 50, 80.0)]
    assert (near.active_windows, near.window_start) == (2, 1_800_000_000)
    world.upload(BOB)
    world.upload(BOB)
    assert [user.user_id for user in world.statistics.users_near_limit().users] == ["bob", "alice"]
    world.clock.advance(HOUR)
    later = world.statistics.users_near_limit()
    assert (list(later.users), later.active_windows) == ([], 0)


def test_images_that_are_worked_on_are_counted(world: World) -> None:
    accepted = world.upload()
    seen = []

    def look(_key: str) -> None:
        seen.append(world.statistics.active())

    world.variants.created = look  # type: ignore[attr-defined]
    world.run()
    assert (seen, world.statistics.active()) == ([1] * 4, 0)
    assert world.job(accepted).status is JobStatus.COMPLETED
