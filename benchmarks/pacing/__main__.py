"""Simulate, print, and write down."""

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.pacing import __doc__ as about
from benchmarks.pacing.comparison import compare_all
from benchmarks.pacing.report import print_report
from benchmarks.pacing.scenarios import scenarios

FIGURES = Path("build/bench/pacing.json")
PROCESSES = 2


def main() -> None:
    """Run every scenario."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pacing", description=about)
    parser.add_argument("--users", type=int, default=1000, help="how many users scenario e has (default: %(default)s)")
    parser.add_argument(
        "--files-per-user",
        type=int,
        default=20,
        help="how much each of them uploads; 1000 makes a million files, and most of an hour (default: %(default)s)",
    )
    parser.add_argument("--only", help="run only scenarios whose name begins with this")
    chosen = parser.parse_args()
    began = time.monotonic()
    wanted = [
        scenario
        for scenario in scenarios(users=chosen.users, files_per_user=chosen.files_per_user)
        if scenario.name.startswith(chosen.only or "")
    ]
    with ProcessPoolExecutor(PROCESSES) as processes:
        comparisons = compare_all(wanted, processes.map)
    print_report(comparisons, seconds=time.monotonic() - began)
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps([comparison.figures() for comparison in comparisons], indent=2) + "\n")
    print(f"The same figures are in {FIGURES}.")


if __name__ == "__main__":
    main()
