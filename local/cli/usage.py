"""`curator usage`: what is known about who uses what."""

import typer

from curator.foundation.settings import SettingsError
from curator.usage import wiring
from curator.usage.errors import UsageError
from curator.usage.seed.seeding import Room, seed
from local.cli.deployment.errors import FAILED, MISUSED

app = typer.Typer(help="What is known about who uses what.", no_args_is_help=True)


@app.callback()
def _usage() -> None:
    """Make `seed` a command of its own, though there is no other yet."""


@app.command("seed")
def seed_table() -> None:
    """Put a small invented world into an empty usage table, to try things on; nothing that is there is changed.

    Needs USAGE_TABLE, and AWS credentials as any client does; AWS_ENDPOINT_URL for a local stack.
    """
    try:
        room = Room(
            organizations=wiring.organizations(),
            repositories=wiring.repositories(),
            packages=wiring.packages(),
            dependencies=wiring.dependencies(),
        )
        new = seed(room, now=wiring.CLOCK.now())
    except SettingsError as error:
        typer.echo(error, err=True)
        raise typer.Exit(MISUSED) from error
    except UsageError as error:
        typer.echo(error, err=True)
        raise typer.Exit(FAILED) from error
    typer.echo(
        f"{new.organizations} organisations, {new.repositories} repositories, "
        f"{new.packages} packages and {new.dependencies} dependencies are new"
    )
