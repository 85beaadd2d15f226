"""The figures for people and for programs, and what is wrong with the counts."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.cost.amounts import Amounts, priced, total
from benchmarks.cost.goals import LEAST_TO_BREAK_EVEN, MOST_OF_SERVER_WHEN_IDLE
from benchmarks.cost.prices import COMPARABLE_SERVER, FIXED_EGRESS, GB_THROUGH_NAT, SMALL_SERVER

Ceilings = Mapping[str, float]


def problems(name: str, amounts: Amounts, ceilings: Ceilings, *, number: int = 1) -> list[str]:
    """Return a sentence for each count that is more than it may be for each of so many things."""
    return [
        f"The {name} takes {amounts[what] / number:,.1f} {what} each; it may take {most:,.1f}."
        for what, most in ceilings.items()
        if amounts[what] / number > most
    ]


def problems_of_comparison(compared: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each way in which a small server would be the better choice too soon."""
    server, idle = compared["servers_a_month"]["small"], compared["dollars_per_idle_month"]
    files = compared["files_a_month_to_break_even"]["small"]
    found = []
    if idle > MOST_OF_SERVER_WHEN_IDLE * server:
        found.append(f"An idle month costs {idle:.2f}; it may cost {MOST_OF_SERVER_WHEN_IDLE:.0%} of {server:.2f}.")
    if files < LEAST_TO_BREAK_EVEN:
        found.append(f"A small server pays off from {files:,} files a month; it may from {LEAST_TO_BREAK_EVEN:,.0f}.")
    return found


def print_amounts(title: str, amounts: Amounts) -> None:
    """Print a table of what is charged for, the dearest first."""
    table = Table(title=title)
    table.add_column("")
    table.add_column("how much", justify="right")
    table.add_column("dollars", justify="right")
    for name, dollars in priced(amounts).items():
        table.add_row(name, f"{amounts[name]:,.1f}", f"{dollars:.3f}")
    table.add_row("together", "", f"{total(amounts):.2f}", style="bold")
    Console(width=100).print(table)


def comparison(batch: float, images: float, month: float, *, size: int) -> dict[str, Any]:
    """Return what Curator costs beside servers that run all month, in dollars and in files."""
    servers = {"small": sum(SMALL_SERVER.values()), "comparable": sum(COMPARABLE_SERVER.values())}
    return {
        "dollars_per_batch": round(batch, 2),
        "dollars_per_images": round(images, 2),
        "dollars_per_idle_month": round(month, 2),
        "dollars_of_fixed_egress_a_month": round(sum(FIXED_EGRESS.values()), 2),
        "servers_a_month": {name: round(dollars, 2) for name, dollars in servers.items()},
        "files_a_month_to_break_even": {
            name: max(0, round((dollars - month) / batch * size)) for name, dollars in servers.items()
        },
    }


def print_comparison(compared: Mapping[str, Any], *, size: int) -> None:
    """Print the comparison in sentences."""
    batch, images, month = (compared[f"dollars_per_{name}"] for name in ("batch", "images", "idle_month"))
    print(f"\n{size:,} files cost {batch:.2f} dollars, {size:,} images {images:.2f}, an idle month {month:.2f}.")
    sent = compared["dollars_per_batch_sent_to_the_wiki"]
    print(f"Sending the files to the wiki costs {sent:.2f} more, from a server just so, and is not compared.")
    for name, dollars in compared["servers_a_month"].items():
        files = compared["files_a_month_to_break_even"][name]
        print(f"A {name} server costs {dollars:.2f} a month: Curator costs less below {files:,} files a month.")
    fixed = compared["dollars_of_fixed_egress_a_month"]
    print(f"One fixed address for the uploader adds {fixed:.2f} a month, and {GB_THROUGH_NAT.dollars} a GB.")
