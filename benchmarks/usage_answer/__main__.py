"""Run, print, write down, and judge."""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.usage_answer import __doc__ as about
from benchmarks.usage_answer.questions import Cost, costs, crowded
from benchmarks.usage_answer.report import as_figures, as_text, problems
from benchmarks.usage_answer.worlds import CROWD, World

REPORT = Path("build/bench/usage-answer.json")
SIZES = (100, 1000, 5000)  # repositories


def main(arguments: list[str]) -> int:
    """Ask all worlds everything; return 0 if no question costs more than it may."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.usage_answer",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="of worlds, in repositories")
    parser.add_argument("--crowd", type=int, default=CROWD, help="organisations that use the last package")
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    found: list[Cost] = []
    for size in options.sizes:
        found += costs(World(size))
    crowd = World(0)
    crowd.add_users(options.crowd)
    found += crowded(crowd)
    print(as_text(found))
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(json.dumps({"costs": as_figures(found)}, indent=2) + "\n")
    print(f"\nWritten to {options.report}.")
    broken = problems(found)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
