"""How the functions do, from what all their instances have counted. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from curator.foundation.metrics.catalogue import CATALOGUE
from curator.foundation.metrics.tallies import Series, Tally
from curator.operations.metrics.invocations import FAILED, OK, PARTLY

INVOCATIONS, DURATION = "function_invocations_total", "function_duration_seconds"
P95 = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionState:
    """A function since metrics began to be counted.

    Attributes:
        name: its folder's name.
        ended: invocations by outcome: ok, partly, failed.
        average: seconds; None where it never ran.
        p95: the bound, in seconds, that 95 of 100 invocations stayed within, from a histogram; None where it never
            ran, or where they took longer than the largest bound.
    """

    name: str
    ended: dict[str, int] = field(default_factory=dict)
    average: float | None = None
    p95: float | None = None

    @property
    def invocations(self) -> int:
        """How often it was called."""
        return sum(self.ended.values())


def function_states(names: Iterable[str], counted: Iterable[tuple[Series, Tally]]) -> list[FunctionState]:
    """Return the state of each of these functions."""
    tallies = dict(counted)
    return [_state(name, tallies) for name in names]


def _state(name: str, tallies: dict[Series, Tally]) -> FunctionState:
    ended = {
        outcome: int(tallies.get(Series(INVOCATIONS, (name, outcome)), Tally()).value)
        for outcome in (OK, PARTLY, FAILED)
    }
    took = tallies.get(Series(DURATION, (name,)), Tally())
    average = took.value / took.count if took.count else None
    return FunctionState(name=name, ended=ended, average=average, p95=_bound(took, P95))


def _bound(tally: Tally, share: float) -> float | None:
    """Return the lowest bound of the metric's buckets below which this share of the observations lies."""
    bounds = CATALOGUE[DURATION].buckets
    seen = 0
    for place, bound in enumerate(bounds):
        seen += tally.buckets.get(place, 0)
        if tally.count and seen >= share * tally.count:
            return bound
    return None
