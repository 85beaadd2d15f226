"""After the setup there is a command `curator` that works from anywhere."""

import os
import subprocess
import sys
from pathlib import Path

from local.cli.new_handler.command import REPOSITORY

INSTALL = REPOSITORY / "local" / "setup" / "install-launcher.sh"


def test_the_launcher_runs_the_command_line_of_the_repository_it_stands_in(tmp_path: Path) -> None:
    root = tmp_path / "a place with spaces"
    venv = root / "build" / "venv"
    (venv / "bin").mkdir(parents=True)
    python = venv / "bin" / "python"
    python.write_text(f'#!/bin/sh\necho "$PYTHONPATH"\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (root / "local" / "cli").mkdir(parents=True)
    (root / "local" / "cli" / "__main__.py").write_text("import sys\nprint(sys.argv[1:])\n")
    subprocess.run([INSTALL, venv], check=True)

    in_path = {**os.environ, "PATH": f"{venv / 'bin'}:{os.environ['PATH']}"}  # as `activate` sets it
    for called in (venv / "bin" / "curator", "curator"):
        ran = subprocess.run(
            [called, "handlers", "two words"], cwd="/", env=in_path, capture_output=True, text=True, check=True
        )
        assert ran.stdout.splitlines() == [f"{root / 'shared'}:{root}", "['handlers', 'two words']"]


def test_no_command_waits_for_what_only_others_need() -> None:
    """They are half of what all commands import, and a second each time."""
    heavy = {"boto3", "fastapi", "samtranslator", "functions.api.application", "functions.websocket.handlers"}
    asked = f"import sys, local.cli.__main__; print(sorted({heavy!r} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", asked], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
