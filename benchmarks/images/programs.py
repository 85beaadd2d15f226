"""The programs that are compared, and one run of each."""

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.images.report import CASCADES, OURS, PILLOW, SHARP, Run
from curator.images.specification import DEFAULT_EFFORT, DEFAULT_QUALITY, DEFAULT_SIZES

SHARP_SCRIPT = Path(__file__).parent / "sharp" / "one_run.cjs"
SHARP_MODULES = Path("build/sharp/node_modules")
RUN_SECONDS = 120.0
PYTHON_PROGRAMS = (OURS, PILLOW)
PROGRAMS = (*PYTHON_PROGRAMS, SHARP, *CASCADES)


class ProgramFailedError(Exception):
    """A program made no variants; the text says why."""


def run(program: str, photograph_name: str, photograph: Path, folder: Path) -> Run:
    """Let a program make the variants of a photograph, into `folder`.

    Raises:
        ProgramFailedError: it did not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [*_command(program), program, str(photograph), str(folder)],
        input=json.dumps({"sizes": DEFAULT_SIZES, "quality": DEFAULT_QUALITY, "effort": DEFAULT_EFFORT}),
        env={**os.environ, "NODE_PATH": str(SHARP_MODULES.absolute())},
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    if done.returncode:
        raise ProgramFailedError(f"{program} ended with status {done.returncode}: {done.stderr[-1000:]}")
    return Run(
        program=program,
        photograph=photograph_name,
        variant_bytes={name: (folder / f"{name}.webp").stat().st_size for name in DEFAULT_SIZES},
        **json.loads(done.stdout.splitlines()[-1]),
    )


def _command(program: str) -> list[str]:
    if program in PYTHON_PROGRAMS:
        return [sys.executable, "-m", "benchmarks.images.one_run"]
    return ["node", str(SHARP_SCRIPT)]
