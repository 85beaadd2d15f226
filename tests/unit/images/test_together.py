"""Several writes at once, and writes that meet."""

from threading import Barrier

import pytest

from curator.foundation.table import TransactionConflictError
from curator.images.conflicts import TRIES, until_alone
from curator.images.together import in_threads, one_by_one
from tests.fakes.clock import VirtualClock


def test_tasks_in_threads_run_at_the_same_time() -> None:
    all_there = Barrier(3, timeout=60)
    in_threads([all_there.wait] * 3)  # type: ignore[list-item]
    in_threads([])


@pytest.mark.parametrize("run", [in_threads, one_by_one])
def test_a_failure_is_told(run: object) -> None:
    done: list[int] = []

    def fail() -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        run([lambda: done.append(1), fail])  # type: ignore[operator]
    assert done == [1]


def test_all_tasks_have_ended_when_a_failure_is_told() -> None:
    both = Barrier(2, timeout=60)
    done: list[int] = []

    def fail() -> None:
        both.wait()
        raise OSError("no")

    def go_on() -> None:
        both.wait()
        done.append(1)

    with pytest.raises(OSError, match="no"):
        in_threads([fail, go_on])
    assert done == [1]


def test_a_write_that_meets_another_each_time_gives_up_within_two_seconds() -> None:
    clock, tries = VirtualClock(), []

    def write() -> None:
        tries.append(clock.now())
        raise TransactionConflictError

    with pytest.raises(TransactionConflictError):
        until_alone(write, clock, chance=lambda: 1.0)
    assert len(tries) == TRIES
    assert tries[-1] - tries[0] < 2
