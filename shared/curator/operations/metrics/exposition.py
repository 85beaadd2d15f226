"""Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from curator.foundation.metrics.catalogue import CATALOGUE, Kind, Metric
from curator.foundation.metrics.tallies import Series, Tallies, Tally

INFINITY = "+Inf"


def lines(counted: Tallies) -> Iterator[str]:
    """Yield every metric of the catalogue; one without labels that nobody has counted yet stands at 0."""
    by_name: dict[str, list[tuple[Series, Tally]]] = {name: [] for name in CATALOGUE}
    for series, tally in counted:
        by_name[series.name].append((series, tally))
    for name, metric in CATALOGUE.items():
        yield f"# HELP {name} {metric.text}"
        yield f"# TYPE {name} {metric.kind}"
        entries = by_name[name] or ([] if metric.labels else [(Series(name), Tally())])
        for series, tally in sorted(entries, key=lambda entry: entry[0]):
            yield from _samples(metric, series, tally)


def sample(name: str, labels: Mapping[str, str], value: float) -> str:
    """Return one sample's line."""
    written = ",".join(f'{label}="{_escaped(one)}"' for label, one in labels.items())
    return f"{name}{{{written}}} {_number(value)}" if written else f"{name} {_number(value)}"


def _samples(metric: Metric, series: Series, tally: Tally) -> Iterator[str]:
    labels = series.named_labels()
    if metric.kind is not Kind.HISTOGRAM:
        yield sample(metric.name, labels, tally.value)
        return
    for bound, times in zip(_bounds(metric.buckets), _cumulated(metric, tally), strict=True):
        yield sample(f"{metric.name}_bucket", {**labels, "le": bound}, times)
    yield sample(f"{metric.name}_sum", labels, tally.value)
    yield sample(f"{metric.name}_count", labels, tally.count)


def _bounds(bounds: Iterable[float]) -> Iterator[str]:
    yield from (str(bound) for bound in bounds)
    yield INFINITY


def _cumulated(metric: Metric, tally: Tally) -> Iterator[int]:
    return accumulate(tally.buckets.get(place, 0) for place in range(len(metric.buckets) + 1))


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(round(value, 6))


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
