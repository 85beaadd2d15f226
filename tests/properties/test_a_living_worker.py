"""What a worker has in its hands stays there while it lives, however long it takes."""

from tests.properties.encounters import and_then, first_upload, granted, short_pause, slow_line
from tests.properties.invariants import check
from tests.properties.settling import complete_while_life_goes_on, work_off
from tests.properties.simulation import Simulation


def test_an_upload_is_not_taken_from_a_living_worker_by_a_message_that_was_put_aside_before_it_began() -> None:
    simulation = Simulation()
    and_then(granted(["a long name makes a large file"]), slow_line, short_pause)(simulation)
    too_early = first_upload(simulation)
    while too_early.at != "table.put":
        simulation.move(too_early)
    simulation.wait(4.0)
    living = first_upload(simulation)
    while living.at != "wiki.stash":
        simulation.move(living)
    simulation.complete(too_early)
    complete_while_life_goes_on(simulation, living)
    check(simulation)
    work_off(simulation)
    assert [upload.fence for upload in simulation.all_uploads()] == [1]
