"""Count, price, print, write down, and judge."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.cost import __doc__ as about
from benchmarks.cost import batch, idle, images
from benchmarks.cost.amounts import Amounts, priced, total
from benchmarks.cost.goals import MOST_FOR_A_FILE, MOST_FOR_A_MONTH, MOST_FOR_AN_IMAGE
from benchmarks.cost.report import (
    comparison,
    print_amounts,
    print_comparison,
    problems,
    problems_of_comparison,
)

REPORT = Path("build/bench/cost.json")
SENT = "GB to the internet"


def main(arguments: list[str]) -> int:
    """Count everything; return 0 if every goal is met."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cost", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=10_000, help="files, and images (default: %(default)s)")
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    size: int = options.size
    simulated, runs, each = batch.simulate(size), idle.count_runs(), images.requests()
    found = {
        "batch": batch.amounts(simulated),
        "images": images.amounts(size, each),
        "idle month": idle.amounts(runs),
    }
    for name, amounts in found.items():
        print_amounts(name if name == "idle month" else f"{name} of {size:,}", amounts)
    sent = total(Amounts({SENT: found["batch"][SENT]}))
    dollars = {name: total(amounts) for name, amounts in found.items()}
    compared = comparison(dollars["batch"] - sent, dollars["images"], dollars["idle month"], size=size)
    compared["dollars_per_batch_sent_to_the_wiki"] = round(sent, 2)
    print_comparison(compared, size=size)
    broken = [
        *problems("batch", found["batch"], MOST_FOR_A_FILE, number=size),
        *problems("image", found["images"], MOST_FOR_AN_IMAGE, number=size),
        *problems("idle month", found["idle month"], MOST_FOR_A_MONTH),
        *problems_of_comparison(compared),
    ]
    options.report.parent.mkdir(parents=True, exist_ok=True)
    figures = {
        "size": size,
        "simulated": asdict(simulated),
        "scheduled": [asdict(run) for run in runs],
        "amounts": {name: {what: round(number, 3) for what, number in one.items()} for name, one in found.items()},
        "dollars": {name: {what: round(cost, 4) for what, cost in priced(one).items()} for name, one in found.items()},
        "compared": compared,
        "broken": broken,
    }
    options.report.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"The same figures are in {options.report}.")
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
