"""The figures for people."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.pacing.comparison import Comparison
from benchmarks.pacing.outcome import Outcome

NOTES = """\
best       no schedule under the same limits, less the reserve, with the same width can be done sooner,
           not even one that knows every duration beforehand. A window is a thirtieth longer than the limit says,
           as it can be where MediaWiki counts; by the letter of the limit best is up to 3.2 % sooner
usual      one delayed message per file, at the limit's spacing times 1.5
messages   sent to queues, per file
reads      requests to the table, per file; a transaction is one. The work itself is only a duration here:
writes     checkpoints and the lock on a photograph's bytes come on top, alike in both designs
items      written in those requests, per file
refusals   by the wiki. Those in brackets came right after limits became stricter: nobody tells,
           the lane asks again every 300 s
"""


def print_report(comparisons: Sequence[Comparison], *, seconds: float) -> None:
    """Print a table of all scenarios."""
    table = Table(title=f"Pacing in virtual time ({seconds:.0f} s of real time)")
    table.add_column("scenario")
    for column in (
        "best",
        "lanes",
        "over best",
        "usual",
        "messages",
        "usual's",
        "reads",
        "writes",
        "items",
        "refusals",
    ):
        table.add_column(column, justify="right")
    table.add_column("usual's", justify="right")
    for comparison in comparisons:
        table.add_row(*_row(comparison))
    console = Console(width=150)
    console.print(table)
    console.print(NOTES, highlight=False)


def _row(comparison: Comparison) -> list[str]:
    lanes, usual, files = comparison.lanes, comparison.usual, comparison.files
    return [
        comparison.scenario.name,
        clock(comparison.best),
        clock(lanes.seconds),
        f"{comparison.over_best:+.2%}",
        clock(usual.seconds),
        f"{lanes.messages / files:.2f}",
        f"{usual.messages / files:.2f}",
        f"{lanes.requests_read / files:.1f}",
        f"{lanes.requests_written / files:.2f}",
        f"{lanes.items_written / files:.2f}",
        _refusals(lanes),
        _refusals(usual),
    ]


def _refusals(outcome: Outcome) -> str:
    caused = outcome.refusals + outcome.refusals_by_hand
    return f"{caused} ({outcome.unannounced})" if outcome.unannounced else str(caused)


def clock(seconds: float) -> str:
    """Return a duration as hours, minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
