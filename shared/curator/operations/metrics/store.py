"""What all instances have counted, in the operations table.

    PK METRICS   SK <function>#<value>   an attribute for each number, `<metric>|<labels>|<part>`

`value` is that of the label by which a metric is kept apart (`catalogue.Metric.apart`), or empty. So what a function
counts in an invocation lies in one item, but for the many routes and messages, which have one each: an item stays
small, and adding to it is one request. Parts are `c` a counter's count, `s` and `n` a histogram's sum and count, and
the number of each of its buckets. Additions are atomic; nothing is read to be written back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from curator.foundation.metrics.catalogue import CATALOGUE, Kind, Metric
from curator.foundation.metrics.tallies import Series, Tallies, Tally
from curator.foundation.table import PARTITION, SORT, Item, Table, Update

METRICS = "METRICS"
COUNT, SUM, OBSERVED = "c", "s", "n"
BETWEEN_PARTS, BETWEEN_LABELS = "|", "\x1f"
DECIMALS = 6  # DynamoDB's numbers have 38 digits; sums of all that a float holds would need more
MAX_SERIES = 15  # in one request; DynamoDB takes an expression of 4 KB, and a histogram may have 17 numbers

Entry = tuple[Series, Tally]


class MetricStore:
    """The aggregates."""

    def __init__(self, table: Table) -> None:
        """Use the operations table."""
        self._table = table

    def add(self, function: str, entries: Sequence[Entry]) -> None:
        """Add what an instance of a function has counted; `entries` are one of `requests_for`."""
        apart = _apart(entries[0][0])
        key = {PARTITION: METRICS, SORT: f"{function}#{apart}"}
        parts = [(f"{_prefix(one)}{part}", number) for one, tally in entries for part, number in _parts(one, tally)]
        additions = ", ".join(f"#{place} :{place}" for place in range(len(parts)))
        names = {f"#{place}": attribute for place, (attribute, _) in enumerate(parts)}
        values = {f":{place}": number for place, (_, number) in enumerate(parts)}
        self._table.update(Update(key=key, expression=f"ADD {additions}", names=names, values=values))

    def read(self) -> Iterator[Entry]:
        """Yield the tallies of each function; what the catalogue does not know (any more) is left out."""
        for item in self._table.query("PK = :metrics", {":metrics": METRICS}):
            yield from _tallies(item)


def requests_for(counted: Tallies) -> list[list[Entry]]:
    """Return what goes into one request each."""
    by_item: defaultdict[str, list[Entry]] = defaultdict(list)
    for series, tally in counted:
        by_item[_apart(series)].append((series, tally))
    return [
        entries[start : start + MAX_SERIES]
        for entries in by_item.values()
        for start in range(0, len(entries), MAX_SERIES)
    ]


def _apart(series: Series) -> str:
    return series.named_labels().get(series.metric.apart, "")


def _prefix(series: Series) -> str:
    return BETWEEN_PARTS.join((series.name, BETWEEN_LABELS.join(series.labels), ""))


def _parts(series: Series, tally: Tally) -> Iterator[tuple[str, float]]:
    match series.metric.kind:
        case Kind.COUNTER:
            yield COUNT, tally.value
        case Kind.HISTOGRAM:
            yield SUM, round(tally.value, DECIMALS)
            yield OBSERVED, tally.count
            yield from ((str(place), times) for place, times in tally.buckets.items())


def _tallies(item: Item) -> Iterator[Entry]:
    found: dict[Series, Tally] = {}
    for attribute, number in item.items():
        name, _, rest = attribute.partition(BETWEEN_PARTS)
        labels, _, part = rest.rpartition(BETWEEN_PARTS)
        metric = CATALOGUE.get(name)
        if metric is not None and (series := _series(metric, labels)) is not None:
            _set(found.setdefault(series, Tally()), part, number)
    yield from found.items()


def _series(metric: Metric, labels: str) -> Series | None:
    """Return the series, or None for one from before the metric's labels changed."""
    values = tuple(labels.split(BETWEEN_LABELS)) if labels else ()
    return Series(metric.name, values) if len(values) == len(metric.labels) else None


def _set(tally: Tally, part: str, number: Any) -> None:
    match part:
        case "c" | "s":
            tally.value = number
        case "n":
            tally.count = number
        case _:
            tally.buckets[int(part)] = number
