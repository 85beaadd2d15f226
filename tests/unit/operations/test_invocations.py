"""Every invocation is counted by how it ended, though CloudWatch is not told again what it knows."""

from typing import Any

import pytest

from curator.foundation.metrics import Metrics
from curator.operations.metrics.invocations import Invocations
from curator.operations.overview.functions import FunctionState, function_states
from tests.fakes.clock import VirtualClock


class Function:
    """A function that answers, or raises, what a test says."""

    def __init__(self) -> None:
        self.metrics = Metrics(strict=True)
        self.written: list[str] = []
        self.times = iter(range(1000))
        self.invocations = Invocations(
            self.metrics,
            VirtualClock(),
            function="uploader",
            stage="test",
            flusher=lambda: None,
            write=self.written.append,
            timer=lambda: float(next(self.times)),
        )

    def answer(self, answer: Any) -> None:
        assert self.invocations(lambda event, context: answer)({}, None) == answer

    def fail(self) -> None:
        def broken(event: object, context: object) -> None:
            raise RuntimeError

        with pytest.raises(RuntimeError):
            self.invocations(broken)({}, None)

    @property
    def state(self) -> FunctionState:
        (state,) = function_states(["uploader"], self.metrics.take_owed())
        return state


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(None, "ok", id="a schedule"),
        pytest.param({"batchItemFailures": []}, "ok", id="all messages done"),
        pytest.param({"batchItemFailures": [{"itemIdentifier": "1"}]}, "partly", id="some messages come again"),
        pytest.param({"statusCode": 404}, "ok", id="a refusal"),
        pytest.param({"statusCode": 503}, "failed", id="a server error"),
        pytest.param({"status": "x"}, "ok", id="an answer of its own"),
    ],
)
def test_an_answer_says_how_an_invocation_ended(answer: Any, outcome: str) -> None:
    function = Function()
    function.answer(answer)
    assert {name: count for name, count in function.state.ended.items() if count} == {outcome: 1}


def test_an_error_is_a_failure_and_counts_with_its_duration() -> None:
    function = Function()
    function.fail()
    state = function.state
    assert (state.ended["failed"], state.average, state.p95) == (1, 1.0, 1.0)


def test_cloudwatch_is_told_nothing_that_it_knows() -> None:
    function = Function()
    function.answer(None)
    assert function.written == []


def test_a_function_that_never_ran_has_no_duration() -> None:
    state = Function().state
    assert (state.invocations, state.average, state.p95) == (0, None, None)


def test_a_duration_beyond_the_largest_bound_is_not_guessed() -> None:
    function = Function()
    function.metrics.observe("function_duration_seconds", 1000.0, handler="uploader")
    assert function.state.p95 is None
