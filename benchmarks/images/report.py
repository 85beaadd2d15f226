"""What the measurements say: a table, the ratios, and which goal is missed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

OURS, PILLOW, SHARP = "curator", "pillow", "sharp"
CASCADES = ("sharp-cascade", "sharp-cascade-1-thread")
MOST_OF_SHARP = 0.55  # of default sharp's processor time
# Of the processor time of sharp's best cascade. Medians of one program differ by that much from run to run.
MOST_OF_CASCADE = 1.03
MOST_MEBIBYTES = 250.0  # at any size
# SSIMULACRA2 is compared as the mean over a photograph's variants; a difference below this is none.
QUALITY_GRAIN = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One program, one photograph, one process."""

    program: str
    photograph: str
    cpu_seconds: float
    wall_seconds: float
    peak_mebibytes: float
    variant_bytes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What all runs of a program on a photograph come to.

    Attributes:
        cpu_seconds: the median of all runs.
        least_cpu_seconds: the least of all runs.
        peak_mebibytes: the most of all runs.
        total_bytes: of all variants.
        quality: SSIMULACRA2 by variant.
    """

    program: str
    photograph: str
    cpu_seconds: float
    least_cpu_seconds: float
    peak_mebibytes: float
    total_bytes: int
    quality: Mapping[str, float]

    @property
    def mean_quality(self) -> float:
        """The mean over the variants that were compared."""
        return sum(self.quality.values()) / len(self.quality)


def summarise(runs: Iterable[Run], quality: Mapping[tuple[str, str], Mapping[str, float]]) -> list[Result]:
    """Return a result for each program and photograph; `quality` is by both."""
    together: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        together.setdefault((run.photograph, run.program), []).append(run)
    return [
        Result(
            program=program,
            photograph=photograph,
            cpu_seconds=median(run.cpu_seconds for run in same),
            least_cpu_seconds=min(run.cpu_seconds for run in same),
            peak_mebibytes=max(run.peak_mebibytes for run in same),
            total_bytes=sum(same[0].variant_bytes.values()),
            quality=quality[photograph, program],
        )
        for (photograph, program), same in sorted(together.items())
    ]


def ratios(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """Return our processor time as a share of each other program's, by photograph."""
    return {
        photograph: {
            program: round(by_program[OURS].cpu_seconds / other.cpu_seconds, 3)
            for program, other in by_program.items()
            if program != OURS
        }
        for photograph, by_program in _by_photograph(results).items()
    }


def problems(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each goal that is missed."""
    return [sentence for by_program in _by_photograph(results).values() for sentence in _problems(by_program)]


def _problems(results: Mapping[str, Result]) -> list[str]:
    ours, default = results[OURS], results[SHARP]
    cascade = min((results[program] for program in CASCADES), key=lambda result: result.cpu_seconds)
    found = []
    for other, most in ((default, MOST_OF_SHARP), (cascade, MOST_OF_CASCADE)):
        share = ours.cpu_seconds / other.cpu_seconds
        if share > most:
            found.append(
                f"{ours.photograph}: {ours.cpu_seconds:.3f} s are {share:.2f} of {other.program}'s"
                f" {other.cpu_seconds:.3f} s; the goal is {most:g}."
            )
        if ours.mean_quality < other.mean_quality - QUALITY_GRAIN:
            found.append(
                f"{ours.photograph}: the quality is {ours.mean_quality:.2f}, below {other.program}'s"
                f" {other.mean_quality:.2f}."
            )
    if ours.peak_mebibytes >= MOST_MEBIBYTES:
        found.append(
            f"{ours.photograph}: {ours.peak_mebibytes:.0f} MiB of memory; the goal is less than {MOST_MEBIBYTES:g} MiB."
        )
    return found


def as_text(results: Sequence[Result]) -> str:
    """Return the table for people."""
    sizes = list(results[0].quality)
    lines = [["photograph", "program", "CPU s", "least", "ours/its", "MiB", "kB", *(f"q {size}" for size in sizes)]]
    for photograph, by_program in _by_photograph(results).items():
        ours = by_program[OURS].cpu_seconds
        lines += [
            [
                photograph,
                program,
                f"{one.cpu_seconds:.3f}",
                f"{one.least_cpu_seconds:.3f}",
                f"{ours / one.cpu_seconds:.2f}",
                f"{one.peak_mebibytes:.0f}",
                f"{one.total_bytes / 1000:.0f}",
                *(f"{one.quality[size]:.2f}" for size in sizes),
            ]
            for program, one in sorted(by_program.items())
        ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _by_photograph(results: Sequence[Result]) -> dict[str, dict[str, Result]]:
    found: dict[str, dict[str, Result]] = {}
    for result in results:
        found.setdefault(result.photograph, {})[result.program] = result
    return found
