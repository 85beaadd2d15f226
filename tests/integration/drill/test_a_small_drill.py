"""The recovery drill in small, as its command runs it: everything is killed three times in a batch of forty."""

import json
import os
import subprocess
import sys
from pathlib import Path

from local.stack import REPOSITORY

FILES, KILLS, SEED = 40, 3, 20


def test_forty_photographs_are_published_once_each_across_three_kills_of_everything(tmp_path: Path) -> None:
    report = tmp_path / "drill.json"
    command = [sys.executable, "-m", "local.drill", "--files", str(FILES), "--kills", str(KILLS), "--seed", str(SEED)]
    places = ["--state-dir", str(tmp_path / "state"), "--report", str(report)]
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'shared'}"}
    drill = subprocess.run(
        [*command, *places], capture_output=True, text=True, cwd=REPOSITORY, env=environment, check=False
    )
    assert drill.returncode == 0, drill.stdout + drill.stderr
    assert drill.stdout.startswith(f"seed {SEED}:")
    assert drill.stdout.endswith(f"published {FILES} of {FILES}\n")
    told = json.loads(report.read_text())
    assert (told["published"], told["duplicates"], told["kills"], told["broken"]) == (FILES, 0, KILLS, [])
    assert told["in_the_middle"] >= 1
    assert told["in_progress"] >= 1
