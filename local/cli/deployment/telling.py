"""How a command ends: every failure is a sentence on standard error and an exit status, never a stack trace."""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer

from curator.client import CuratorClientError, RefusedError
from local.cli.deployment.errors import FAILED, INTERRUPTED, CommandError

T = TypeVar("T")


@contextmanager
def ending_in_words(*, interrupted: str = "stopped") -> Iterator[None]:
    """Turn what goes wrong in the block into a sentence and an exit status.

    Args:
        interrupted: what is said at Ctrl-C.
    """
    try:
        yield
    except CommandError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(problem.exit_status) from None
    except RefusedError as problem:
        number = (
            f" (status {problem.status_code})" if problem.status_code > 1 else ""
        )  # of packages; 1 says nothing more
        typer.echo(f"refused{number}: {problem}", err=True)
        for error in problem.errors:
            typer.echo(f"  {error.get('path')}: {error.get('message')}", err=True)
        raise typer.Exit(FAILED) from None
    except CuratorClientError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        typer.echo(interrupted, err=True)
        raise typer.Exit(INTERRUPTED) from None


def run(talk: Coroutine[Any, Any, T]) -> T:
    """Return what a conversation on a socket leads to."""
    return asyncio.run(talk)


def print_json(value: Any) -> None:
    """Print a value for programs: one line, so that a stream of them can be read as it comes."""
    typer.echo(json.dumps(value, ensure_ascii=False))
