"""The figures, for people and for machines."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.pacing.report import clock
from benchmarks.usage_scan.bound import soonest
from benchmarks.usage_scan.engine import Measured
from benchmarks.usage_scan.truth import Agreement

NOTES = """\
best       the same calls, made as soon as the limits allow, a tenth of each left to others as our lanes leave it;
           in brackets without that tenth. Each call takes 0.1 s, one after the other
refused    by the sandbox, which counts as GitHub documents: 5,000 calls an hour, 5,000 points of GraphQL an hour,
           30 searches a minute, 900 calls a minute in all
reads      requests to the table; a transaction is one write
"""


def figures(scans: Sequence[Measured], agreements: Sequence[Agreement]) -> list[dict[str, Any]]:
    """Return all figures."""
    return [
        {
            "scan": one.name,
            "seconds": round(one.seconds, 1),
            "best_seconds": round(soonest(one.calls, with_reserve=True), 1),
            "best_seconds_without_reserve": round(soonest(one.calls, with_reserve=False), 1),
            "calls": one.calls,
            "refused": one.refused,
            "messages": one.messages,
            "table_requests": one.requests,
            "items_written": one.items_written,
            "changes": {name: one.job.metadata[name] for name in ("added", "updated", "removed")},
            "tasks_failed": one.job.metadata["tasks_failed"],
            "truth": asdict(agreement),
        }
        for one, agreement in zip(scans, agreements, strict=True)
    ]


def print_report(found: Sequence[dict[str, Any]], *, seconds: float) -> None:
    """Print a table of all scans."""
    table = Table(title=f"Scans in virtual time ({seconds:.0f} s of real time)")
    columns = ("time", "best", "core", "graphql", "search", "refused", "messages", "reads", "writes", "items", "truth")
    table.add_column("scan")
    for column in columns:
        table.add_column(column, justify="right")
    for one in found:
        table.add_row(one["scan"], *_row(one))
    console = Console(width=150)
    console.print(table)
    console.print(NOTES, highlight=False)


def problems(found: Sequence[dict[str, Any]]) -> list[str]:
    """Return a sentence for each scan that was refused a call, gave a task up, or found other than the truth."""
    told = {
        one["scan"]: {
            "calls refused": sum(one["refused"].values()),
            "tasks failed": one["tasks_failed"],
            "uses wrong": _wrong(one["truth"]),
        }
        for one in found
    }
    return [f"{scan}: {count} {what}" for scan, counts in told.items() for what, count in counts.items() if count]


def _wrong(truth: dict[str, int]) -> int:
    return truth["missing"] + truth["wrong"] + truth["wrong_lines"]


def _row(one: dict[str, Any]) -> list[str]:
    calls, requests = one["calls"], one["table_requests"]
    reads = sum(number for kind, number in requests.items() if kind in {"get", "get_many", "query"})
    truth = one["truth"]
    found = truth["proved"] + truth["reported"]
    return [
        clock(one["seconds"]),
        f"{clock(one['best_seconds'])} ({clock(one['best_seconds_without_reserve'])})",
        *(f"{calls.get(name, 0):,}" for name in ("github.core", "github.graphql", "github.search")),
        str(sum(one["refused"].values())),
        f"{one['messages']:,}",
        f"{reads:,}",
        f"{sum(requests.values()) - reads:,}",
        f"{one['items_written']:,}",
        f"{found:,} of {truth['pairs']:,}, {_wrong(truth)} wrong",
    ]
