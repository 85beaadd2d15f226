"""Build, measure, print, write down, and judge."""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.cold_start import __doc__ as about
from benchmarks.cold_start.artefacts import build_all
from benchmarks.cold_start.goals import problems
from benchmarks.cold_start.measuring import measure
from benchmarks.cold_start.report import figures, print_report

REPORT = Path("build/bench/cold-start.json")
ARTEFACTS = Path("build/bench/artefacts")


def main(arguments: list[str]) -> int:
    """Measure every function; return 0 if all goals are met."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cold_start", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15, help="of each function in each way (default: %(default)s)")
    parser.add_argument("--only", nargs="*", help="functions by their short names")
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    functions = [one for one in build_all(ARTEFACTS) if not options.only or one.name in options.only]
    starts = measure(functions, runs=options.runs)
    print_report(starts, runs=options.runs)
    broken = problems(starts)
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(
        json.dumps({"runs": options.runs, "starts": figures(starts), "broken": broken}, indent=2) + "\n"
    )
    print(f"The same figures are in {options.report}.")
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
