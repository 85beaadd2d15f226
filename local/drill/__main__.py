"""`python -m local.drill`: run the drill, print and write down what came of it, and judge."""

import json
import random
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import httpx
import typer
from botocore.exceptions import BotoCoreError, ClientError

from curator.client import CuratorClientError
from local.drill.crashing import Drill, DrillFailedError, drill_stack
from local.drill.judging import figures, problems
from local.drill.moments import draw
from local.drill.photographs import MOST, upload_items
from local.drill.report import as_text
from local.stack import REPOSITORY, LocalStack, StackError

STATE_DIR = REPOSITORY / "build" / "drill"
REPORT = REPOSITORY / "build" / "bench" / "drill.json"
SEEDS = 1_000_000
LOG_LINES = 6  # of each process, after a failure
SOMETHING_BROKE = (DrillFailedError, StackError, CuratorClientError, httpx.HTTPError, BotoCoreError, ClientError)


def main(
    files: Annotated[int, typer.Option(min=2, max=MOST, help="Photographs of the batch.")] = 200,
    kills: Annotated[int, typer.Option(min=0, help="How often everything is killed.")] = 10,
    seed: Annotated[int | None, typer.Option(help="Draws the moments; the seed of a drill repeats it.")] = None,
    state_dir: Annotated[Path, typer.Option(help="Emptied first; left as it is after a failure.")] = STATE_DIR,
    report: Annotated[Path, typer.Option(help="Where the figures are written.")] = REPORT,
) -> None:
    """Kill everything in the middle of a batch, again and again, and prove that every photograph is published once."""
    chosen = random.SystemRandom().randrange(SEEDS) if seed is None else seed
    print(f"seed {chosen}: --seed {chosen} draws the same moments", flush=True)
    shutil.rmtree(state_dir, ignore_errors=True)
    stack = drill_stack(state_dir)
    try:
        broken = _drill(stack, files=files, kills=kills, seed=chosen, report=report)
    except SOMETHING_BROKE as problem:
        broken = [str(problem)]
        if not isinstance(problem, StackError):  # which shows the log that tells more
            print(stack.log_tail(LOG_LINES), file=sys.stderr)
    finally:
        stack.kill()
    for sentence in broken:
        print(sentence, file=sys.stderr)
    if broken:
        print(f"the drill failed; its state and logs are in {state_dir}", file=sys.stderr)
        raise typer.Exit(1)
    shutil.rmtree(state_dir, ignore_errors=True)


def _drill(stack: LocalStack, *, files: int, kills: int, seed: int, report: Path) -> list[str]:
    """Run it, tell, and return what is wrong."""
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {text}", flush=True)

    stack.start()
    say(f"Curator runs at {stack.url}")
    drill = Drill(stack, upload_items(files), say)
    ledger, published = drill.run(draw(kills, files=files, seed=seed))
    told = figures(drill.kills, ledger, published, seed=seed, seconds=time.monotonic() - began)
    broken = problems(ledger, published)
    print(as_text(told), flush=True)
    report.parent.mkdir(parents=True, exist_ok=True)
    each = [asdict(kill) for kill in drill.kills]
    report.write_text(json.dumps({**asdict(told), "each_kill": each, "broken": broken}, indent=2) + "\n")
    return broken


if __name__ == "__main__":
    typer.run(main)
