"""Measure, print, write down, and judge."""

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.memory import __doc__ as about
from benchmarks.memory.measuring import MeasuredCurator, UploadFailedError
from benchmarks.memory.report import LIMIT_MEBIBYTES, MEBIBYTE, as_text, problems
from local.stack import LocalStack

REPORT = Path("build/bench/memory.json")
SMALL_MEBIBYTES = 1


def main(arguments: list[str]) -> int:
    """Bring a small and a large photograph to the wiki; return 0 if memory stayed within its limit."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.memory", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mebibytes", type=int, default=1024, help="size of the large photograph")
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="memory-") as folder:
        state_dir = Path(folder)
        stack = LocalStack(state_dir)
        try:
            stack.start()
            curator = MeasuredCurator(stack, state_dir)
            curator.take_over_uploads()
            measurements = [
                asyncio.run(curator.measure(size=mebibytes * MEBIBYTE, place=place))
                for place, mebibytes in enumerate((SMALL_MEBIBYTES, options.mebibytes))
            ]
        except UploadFailedError as error:
            print(f"The benchmark failed: {error}", file=sys.stderr)
            return 1
        finally:
            stack.kill()
    broken = problems(measurements)
    print(as_text(measurements))
    options.report.parent.mkdir(parents=True, exist_ok=True)
    report = {"limit_mebibytes": LIMIT_MEBIBYTES, "broken": broken, "measurements": [asdict(m) for m in measurements]}
    options.report.write_text(json.dumps(report, indent=2) + "\n")
    print(f"\nWritten to {options.report}.")
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
