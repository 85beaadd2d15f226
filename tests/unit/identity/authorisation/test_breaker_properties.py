"""The breaker under any order of attempts, answers, lost workers and time, on three instances."""

from hypothesis import given, settings
from hypothesis import strategies as st

from curator.identity.authorisation.breaker import Admission
from tests.fakes.clock import VirtualClock
from tests.unit.identity.authorisation.broken_tables import TroubledTable
from tests.unit.identity.authorisation.test_breaker import PROBE_SECONDS, THRESHOLD, TIMEOUT, breaker_on

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.integers(0, 2)),
        st.tuples(st.sampled_from(["succeed", "fail", "lose"]), st.integers(0, 30)),
        st.tuples(st.just("wait"), st.sampled_from([0.5, 7, PROBE_SECONDS, TIMEOUT / 2, TIMEOUT, 2 * TIMEOUT])),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_broken_service_is_asked_by_one_at_a_time_and_never_left_alone_for_ever(
    steps: list[tuple[str, float]],
) -> None:
    clock = VirtualClock()
    table = TroubledTable(clock)
    breakers = [breaker_on(table, clock) for _ in range(3)]
    asking: list[tuple[Admission, float]] = []
    for step, number in steps:
        before = breakers[0].status()
        if step == "wait":
            clock.advance(number)
        elif step == "ask":
            leave = breakers[int(number)].admit()
            if before["state"] == "closed":
                assert leave == Admission()
            if leave is not None:
                asking.append((leave, clock.now()))
        elif asking:
            leave, _ = asking.pop(int(number) % len(asking))
            if step != "lose":
                (breakers[0].succeeded if step == "succeed" else breakers[0].failed)(leave)
        check_state(breakers[0].status(), asking, clock)
    clock.advance(2 * TIMEOUT)
    assert breakers[1].status()["state"] == "closed"
    assert breakers[2].admit() == Admission()


def check_state(status: dict[str, object], asking: list[tuple[Admission, float]], clock: VirtualClock) -> None:
    """Hold what must be true of every state."""
    failures = status["failures"]
    assert isinstance(failures, int)
    if status["state"] == "closed":
        assert failures < THRESHOLD
        assert status["opened_at"] is None
        return
    assert failures >= THRESHOLD
    assert status["opened_at"]
    live = [leave for leave, since in asking if leave.probe and clock.now() - since < PROBE_SECONDS]
    assert len({leave.probe for leave in live}) == len(live)
    if status["state"] == "half_open":
        assert len(live) <= 1
