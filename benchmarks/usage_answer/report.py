"""What the run says: a table, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.usage_answer.questions import Cost

MOST_REQUESTS = 6  # for any question, in a world of any size; 10,000 organisations are put in order by three of them
HEAD = ("", "repositories", "rows", "reads", "writes", "read units", "write units", "kB", "requests to the smallest")


def as_text(found: Sequence[Cost]) -> str:
    """Return the table for people: the sizes of each question below each other."""
    lines = [HEAD, *(_line(cost, first) for first, cost in _compared(found))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(_in_columns(line, widths) for line in lines)


def as_figures(found: Sequence[Cost]) -> list[dict[str, Any]]:
    """Return the same for programs."""
    return [
        {
            **asdict(cost),
            "requests": cost.requests,
            "requests_to_the_smallest": round(cost.requests / first.requests, 2),
            "read_units_to_the_smallest": round(cost.read_units / first.read_units, 2),
        }
        for first, cost in _compared(found)
    ]


def problems(found: Sequence[Cost]) -> list[str]:
    """Return a sentence for each question that costs more than it may."""
    return [
        f"{cost.question} cost {cost.requests} requests in a world of {cost.repositories} repositories."
        for cost in found
        if cost.requests > MOST_REQUESTS
    ]


def _compared(found: Sequence[Cost]) -> list[tuple[Cost, Cost]]:
    """Return each cost with that of the same question in the smallest world that can be asked it."""
    questions = dict.fromkeys(cost.question for cost in found)
    same = [[cost for cost in found if cost.question == question] for question in questions]
    return [(costs[0], cost) for costs in same for cost in costs]


def _in_columns(line: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.rjust(width) for cell, width in zip(line, widths, strict=True)]
    return "  ".join([line[0].ljust(widths[0]), *cells[1:]])


def _line(cost: Cost, first: Cost) -> tuple[str, ...]:
    return (
        cost.question if cost is first else "",
        f"{cost.repositories:,}",
        f"{cost.rows}",
        f"{cost.reads}",
        f"{cost.writes}",
        f"{cost.read_units:g}",
        f"{cost.write_units:g}",
        f"{cost.kilobytes:g}",
        f"{cost.requests / first.requests:.2f}",
    )
