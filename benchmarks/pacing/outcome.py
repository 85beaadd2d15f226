"""What a run came to."""

from collections.abc import Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One design's run of one scenario.

    Attributes:
        seconds: from the first upload's request to the last one's end.
        messages: queue messages sent, ticks included.
        requests_read: requests to the table that only read.
        requests_written: requests to the table that write; a transaction is one.
        items_written: items in those requests.
        refusals: the wiki's, of Curator's hits.
        refusals_by_hand: the wiki's, of the user's own hits.
        unannounced: the wiki's, right after limits became stricter; not among `refusals`.
    """

    seconds: float
    messages: int
    requests_read: int
    requests_written: int
    items_written: int
    refusals: int
    refusals_by_hand: int
    unannounced: int


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """Return what runs side by side come to: the longest time, and the sum of everything else."""
    totals = {field.name: sum(getattr(outcome, field.name) for outcome in outcomes) for field in fields(Outcome)}
    return Outcome(**totals | {"seconds": max(outcome.seconds for outcome in outcomes)})
