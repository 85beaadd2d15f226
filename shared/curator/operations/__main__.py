"""The operators' commands. Each reads the environment the functions get, and AWS credentials as any client does."""

import argparse
import sys
from collections.abc import Sequence

from curator.operations import backfill_images


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    root = argparse.ArgumentParser(prog="python -m curator.operations", description=__doc__)
    commands = root.add_subparsers(title="commands", required=True, metavar="COMMAND")
    backfill_images.add_to(commands)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name and return the process's exit status."""
    chosen = parser().parse_args(arguments)
    status: int = chosen.run(chosen)
    return status


if __name__ == "__main__":
    sys.exit(main())
