"""Short stories in which every kind of outside call occurs. Each is told to a simulation that may kill a handler."""

from collections.abc import Callable

from curator.commons.limits import Limit, RateLimits
from tests.properties.faults import refused, unknown_outcome
from tests.properties.simulation import Simulation
from tests.properties.tasks import Task
from tests.unit.uploads.world import ALICE, BOB

TWO_PER_MINUTE = RateLimits(upload=Limit(hits=2, seconds=60), edit=Limit(hits=9, seconds=60))

Story = Callable[[Simulation], None]


def all_goes_well(simulation: Simulation) -> None:
    """Two users, one photograph of both; the second slice of a batch; a batch that is cancelled."""
    simulation.commons.limits["Alice"] = TWO_PER_MINUTE
    hers, his, unwanted = (simulation.new_batch(user) for user in (ALICE, BOB, ALICE))
    ask(simulation, lambda: simulation.request_slice(ALICE, hers, ["1", "2", "3"]))
    ask(simulation, lambda: simulation.request_slice(BOB, his, ["1-bobs"]))
    ask(simulation, lambda: simulation.request_slice(ALICE, unwanted, ["4", "5"]))
    deliver_what_is_due(simulation)
    ask(simulation, lambda: simulation.request_slice(ALICE, hers, ["6"], slice_id=1))
    ask(simulation, lambda: simulation.request_cancel(ALICE, unwanted))


def answers_get_lost(simulation: Simulation) -> None:
    """What was published, described and saved did happen, but nobody was told."""
    commons = simulation.commons
    commons.after["publish"] = [unknown_outcome, unknown_outcome]
    commons.after["merge_structured_data"] = [unknown_outcome]
    commons.after["null_edit"] = [unknown_outcome]
    commons.late = [5.0]
    batch = simulation.new_batch(ALICE)
    ask(simulation, lambda: simulation.request_slice(ALICE, batch, ["1", "2"]))


def the_wiki_refuses(simulation: Simulation) -> None:
    """Once for the rate, once for everybody, once because it lost the stash."""
    commons = simulation.commons
    commons.before["publish"] = [refused("ratelimited"), refused("uploadstash-file-not-found"), refused("maxlag")]
    commons.before["merge_structured_data"] = [refused("failed-save", reason="actionthrottledtext")]
    commons.before["find_by_sha1"] = [refused("readonly", retry_after=40.0)]
    batch = simulation.new_batch(ALICE)
    ask(simulation, lambda: simulation.request_slice(ALICE, batch, ["1"]))


def a_login_is_lost(simulation: Simulation) -> None:
    """The user takes the grant back, and comes back."""
    batch = simulation.new_batch(ALICE)
    ask(simulation, lambda: simulation.request_slice(ALICE, batch, ["1", "2"]))
    simulation.revoke(ALICE)
    deliver_what_is_due(simulation)
    ask(simulation, lambda: simulation.log_in(ALICE))


def a_batch_is_paused(simulation: Simulation) -> None:
    """Half of a batch is made, then its owner holds it back for a while."""
    simulation.commons.limits["Alice"] = TWO_PER_MINUTE
    batch = simulation.new_batch(ALICE)
    ask(simulation, lambda: simulation.request_slice(ALICE, batch, ["1", "2", "3"]))
    deliver_what_is_due(simulation)
    ask(simulation, lambda: simulation.request_pause(ALICE, batch))
    simulation.wait(100.0)
    deliver_what_is_due(simulation)
    ask(simulation, lambda: simulation.request_resume(ALICE, batch))


def a_worker_runs_out_of_time(simulation: Simulation) -> None:
    """The line is slow, and the function's time ends before the file is through."""
    simulation.function_seconds = 150.0
    simulation.commons.slow_down(chunk_size=2)
    batch = simulation.new_batch(ALICE)
    ask(simulation, lambda: simulation.request_slice(ALICE, batch, ["1"]))


def ask(simulation: Simulation, request: Callable[[], Task]) -> None:
    """Let a client ask; one that got no answer asks again."""
    task = request()
    simulation.complete(task)
    if task.dead:
        simulation.complete(request())


def deliver_what_is_due(simulation: Simulation) -> None:
    """Deliver the messages that may be delivered now, each once."""
    for queue in simulation.queues:
        for message in queue.due():
            simulation.complete(simulation.deliver(queue, message))


STORIES: tuple[Story, ...] = (
    all_goes_well,
    answers_get_lost,
    the_wiki_refuses,
    a_login_is_lost,
    a_batch_is_paused,
    a_worker_runs_out_of_time,
)
