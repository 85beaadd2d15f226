"""`python -m local.mediawiki --port 8091 --state-dir build/wiki` runs a real MediaWiki, in place of the sandbox's."""

import argparse
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from local.mediawiki.installation import InstallationError, install
from local.mediawiki.wiki import DEFAULT_CALLBACK_URL, MediaWiki
from local.processes import StartError

DEFAULT_PORT = 8091
JOB_SECONDS = 1.0  # between two looks into the job queue; an asynchronous upload waits about as long

# Small ones, to watch the pace. With "commons" everybody has what Commons grants them.
DEMO_LIMITS = {"upload": {"user": (10, 6), "newbie": (8, 60)}, "edit": {"user": (60, 6), "newbie": (120, 300)}}


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m local.mediawiki", description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--callback-url", default=DEFAULT_CALLBACK_URL)
    parser.add_argument("--limits", choices=("demo", "commons"), default="demo")
    return parser.parse_args(arguments)


def describe(wiki: MediaWiki) -> str:
    """Return the environment that makes Curator use this wiki, one variable a line."""
    return "\n".join(
        (
            f"COMMONS_API_URL={wiki.api_url}",
            f"COMMONS_INDEX_URL={wiki.index_url}",
            f"CURATOR_OAUTH1_KEY={wiki.consumer.key}",
            f"CURATOR_OAUTH1_SECRET={wiki.consumer.secret}",
        )
    )


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main(arguments: list[str]) -> int:
    """Run until told to stop, doing the wiki's jobs."""
    options = parse_arguments(arguments)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    try:
        wiki = MediaWiki(install(), options.state_dir.resolve(), port=options.port, callback_url=options.callback_url)
        try:
            wiki.start()
            if options.limits == "demo":
                wiki.limit(DEMO_LIMITS)
            print(describe(wiki), f"mediawiki ready: {wiki.url}/", sep="\n", flush=True)
            while True:
                wiki.run_jobs()
                time.sleep(JOB_SECONDS)
        finally:
            wiki.stop()
    except (InstallationError, StartError) as problem:
        print(f"the wiki did not start: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
