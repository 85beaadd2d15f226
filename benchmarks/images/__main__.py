"""Measure, print, write down, and judge."""

import argparse
import json
import os
import random
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.images import __doc__ as about
from benchmarks.images.photographs import PHOTOGRAPHS, Photograph, write_photograph
from benchmarks.images.programs import PROGRAMS, ProgramFailedError, run
from benchmarks.images.quality import quality
from benchmarks.images.reference import write_references
from benchmarks.images.report import Run, as_text, problems, ratios, summarise
from curator.images.specification import DEFAULT_SIZES

REPORT = Path("build/bench/images.json")
SOURCES = Path("build/photographs")
COMPARED = {name: limit for name, limit in DEFAULT_SIZES.items() if name != "thumbnail"}
PROBLEM_STATUS = 1


def main(arguments: list[str]) -> int:
    """Let every program work on every photograph; return 0 if no goal is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.images", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=7, help="runs of each program on each photograph")
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="images-") as name:
        folder = Path(name)
        for photograph in PHOTOGRAPHS:
            write_photograph(photograph, SOURCES, _file(folder, photograph))
        try:
            runs = _measure(folder, options.repeats)
        except ProgramFailedError as error:
            print(f"The benchmark failed: {error}", file=sys.stderr)
            return PROBLEM_STATUS
        results = summarise(runs, _compare(folder))
    broken = problems(results)
    print(as_text(results))
    options.report.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "broken": broken,
        "ratios": ratios(results),
        "results": [asdict(result) for result in results],
        "runs": [asdict(one) for one in runs],
    }
    options.report.write_text(json.dumps(report, indent=2) + "\n")
    print(f"\nWritten to {options.report}.")
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return PROBLEM_STATUS if broken else 0


def _measure(folder: Path, repeats: int) -> list[Run]:
    """Run everything, shuffled within each repeat: what slows the machine for a while slows all programs alike."""
    chance = random.Random(repeats)  # noqa: S311
    runs = []
    for repeat in range(repeats):
        order = [
            (photograph, program)
            for photograph in chance.sample(PHOTOGRAPHS, len(PHOTOGRAPHS))
            for program in chance.sample(PROGRAMS, len(PROGRAMS))
        ]
        for photograph, program in order:
            runs.append(
                run(program, photograph.name, _file(folder, photograph), _variants(folder, photograph, program))
            )
        _tell(f"measured {repeat + 1} of {repeats} times")
    return runs


def _compare(folder: Path) -> dict[tuple[str, str], dict[str, float]]:
    found = {}
    for photograph in PHOTOGRAPHS:
        write_references(_file(folder, photograph), list(COMPARED.values()), folder)
        for program in PROGRAMS:
            variants = _variants(folder, photograph, program)
            found[photograph.name, program] = {
                name: quality(variants / f"{name}.webp", folder / f"{limit}.png", folder)
                for name, limit in COMPARED.items()
            }
        _tell(f"compared the variants of {photograph.name}")
    return found


def _file(folder: Path, photograph: Photograph) -> Path:
    return folder / f"{photograph.width}.jpg"


def _variants(folder: Path, photograph: Photograph, program: str) -> Path:
    return folder / program / str(photograph.width)


def _tell(sentence: str) -> None:
    if os.isatty(sys.stderr.fileno()):
        print(sentence, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
