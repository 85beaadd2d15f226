"""What has been counted so far: plain values that can be added up, written down and put back."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from curator.foundation.metrics.catalogue import CATALOGUE, Metric

MAX_RAW = 100  # values of one metric in one EMF document


class Series(NamedTuple):
    """One metric under one set of labels, in the order of the metric's declaration."""

    name: str
    labels: tuple[str, ...] = ()

    @classmethod
    def named(cls, name: str, /, **labels: str) -> "Series":
        """Return the series of a metric that has these labels; raises KeyError for a metric or a label it lacks."""
        return cls(name, tuple(labels[label] for label in CATALOGUE[name].labels))

    @property
    def metric(self) -> Metric:
        """What it is declared as."""
        return CATALOGUE[self.name]

    def named_labels(self) -> dict[str, str]:
        """Return the labels by their names."""
        return dict(zip(self.metric.labels, self.labels, strict=True))


@dataclass(slots=True)
class Tally:
    """What one series has come to.

    Attributes:
        value: a counter's count, a gauge's value, the sum of what a histogram observed.
        count: how often a histogram observed.
        buckets: how many observations fell into each bucket (not into those below it); the last one has no bound.
        raw: the first observations themselves.
    """

    value: float = 0
    count: int = 0
    buckets: dict[int, int] = field(default_factory=dict)
    raw: list[float] = field(default_factory=list)

    def observe(self, value: float, bounds: tuple[float, ...]) -> None:
        """Add one observation; a bucket holds what is not above its bound, as in Prometheus."""
        self.value += value
        self.count += 1
        place = bisect_left(bounds, value)
        self.buckets[place] = self.buckets.get(place, 0) + 1
        if len(self.raw) < MAX_RAW:
            self.raw.append(value)

    def add(self, other: "Tally") -> None:
        """Add what another has counted of the same series; its raw observations stay with it."""
        self.value += other.value
        self.count += other.count
        for place, times in other.buckets.items():
            self.buckets[place] = self.buckets.get(place, 0) + times


class Tallies:
    """What has been counted, by series."""

    def __init__(self, given: Mapping[Series, Tally] | None = None) -> None:
        """Begin with nothing, or with what is given."""
        self._by_series: dict[Series, Tally] = dict(given or {})

    def __iter__(self) -> Iterator[tuple[Series, Tally]]:
        """Yield each series with its tally."""
        return iter(self._by_series.items())

    def __len__(self) -> int:
        """Return how many series there are."""
        return len(self._by_series)

    def of(self, series: Series) -> Tally:
        """Return the tally of a series, a new one where there was none."""
        return self._by_series.setdefault(series, Tally())

    def drop(self, series: Series) -> None:
        """Forget the tally of a series, if there is one."""
        self._by_series.pop(series, None)

    def merge(self, earlier: Iterable[tuple[Series, Tally]]) -> None:
        """Add what was counted earlier, or elsewhere."""
        for series, tally in earlier:
            self.of(series).add(tally)
