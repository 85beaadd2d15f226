"""The pairs of handlers that share something."""

from collections.abc import Callable
from dataclasses import replace

from curator.commons.errors import CommonsUnreachableError
from curator.commons.limits import Limit, RateLimits
from curator.uploads.lanes.lane import Pause
from curator.uploads.lanes.store import LaneStore
from tests.properties.interleavings import Encounter
from tests.properties.queues import Message, UnreliableQueue
from tests.properties.simulation import Simulation
from tests.properties.tasks import Task
from tests.unit.uploads.world import ALICE, BOB

ONE_PER_MINUTE = RateLimits(upload=Limit(hits=1, seconds=60), edit=None)


def batches(*all_keys: list[str], limits: RateLimits | None = None) -> Callable[[Simulation], None]:
    """Return what stores batches, Alice's first, then Bob's and so on in turns, without a tick."""

    def prepare(simulation: Simulation) -> None:
        if limits is not None:
            simulation.commons.limits = {"Alice": limits, "Bob": limits}
        for number, keys in enumerate(all_keys):
            user = (ALICE, BOB)[number % 2]
            simulation.complete(simulation.request_slice(user, simulation.new_batch(user), keys))

    return prepare


def granted(*all_keys: list[str], limits: RateLimits | None = None) -> Callable[[Simulation], None]:
    """Return what does the same, and lets the pacer grant the first slots."""

    def prepare(simulation: Simulation) -> None:
        batches(*all_keys, limits=limits)(simulation)
        lanes_queue, _ = simulation.queues
        for message in lanes_queue.due():
            simulation.complete(simulation.deliver(lanes_queue, message))

    return prepare


def tick(simulation: Simulation) -> Task:
    """Let the pacer handle the first tick."""
    return _deliver(simulation, simulation.queues[0], 0)


def first_upload(simulation: Simulation) -> Task:
    """Let a worker handle the first upload."""
    return _deliver_upload(simulation, 1)


def second_upload(simulation: Simulation) -> Task:
    """Let a worker handle the second upload, before its slot if need be."""
    return _deliver_upload(simulation, 2)


def _deliver_upload(simulation: Simulation, upload_id: int) -> Task:
    _, queue = simulation.queues
    (message,) = [message for message in queue.messages if message.body["upload_id"] == upload_id][:1]
    queue.repeat(message)
    return simulation.deliver(queue, message)


def _deliver(simulation: Simulation, queue: UnreliableQueue, place: int) -> Task:
    message: Message = queue.messages[place]
    queue.repeat(message)
    return simulation.deliver(queue, message)


def cancel(simulation: Simulation) -> Task:
    """Let Alice cancel her batch."""
    return simulation.request_cancel(ALICE, simulation.batches[0])


def pause(simulation: Simulation) -> Task:
    """Let Alice pause her batch."""
    return simulation.request_pause(ALICE, simulation.batches[0])


def paused(simulation: Simulation) -> None:
    """Let Alice have paused her batch."""
    simulation.complete(pause(simulation))


def resume(simulation: Simulation) -> Task:
    """Let Alice go on with her batch."""
    return simulation.request_resume(ALICE, simulation.batches[0])


def worker_under_way(simulation: Simulation) -> None:
    """Let a worker be in the middle of the first upload, which it will have to put back."""
    wiki_down(simulation)
    task = first_upload(simulation)
    for _ in range(12):
        simulation.move(task)


def another_slice(simulation: Simulation) -> Task:
    """Let Alice send one more slice of her batch."""
    return simulation.request_slice(ALICE, simulation.batches[0], ["8", "9"], slice_id=1)


def third_slice(simulation: Simulation) -> Task:
    """Let Alice send a third slice of her batch."""
    return simulation.request_slice(ALICE, simulation.batches[0], ["6", "7"], slice_id=2)


def same_slice(simulation: Simulation) -> Task:
    """Let Alice send her first slice again."""
    return simulation.request_slice(ALICE, simulation.batches[0], ["1", "2"])


def log_in(simulation: Simulation) -> Task:
    """Let Alice log in."""
    return simulation.log_in(ALICE)


def janitor(simulation: Simulation) -> Task:
    """Let the janitor run."""
    return simulation.run_janitor()


def janitor_run(simulation: Simulation) -> None:
    """Let the janitor run to its end."""
    simulation.complete(janitor(simulation))


def and_then(*steps: Callable[[Simulation], object]) -> Callable[[Simulation], None]:
    """Return what takes all steps."""

    def prepare(simulation: Simulation) -> None:
        for step in steps:
            step(simulation)

    return prepare


def waited(seconds: float) -> Callable[[Simulation], None]:
    """Return what lets time pass."""
    return lambda simulation: simulation.wait(seconds)


def revoked(simulation: Simulation) -> None:
    """Let Alice take the grant back."""
    simulation.revoke(ALICE)


def died_while(handler: Callable[[Simulation], Task], *, calls: int) -> Callable[[Simulation], None]:
    """Return what lets a handler die after so many calls."""

    def prepare(simulation: Simulation) -> None:
        task = handler(simulation)
        for _ in range(calls):
            simulation.move(task)
        simulation.kill(task)

    return prepare


def wiki_down(simulation: Simulation) -> None:
    """Let the next question to the wiki go unanswered, so that a worker puts its upload back."""
    simulation.commons.before["find_by_sha1"].append(CommonsUnreachableError)


