"""The figures for people and for programs."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.cold_start.goals import goal
from benchmarks.cold_start.measuring import Start

LARGEST = 8  # packages named for each function
COLUMNS = ("CPU", "least", "quiet", "goal", "+ event", "eager twin", "of the twin", "of bare", "modules", "twin's")


def print_report(starts: Sequence[Start], *, runs: int) -> None:
    """Print a line for each function."""
    table = Table(title=f"Importing each built function: ms of CPU above the bare interpreter, {runs} runs")
    table.add_column("function")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for start in starts:
        table.add_row(*_row(start))
    console = Console(width=130)
    console.print(table)
    console.print("Most modules are from: ", highlight=False)
    for start in starts:
        packages = ", ".join(f"{name} {count}" for name, count in packages_of(start).most_common(LARGEST))
        console.print(f"  {start.function}: {packages}", highlight=False)


def figures(starts: Sequence[Start]) -> list[dict[str, Any]]:
    """Return the same for programs."""
    return [
        {
            "function": start.function,
            "goal_ms": goal(start.function),
            "bare_ms": round(min(start.milliseconds["bare"]), 1),
            **{f"{program}_ms": round(start.middle(program), 1) for program in ("import", "event", "eager")},
            **{f"{program}_least_ms": round(start.least(program), 1) for program in ("import", "event", "eager")},
            "quiet_ms": round(start.on_a_quiet_machine, 1),
            "yardstick_least_ms": round(start.least("yardstick"), 1),
            "of_the_eager_twin": round(start.least("import") / start.least("eager"), 3),
            "of_bare": round(_of_bare(start), 1),
            "modules": len(start.added("import")),
            "modules_of_the_twin": len(start.added("eager")),
            "packages": dict(packages_of(start).most_common()),
        }
        for start in starts
    ]


def packages_of(start: Start) -> Counter[str]:
    """Return how many modules each package has in an imported function."""
    return Counter(module.partition(".")[0] for module in start.added("import"))


def _of_bare(start: Start) -> float:
    return min(start.milliseconds["import"]) / min(start.milliseconds["bare"])


def _row(start: Start) -> list[str]:
    return [
        start.function,
        f"{start.middle('import'):.0f}",
        f"{start.least('import'):.0f}",
        f"{start.on_a_quiet_machine:.0f}",
        f"{goal(start.function)}",
        f"{start.least('event'):.0f}",
        f"{start.least('eager'):.0f}",
        f"{start.least('import') / start.least('eager'):.0%}",
        f"{_of_bare(start):.0f} times",
        f"{len(start.added('import'))}",
        f"{len(start.added('eager'))}",
    ]
