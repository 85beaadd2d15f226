"""Kills the handler that makes a chosen outside call, and tells whether all promises hold nevertheless."""

from tests.properties.invariants import BrokenError
from tests.properties.outside import Side
from tests.properties.scenarios import Story
from tests.properties.settling import work_off
from tests.properties.simulation import Simulation


def outside_calls_of(story: Story) -> list[str]:
    """Return every outside call of the story and of the work that follows from it, when nobody is killed."""
    simulation = Simulation()
    story(simulation)
    work_off(simulation)
    return simulation.outside.calls


def broken_by_a_crash(story: Story, number: int, side: Side) -> BrokenError | None:
    """Return the promise that breaks when the handler dies right before, or after, its `number`-th outside call."""
    simulation = Simulation()
    simulation.outside.kill_at = (number, side)
    try:
        story(simulation)
        work_off(simulation)
    except BrokenError as error:
        return error
    return None
