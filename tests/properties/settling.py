"""The end of every run: all work must come to an end, at the latest when the outside is well again."""

from tests.properties.invariants import BrokenError, Invariant, all_over, check
from tests.properties.simulation import USERS, Simulation
from tests.properties.tasks import Task

JANITOR_SECONDS = 60.0
PATIENCE_SECONDS = 6 * 3600.0  # of virtual time, several times what retries and visibility timeouts add up to


def settle(simulation: Simulation) -> None:
    """Let everything get well, then `work_off`."""
    simulation.commons.recover()
    simulation.complete_all()
    check(simulation)
    for user in USERS:
        if simulation.must_log_in(user):
            simulation.complete(simulation.log_in(user))
    resume_all(simulation)
    work_off(simulation)


def resume_all(simulation: Simulation) -> None:
    """Let the users go on with what they have paused."""
    for user in USERS:
        for batch in simulation.batches:
            if batch.id in simulation.lane_of(user).held:
                simulation.complete(simulation.request_resume(user, batch))


def work_off(simulation: Simulation) -> None:
    """Deliver everything and let the janitor run until nothing is left; raise BrokenError for a broken promise."""
    deadline = simulation.clock.now() + PATIENCE_SECONDS
    janitor_at = simulation.clock.now()
    while (open_work := simulation.has_open_work()) or simulation.has_messages():
        if simulation.clock.now() >= deadline:
            all_over(simulation)
            raise BrokenError(Invariant.LIVE, "messages circulate for ever")
        if open_work and simulation.clock.now() >= janitor_at:
            if simulation.janitor_is_needed():
                simulation.complete(simulation.run_janitor())
            janitor_at = simulation.clock.now() + JANITOR_SECONDS
        _deliver_or_wait(simulation, until=janitor_at if open_work else deadline)
    simulation.commons.catch_up()
    check(simulation)
    all_over(simulation)


def complete_while_life_goes_on(simulation: Simulation, task: Task) -> None:
    """Let a handler run to its end; if it takes long, the janitor runs and messages are delivered meanwhile."""
    janitor_at = simulation.clock.now() + JANITOR_SECONDS
    while not task.done:
        if simulation.clock.now() >= janitor_at:
            janitor_at = simulation.clock.now() + JANITOR_SECONDS
            simulation.complete(simulation.run_janitor())
            for queue in simulation.queues:
                for message in queue.due():
                    simulation.complete(simulation.deliver(queue, message))
        if not task.done:
            simulation.move(task)


def _deliver_or_wait(simulation: Simulation, *, until: float) -> None:
    for queue in simulation.queues:
        if due := queue.due():
            simulation.complete(simulation.deliver(queue, due[0]))
            return
    moments = [moment for queue in simulation.queues if (moment := queue.next_due()) is not None]
    simulation.clock.advance(max(0.0, min([until, *moments]) - simulation.clock.now()))
