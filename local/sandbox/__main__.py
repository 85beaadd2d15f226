"""`python -m local.sandbox --port 8090 --state-dir build/sandbox` runs the outside services on this machine."""

import argparse
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

import uvicorn

from local.sandbox.app import create_app
from local.sandbox.settings import (
    DEFAULT_CALLBACK_URL,
    DEFAULT_PHOTOGRAPHS_DIR,
    DEFAULT_PORT,
    SANDBOX_CONSUMER_KEY,
    SANDBOX_CONSUMER_SECRET,
    SandboxSettings,
)

GRACEFUL_SECONDS = 3
KEEP_ALIVE_SECONDS = 75  # longer than any client keeps an idle connection


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; the consumer may also come from the environment."""
    parser = argparse.ArgumentParser(prog="python -m local.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--photographs-dir", type=Path, default=DEFAULT_PHOTOGRAPHS_DIR)
    parser.add_argument("--callback-url", default=os.environ.get("SANDBOX_CALLBACK_URL", DEFAULT_CALLBACK_URL))
    parser.add_argument("--public-url", default=os.environ.get("SANDBOX_PUBLIC_URL", ""))
    parser.add_argument("--consumer-key", default=os.environ.get("SANDBOX_CONSUMER_KEY", SANDBOX_CONSUMER_KEY))
    parser.add_argument("--consumer-secret", default=os.environ.get("SANDBOX_CONSUMER_SECRET", SANDBOX_CONSUMER_SECRET))
    return parser.parse_args(arguments)


class _Server(uvicorn.Server):
    """Says in one line when requests can come, and where."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening."""
        await super().startup(sockets)
        for listener in sockets or []:
            host, port = listener.getsockname()[:2]
            print(f"sandbox ready: http://{host}:{port}/", flush=True)


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End without a complaint; uvicorn raises the signal again after it has finished open requests."""
    raise SystemExit(0)


def main(arguments: list[str]) -> int:
    """Run until told to stop."""
    options = parse_arguments(arguments)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    settings = SandboxSettings(
        state_dir=options.state_dir,
        photographs_dir=options.photographs_dir,
        consumer_key=options.consumer_key,
        consumer_secret=options.consumer_secret,
        callback_url=options.callback_url,
        public_url=options.public_url,
    )
    app = create_app(settings)
    if app.state.sandbox.photographs.missing_sources():
        print(f"no photographs in {settings.photographs_dir}: sequences have no pictures", file=sys.stderr)
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    with socket.create_server((options.host, options.port)) as listener:
        _Server(config).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
