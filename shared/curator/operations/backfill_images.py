"""Make variants anew wherever they were made by another specification than the one that is set now.

Run it after the sizes, the quality or the effort have changed, or the engine has. It only finds the images and sends
their ids to the images queue; the resizer does the work, only for the variants that differ, while every image stays
readable. Stop it whenever you like: another run sends what is left, from the start or from the moment --since that the
last line of progress names.
"""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from curator.foundation.clock import iso_timestamp
from curator.foundation.settings import SettingsError
from curator.images import wiring
from curator.images.backfill import Backfill, Progress
from curator.images.errors import SpecificationError


def add_to(commands: Any) -> None:
    """Add the command to a parser's commands."""
    command = commands.add_parser(
        "backfill-images",
        help="make outdated image variants anew",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Needs IMAGES_TABLE, IMAGES_QUEUE_URL and the IMAGE_… settings of the deployment in the environment.",
    )
    command.add_argument("--dry-run", action="store_true", help="count the outdated images and send none")
    command.add_argument("--limit", type=_positive, metavar="N", help="send at most N images")
    command.add_argument(
        "--since",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="leave out images completed before this moment, in seconds since the epoch",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace, make: Callable[[], Backfill] = wiring.backfill) -> int:
    """Run the command and return the process's exit status."""
    try:
        backfill = make()
    except (SettingsError, SpecificationError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command speaks to its operator
        return 2
    verb = "outdated" if arguments.dry_run else "sent"
    end = backfill.run(
        since=arguments.since,
        limit=arguments.limit,
        dry_run=arguments.dry_run,
        tell=lambda progress: _tell(progress, verb),
    )
    print(f"done: {end.read} images read, {end.sent} {verb}")  # noqa: T201
    return 0


def _tell(progress: Progress, verb: str) -> None:
    moment = f"{iso_timestamp(progress.up_to)} (--since {progress.up_to})"
    print(f"{progress.read} read, {progress.sent} {verb}, up to {moment}", flush=True)  # noqa: T201


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be positive")
    return number
