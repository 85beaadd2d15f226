"""Two handlers at once, in every order with few changes of turn: small enough to try them all.

    one    ──i calls──┐              ┌──to its end──┐
    other             └──j calls──┐  │              └──to its end
                                  └──┘

Most races need no more than these: somebody reads, another writes in between, the first acts on what it read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.properties.invariants import BrokenError, check, owned
from tests.properties.settling import complete_while_life_goes_on, resume_all, work_off
from tests.properties.simulation import Simulation
from tests.properties.tasks import Task

Starts = Callable[[Simulation], Task]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """What two handlers meet over.

    Attributes:
        name: of the encounter, as a sentence.
        prepare: what happened before, told to the simulation.
        one: sets the first handler going.
        other: sets the second handler going, once the first has made some calls.
    """

    name: str
    prepare: Callable[[Simulation], object]
    one: Starts
    other: Starts


def every_order(encounter: Encounter) -> Iterator[tuple[str, BrokenError]]:
    """Yield each order of the encounter that breaks a promise, with the promise."""
    lead, over = 0, False
    while not over:
        over, broken = _orders_with_lead(encounter, lead)
        yield from broken
        lead += 1


def _orders_with_lead(encounter: Encounter, lead: int) -> tuple[bool, list[tuple[str, BrokenError]]]:
    """Try the orders in which the first handler makes `lead` calls alone; return whether it ends with them."""
    broken: list[tuple[str, BrokenError]] = []
    calls_of_other = 0
    while True:
        calls_of_other += 1
        simulation = Simulation()
        encounter.prepare(simulation)
        one = encounter.one(simulation)
        _moves(simulation, one, lead)
        first_over, place = one.done, str(one)
        other = encounter.other(simulation)
        _moves(simulation, other, calls_of_other)
        last = first_over or other.done
        try:
            for task in (one, other):
                complete_while_life_goes_on(simulation, task)
                owned(simulation)
            check(simulation)
            resume_all(simulation)
            work_off(simulation)
        except BrokenError as error:
            broken.append((f"{place}; {other}", error))
        finally:
            simulation.abandon()
        if last:
            return first_over, broken


def _moves(simulation: Simulation, task: Task, times: int) -> None:
    """Let the task move this often, unless it ends before."""
    for _ in range(times):
        if not task.done:
            simulation.move(task)
