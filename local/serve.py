"""`python -m local.serve`: keeps Curator running for a browser, until Ctrl-C."""

import signal
import sys
import threading
import time
from pathlib import Path
from typing import Annotated

import typer

from local.ports import LAST_PORT, is_free
from local.sandbox.users import ALL_USERS
from local.stack import REPOSITORY, LocalStack, StackError, StackPlan

DEFAULT_PORT = 8080
POLL_SECONDS = 0.5


def main(
    port: Annotated[
        int, typer.Option(envvar="PORT", min=0, max=LAST_PORT, help="Port of Curator; by default 8080 or a free one.")
    ] = 0,
    state_dir: Annotated[Path, typer.Option(help="Where everything is kept between runs.")] = (
        REPOSITORY / "build" / "serve"
    ),
    built: Annotated[
        bool, typer.Option("--built", help="Run what `sam build` makes, with the layers' own libraries alone.")
    ] = False,
) -> None:
    """Run Curator with a sandbox of the outside services, and keep its data."""
    stopping = threading.Event()
    stack: LocalStack | None = None

    def stop(_signal: int, _frame: object) -> None:
        if stopping.is_set() and stack is not None:
            stack.kill()
            sys.exit(1)
        stopping.set()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        chosen = port or (DEFAULT_PORT if is_free(DEFAULT_PORT) else 0)
        stack = LocalStack(state_dir, port=chosen, plan=StackPlan(built=built))
        stack.start()
        _serve(stack)
    except (StackError, OSError) as error:  # the latter where nothing can be kept in that folder
        print(f"Curator does not run: {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        print("stopping", flush=True)
    finally:
        if stack is not None:
            stack.stop()


def _serve(stack: LocalStack) -> None:
    """Say where everything is, and stay until interrupted."""
    names = ", ".join(user.name for user in ALL_USERS)
    print(f"Curator is ready at {stack.url}", flush=True)
    print(f"The sandbox's Commons is at {stack.sandbox_url}; its users: {names}. Ctrl-C stops.", flush=True)
    while stack.running:
        time.sleep(POLL_SECONDS)
    raise StackError(f"a process ended by itself\n{stack.log_tail()}")


if __name__ == "__main__":
    typer.run(main)
