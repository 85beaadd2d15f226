"""The simulation's clock, queues and workers."""

import random
from typing import Any

import pytest

from benchmarks.pacing.engine import DELIVERY_SECONDS, START, DeliveringQueue, Engine, Suspended, Workers
from benchmarks.pacing.usual import spacing
from curator.commons.limits import Limit, RateLimits


def queue(engine: Engine, *, duplicates: float) -> tuple[DeliveringQueue, list[tuple[float, Any]]]:
    received: list[tuple[float, Any]] = []
    chance = random.Random(1)  # noqa: S311 - a simulation
    return DeliveringQueue(
        engine, lambda body: received.append((engine.now(), body["n"])), chance=chance, duplicates=duplicates
    ), received


def test_events_happen_in_the_order_of_their_times_and_of_their_asking() -> None:
    engine, happened = Engine(), list[str]()
    for name, after in (("third", 2.0), ("first", 1.0), ("fourth", 2.0), ("second", 1.0)):
        engine.after(after, lambda name=name: happened.append(name))  # type: ignore[misc]
    engine.run(until=lambda: len(happened) == 4)
    assert happened == ["first", "second", "third", "fourth"]
    assert engine.now() == START + 2.0


def test_a_simulation_that_runs_dry_says_so() -> None:
    with pytest.raises(RuntimeError, match="not done"):
        Engine().run(until=lambda: False)


def test_nobody_can_sleep_while_others_wait() -> None:
    with pytest.raises(Suspended) as suspended:
        Engine().sleep(2.5)
    assert suspended.value.seconds == 2.5


def test_a_message_comes_after_whole_seconds_and_a_little_later() -> None:
    engine = Engine()
    messages, received = queue(engine, duplicates=0.0)
    messages.send_many([({"n": 1}, 1.2), ({"n": 2}, 0.0)])
    engine.run(until=lambda: len(received) == 2)
    (early, second), (late, first) = received
    assert (first, second, messages.sent) == (1, 2, 2)
    shortest, longest = DELIVERY_SECONDS
    assert shortest <= early - START <= longest
    assert 2 + shortest <= late - START <= 2 + longest


def test_some_messages_come_twice() -> None:
    engine = Engine()
    messages, received = queue(engine, duplicates=1.0)
    messages.send({"n": 1})
    engine.run(until=lambda: len(received) == 2)
    assert [body for _, body in received] == [1, 1]


def test_workers_take_no_more_calls_at_once_than_there_are() -> None:
    engine, begun = Engine(), list[int]()
    workers = Workers(engine, 2)
    for number in range(4):
        workers.begin(lambda number=number: begun.append(number))  # type: ignore[misc]
    assert begun == [0, 1]
    workers.done()
    engine.run(until=lambda: len(begun) == 3)
    assert begun == [0, 1, 2]


@pytest.mark.parametrize(
    ("limits", "seconds"),
    [
        pytest.param(RateLimits(upload=Limit(4, 60), edit=None), 22.5, id="four a minute"),
        pytest.param(RateLimits(upload=Limit(380, 4320), edit=Limit(900, 180)), 17.05, id="an ordinary user"),
        pytest.param(RateLimits(upload=Limit(999, 1), edit=Limit(900, 180)), 0.6, id="the edits hold"),
        pytest.param(RateLimits(upload=None, edit=None), 0.009, id="noratelimit"),
    ],
)
def test_the_usual_designs_spacing(limits: RateLimits, seconds: float) -> None:
    assert spacing(limits) == pytest.approx(seconds, rel=0.001)
