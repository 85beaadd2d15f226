"""Run, print, write down, and judge."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import islice
from pathlib import Path

from benchmarks.image_load import __doc__ as about
from benchmarks.image_load.photographs import PHONE, photographs
from benchmarks.image_load.proof import problems
from benchmarks.image_load.requests import Requests, between, counted, per_image
from benchmarks.image_load.storing import (
    Stored,
    store_all,
    straight_to_storage,
    wait_until_done,
    with_the_request,
)
from benchmarks.realtime.memory import resident_mebibytes
from local.demo.images import ImageClient
from local.parameters import curator_parameters
from local.stack import CURATOR, LocalStack

REPORT = Path("build/bench/image-load.json")
WARM_UP = 4  # images, for functions that have to start first
SECONDS_PER_IMAGE = 10.0  # patience
WAYS: dict[str, Callable[[ImageClient, bytes], Stored]] = {
    "with the request": with_the_request,
    "straight to storage": straight_to_storage,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one way of storing images did."""

    way: str
    images: int
    megabytes: float
    accepted_seconds: float
    seconds: float
    images_per_second: float
    requests: Requests
    memory_mebibytes: dict[str, float]


def main(arguments: list[str]) -> int:
    """Store images; return 0 if every one is complete."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.image_load", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2, help="resizers at the same moment")
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    environment = {
        "RATE_LIMIT_ENABLED": "false",  # a few users store what many would
        "IMAGE_UPLOADS_PER_HOUR": str(options.images + WARM_UP),
        "RESIZER_CONCURRENCY": str(max(options.workers, 2)),
    }
    plan = replace(CURATOR, parameters=lambda urls: curator_parameters(environment, urls))
    runs: list[Run] = []
    stored: list[Stored] = []
    with tempfile.TemporaryDirectory(prefix="image-load-") as folder:
        stack = LocalStack(Path(folder), plan=plan)
        try:
            stack.start()
            pictures = photographs(options.images + WARM_UP)
            stored += warm_up(stack, islice(pictures, WARM_UP))
            for number, way in enumerate(WAYS):
                share = (options.images + number) // len(WAYS)
                run, images = store(stack, way, islice(pictures, share), patience=SECONDS_PER_IMAGE * share)
                runs.append(run)
                stored += images
                print(_line(run), flush=True)
            broken = problems(stack, stored)
        finally:
            stack.kill()
    return tell(runs, broken, options.report)


def warm_up(stack: LocalStack, pictures: Iterable[bytes]) -> list[Stored]:
    """Let every function start, as those of a busy deployment have."""
    images = store_all(stack, pictures, with_the_request)
    wait_until_done(stack, patience=SECONDS_PER_IMAGE * WARM_UP * 2)
    return images


def store(stack: LocalStack, way: str, pictures: Iterable[bytes], *, patience: float) -> tuple[Run, list[Stored]]:
    """Store pictures in one way, and measure."""
    before, began = counted(stack), time.monotonic()
    images = store_all(stack, pictures, WAYS[way])
    accepted = time.monotonic() - began
    memory = resident_mebibytes({child.name: child.pid for child in stack.children})
    seconds = wait_until_done(stack, patience=patience) - began
    run = Run(
        way=way,
        images=len(images),
        megabytes=round(sum(image.size for image in images) / 1e6, 1),
        accepted_seconds=round(accepted, 2),
        seconds=round(seconds, 2),
        images_per_second=round(len(images) / seconds, 2),
        requests=per_image(between(before, counted(stack)), stack, len(images)),
        memory_mebibytes=memory,
    )
    return run, images


def tell(runs: Sequence[Run], broken: Sequence[str], report: Path) -> int:
    """Print and write the figures; return the exit code."""
    images, seconds = sum(run.images for run in runs), sum(run.seconds for run in runs)
    print(f"\n{images} images of {PHONE.width} by {PHONE.height} in {seconds:.0f} s: {images / seconds:.2f} a second.")
    names = [field.name for field in fields(Requests)]
    width = max(len(name) for name in names)
    print("Requests per image:\n" + " ".join(["".ljust(width), *(run.way.rjust(20) for run in runs)]))
    for name in names:
        print(
            " ".join([name.replace("_", " ").ljust(width), *(f"{getattr(run.requests, name):20.3f}" for run in runs)])
        )
    report.parent.mkdir(parents=True, exist_ok=True)
    figures = {
        "images": images,
        "seconds": round(seconds, 2),
        "images_per_second": round(images / seconds, 2),
        "width": PHONE.width,
        "height": PHONE.height,
        "processors": os.cpu_count(),
        "runs": [asdict(run) for run in runs],
        "broken": list(broken),
    }
    report.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\nWritten to {report}.")
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


def _line(run: Run) -> str:
    memory = ", ".join(f"{name} {mebibytes:g} MiB" for name, mebibytes in run.memory_mebibytes.items())
    return (
        f"{run.images} images {run.way}, {run.megabytes:g} MB: accepted in {run.accepted_seconds:g} s, "
        f"done in {run.seconds:g} s, {run.images_per_second:g} a second; {memory}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
