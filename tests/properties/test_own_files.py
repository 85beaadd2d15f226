"""A user's own file is never reported to them as somebody else's."""

from tests.properties.encounters import first_upload, granted
from tests.properties.invariants import check
from tests.properties.settling import work_off
from tests.properties.simulation import Simulation


def test_a_file_that_appears_just_before_it_is_published_again_is_the_users_own() -> None:
    """A time-out, no trace of it for a minute; then it is there, between the next worker's look and its commit."""
    simulation = Simulation(healthy=False)
    granted(["1"])(simulation)
    simulation.commons.late.append(60.0)
    simulation.complete(first_upload(simulation))
    simulation.wait(40.0)
    second = first_upload(simulation)
    while second.at != "wiki.publish":
        simulation.move(second)
    simulation.wait(60.0)
    simulation.complete(second)
    check(simulation)
    work_off(simulation)
