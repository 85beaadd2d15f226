"""After the setup there is a command `curator` that works from anywhere."""

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

    ran = subprocess.run(
        [venv / "bin" / "curator", "handlers", "two words"], cwd="/", capture_output=True, text=True, check=True
    )

    assert ran.stdout.splitlines() == [f"{root / 'shared'}:{root}", "['handlers', 'two words']"]
