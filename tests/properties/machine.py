"""What can happen, as rules for Hypothesis: it chooses which, when, and who moves in between."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from curator.commons.limits import Limit, RateLimits
from curator.identity.principals import Principal
from tests.properties import faults
from tests.properties.invariants import check
from tests.properties.settling import settle
from tests.properties.simulation import USERS, Simulation
from tests.properties.tasks import Task

HANDLERS_AT_ONCE = 5
KEYS = ("1", "1-same", "2", "3", "4")  # "1" and "1-same" are the same bytes

users = st.sampled_from(USERS)
numbers = st.integers(0, 7)
turns = st.lists(st.integers(0, HANDLERS_AT_ONCE - 1), min_size=1, max_size=15)
hits = st.integers(1, 4)
limits = st.builds(
    RateLimits,
    upload=st.none() | st.builds(Limit, hits=hits, seconds=st.sampled_from([5, 30, 60])),
    edit=st.none() | st.builds(Limit, hits=hits.map(lambda uploads: 3 * uploads), seconds=st.sampled_from([10, 60])),
)
before = st.sampled_from([(method, name) for method, kinds in faults.BEFORE.items() for name in kinds])
after = st.sampled_from([(method, name) for method, kinds in faults.AFTER.items() for name in kinds])


def room_for_another(machine: Any) -> bool:
    """Return whether one more handler may be under way."""
    return len(machine.simulation.tasks) < HANDLERS_AT_ONCE


def some_under_way(machine: Any) -> bool:
    """Return whether a handler is under way."""
    return bool(machine.simulation.tasks)


def some_batch(machine: Any) -> bool:
    """Return whether anybody has a batch."""
    return bool(machine.simulation.batches)


def some_due(machine: Any) -> bool:
    """Return whether a message may be delivered."""
    return room_for_another(machine) and any(queue.due() for queue in machine.simulation.queues)


class UploadsMachine(RuleBasedStateMachine):
    """One deployment, two users."""

    simulation: Simulation

    @initialize(healthy=st.booleans(), alices=limits, bobs=limits)
    def begin(self, healthy: bool, alices: RateLimits, bobs: RateLimits) -> None:
        """With unhealthy handlers, which are held up beyond their leases, Commons' own checks have to help."""
        self.simulation = Simulation(healthy=healthy)
        self.simulation.commons.limits = {"Alice": alices, "Bob": bobs}
        self.slices: list[tuple[Principal, int, list[str]]] = []

    # -- users

    @precondition(room_for_another)
    @rule(user=users, keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True), at_once=st.booleans())
    def send_a_batch(self, user: Principal, keys: list[str], at_once: bool) -> None:
        batch = self.simulation.new_batch(user)
        self.slices.append((user, len(self.simulation.batches) - 1, keys))
        self._start(self.simulation.request_slice(user, batch, keys), at_once)

    @precondition(lambda self: room_for_another(self) and self.slices)
    @rule(number=numbers)
    def send_a_slice_again(self, number: int) -> None:
        user, batch, keys = self.slices[number % len(self.slices)]
        self.simulation.request_slice(user, self.simulation.batches[batch], keys)

    @precondition(lambda self: room_for_another(self) and some_batch(self))
    @rule(number=numbers, at_once=st.booleans())
    def cancel(self, number: int, at_once: bool) -> None:
        batch = self.simulation.batches[number % len(self.simulation.batches)]
        (user,) = (user for user in USERS if user.user_id == batch.user_id)
        self._start(self.simulation.request_cancel(user, batch), at_once)

    @precondition(lambda self: room_for_another(self) and some_batch(self))
    @rule(number=numbers, at_once=st.booleans(), resumes=st.booleans())
    def pause_or_resume(self, number: int, at_once: bool, resumes: bool) -> None:
        batch = self.simulation.batches[number % len(self.simulation.batches)]
        (user,) = (user for user in USERS if user.user_id == batch.user_id)
        request = self.simulation.request_resume if resumes else self.simulation.request_pause
        self._start(request(user, batch), at_once)

    @rule(user=users)
    def edit_by_hand(self, user: Principal) -> None:
        self.simulation.edit_by_hand(user)

    @rule(user=users)
    def revoke(self, user: Principal) -> None:
        self.simulation.revoke(user)

    @precondition(room_for_another)
    @rule(user=users, at_once=st.booleans())
    def log_in(self, user: Principal, at_once: bool) -> None:
        self._start(self.simulation.log_in(user), at_once)

    # -- queues and the janitor

    @precondition(some_due)
    @rule(number=numbers, at_once=st.booleans())
    def deliver(self, number: int, at_once: bool) -> None:
        due = [(queue, message) for queue in self.simulation.queues for message in queue.due()]
        self._start(self.simulation.deliver(*due[number % len(due)]), at_once)

    @precondition(some_due)
    @rule(number=numbers)
    def deliver_twice(self, number: int) -> None:
        due = [(queue, message) for queue in self.simulation.queues for message in queue.due()]
        queue, message = due[number % len(due)]
        queue.repeat(message)
        self.simulation.deliver(queue, message)

    @precondition(room_for_another)
    @rule(at_once=st.booleans())
    def run_the_janitor(self, at_once: bool) -> None:
        self._start(self.simulation.run_janitor(), at_once)

    # -- who moves

    @precondition(some_under_way)
    @rule(turns=turns)
    def take_turns(self, turns: list[int]) -> None:
        for turn in turns:
            if tasks := self.simulation.tasks:
                self.simulation.move(tasks[turn % len(tasks)])

    @precondition(some_under_way)
    @rule(number=numbers)
    def complete(self, number: int) -> None:
        tasks = self.simulation.tasks
        self.simulation.complete(tasks[number % len(tasks)])

    @precondition(some_under_way)
    @rule(number=numbers)
    def kill(self, number: int) -> None:
        tasks = self.simulation.tasks
        self.simulation.kill(tasks[number % len(tasks)])

    @rule(seconds=st.sampled_from([1.0, 5.0, 20.0, 65.0, 130.0, 400.0]))
    def wait(self, seconds: float) -> None:
        self.simulation.wait(seconds)

    # -- the wiki

    @rule(fault=before)
    def fail(self, fault: tuple[str, str]) -> None:
        method, name = fault
        self.simulation.commons.before[method].append(faults.BEFORE[method][name])

    @rule(fault=after)
    def lose_an_answer(self, fault: tuple[str, str]) -> None:
        method, name = fault
        self.simulation.commons.after[method].append(faults.AFTER[method][name])

    @rule(seconds=st.sampled_from([3.0, 9.0]))
    def publish_late(self, seconds: float) -> None:
        self.simulation.commons.late.append(seconds)

    @rule(user=users, limits=limits)
    def change_limits(self, user: Principal, limits: RateLimits) -> None:
        self.simulation.change_limits(user, limits)

    # -- what must hold

    @invariant()
    def promises_hold(self) -> None:
        check(self.simulation)

    def teardown(self) -> None:
        if hasattr(self, "simulation"):
            try:
                settle(self.simulation)
            finally:
                self.simulation.abandon()

    def _start(self, task: Task, at_once: bool) -> None:
        if at_once:
            self.simulation.complete(task)
