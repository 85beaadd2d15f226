"""Garbage while a function starts, and afterwards. In a process of its own: it changes the whole of it."""

import json
import subprocess
import sys
from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared"
PROGRAM = """
import gc, json
usual = gc.get_threshold()
from curator.foundation import starting
walks = []
gc.callbacks.append(lambda phase, info: walks.append(phase))
kept = [[] for _ in range(20_000)]
meanwhile = len(walks)
starting.started()
more = [[] for _ in range(20_000)]
print(json.dumps([list(usual), meanwhile, list(gc.get_threshold()), len(walks) > 0, gc.get_freeze_count() > 20_000]))
"""


def test_nobody_looks_for_garbage_until_a_function_has_started() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={"PYTHONPATH": str(SHARED)}, capture_output=True, text=True, check=True
    )
    usual, walks_of_the_start, afterwards, walks_again, left_out = json.loads(done.stdout)
    assert walks_of_the_start == 0
    assert afterwards == usual
    assert walks_again, "as in any other process"
    assert left_out, "what a start made is walked over no more"