def short_pause(simulation: Simulation) -> None:
    """Let the lane wait a few seconds, for so long that a worker does not wait with it."""
    pause = Pause(until=simulation.clock.now() + 5.0, reason="test")
    lane = simulation.lane_of(ALICE)
    LaneStore(simulation.table, simulation.clock).change(lane.user_id, lambda lane: replace(lane, pause=pause))


def slow_line(simulation: Simulation) -> None:
    """Let every file take several minutes."""
    simulation.commons.slow_down(chunk_size=1)


ENCOUNTERS = (
    Encounter(name="one message delivered twice", prepare=granted(["1"]), one=first_upload, other=first_upload),
    Encounter(
        name="two workers of one lane with one slot",
        prepare=granted(["1", "2"], limits=ONE_PER_MINUTE),
        one=first_upload,
        other=second_upload,
    ),
    Encounter(
        name="two users with the same photograph",
        prepare=granted(["1"], ["1-same"]),
        one=first_upload,
        other=second_upload,
    ),
    Encounter(name="a worker and a cancel", prepare=granted(["1", "2"]), one=first_upload, other=cancel),
    Encounter(name="a cancel and a worker", prepare=granted(["1", "2"]), one=cancel, other=first_upload),
    Encounter(
        name="a cancel and a worker that puts its upload back",
        prepare=and_then(granted(["1", "2"]), wiki_down),
        one=cancel,
        other=first_upload,
    ),
    Encounter(
        name="a worker that puts its upload back and a cancel",
        prepare=and_then(granted(["1", "2"]), wiki_down),
        one=first_upload,
        other=cancel,
    ),
    Encounter(
        name="a cancel and the message of an upload whose worker died",
        prepare=and_then(granted(["1", "2"]), died_while(first_upload, calls=12), waited(130.0), janitor_run),
        one=cancel,
        other=first_upload,
    ),
    Encounter(name="a worker and a pause", prepare=granted(["1", "2"]), one=first_upload, other=pause),
    Encounter(name="a pause and a worker", prepare=granted(["1", "2"]), one=pause, other=first_upload),
    Encounter(
        name="a pause of one of two batches and a worker",
        prepare=granted(["1"], ["2"], ["3"]),
        one=pause,
        other=first_upload,
    ),
    Encounter(name="the pacer and a pause", prepare=batches(["1", "2"]), one=tick, other=pause),
    Encounter(name="a pause and the pacer", prepare=batches(["1", "2"]), one=pause, other=tick),
    Encounter(
        name="going on and a worker that puts its upload back",
        prepare=and_then(granted(["1", "2"]), worker_under_way, paused),
        one=resume,
        other=second_upload,
    ),
    Encounter(
        name="a late message and going on",
        prepare=and_then(granted(["1", "2"]), paused),
        one=first_upload,
        other=resume,
    ),
    Encounter(name="a pause and a new slice", prepare=granted(["1", "2"]), one=pause, other=another_slice),
    Encounter(name="a new slice and a pause", prepare=granted(["1", "2"]), one=another_slice, other=pause),
    Encounter(
        name="going on and a cancel",
        prepare=and_then(granted(["1", "2"]), paused),
        one=resume,
        other=cancel,
    ),
    Encounter(name="the pacer and a cancel", prepare=batches(["1", "2"]), one=tick, other=cancel),
    Encounter(name="a cancel and the pacer", prepare=batches(["1", "2"]), one=cancel, other=tick),
    Encounter(name="the pacer and a new slice", prepare=batches(["1", "2"]), one=tick, other=another_slice),
    Encounter(name="a new slice and the pacer", prepare=batches(["1", "2"]), one=another_slice, other=tick),
    Encounter(name="the last upload and a new slice", prepare=granted(["1"]), one=first_upload, other=another_slice),
    Encounter(name="a new slice and the last upload", prepare=granted(["1"]), one=another_slice, other=first_upload),
    Encounter(
        name="two new slices of a batch",
        prepare=batches(["1", "2"], limits=ONE_PER_MINUTE),
        one=another_slice,
        other=third_slice,
    ),
    Encounter(name="one tick delivered twice", prepare=batches(["1", "2"]), one=tick, other=tick),
    Encounter(name="a slice and its repetition", prepare=batches(["1", "2"]), one=another_slice, other=another_slice),
    Encounter(name="a repeated slice and the pacer", prepare=batches(["1", "2"]), one=same_slice, other=tick),
    Encounter(
        name="the janitor and a late message",
        prepare=and_then(granted(["1", "2"]), waited(130.0)),
        one=janitor,
        other=first_upload,
    ),
    Encounter(
        name="two janitors after a crash",
        prepare=and_then(granted(["1", "2"]), died_while(first_upload, calls=12), waited(130.0)),
        one=janitor,
        other=janitor,
    ),
    Encounter(
        name="the janitor and the pacer's late tick",
        prepare=and_then(batches(["1", "2"]), waited(70.0)),
        one=janitor,
        other=tick,
    ),
    Encounter(
        name="a worker with a revoked token and a login",
        prepare=and_then(granted(["1"]), revoked),
        one=first_upload,
        other=log_in,
    ),
    Encounter(
        name="the pacer with a revoked token and a login",
        prepare=and_then(batches(["1"]), revoked),
        one=tick,
        other=log_in,
    ),
)
