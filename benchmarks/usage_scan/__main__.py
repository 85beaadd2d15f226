"""Scan, compare, print, and write down."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.usage_scan import __doc__ as about
from benchmarks.usage_scan.engine import Engine, Measured
from benchmarks.usage_scan.report import figures, print_report, problems
from benchmarks.usage_scan.truth import Agreement, compared

FIGURES = Path("build/bench/usage-scan.json")
A_DAY = 86400.0


def main() -> int:
    """Scan the world when nobody knows it, a day later, and another day later when a hundredth of it has changed.

    Return 0 if all of it was found and nothing refused.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.usage_scan", description=about)
    parser.add_argument("--organizations", type=int, default=200, help="how many there are (default: %(default)s)")
    parser.add_argument("--repositories", type=int, default=5000, help="how many there are (default: %(default)s)")
    chosen = parser.parse_args()
    began = time.monotonic()
    scans: list[Measured] = []
    agreements: list[Agreement] = []
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder), organizations=chosen.organizations, repositories=chosen.repositories)
        for name in ("first", "nothing changed", "1 % changed"):
            if name == "1 % changed":
                engine.transport.world.change({"action": "churn", "share": 0.01}, engine.clock.now())
            scans.append(engine.scrape(name))
            agreements.append(compared(engine))
            engine.clock.advance(A_DAY)
        engine.close()
    found = figures(scans, agreements)
    print_report(found, seconds=time.monotonic() - began)
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(found, indent=2) + "\n")
    print(f"The same figures are in {FIGURES}.")
    broken = problems(found)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
