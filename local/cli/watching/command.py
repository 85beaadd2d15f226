"""`curator watch`: a batch live, to its end."""

from typing import Annotated

import typer

from curator.client import Client
from local.cli.deployment.errors import FAILED
from local.cli.deployment.options import AsJson, At, Session, Token, chosen
from local.cli.deployment.place import HERE, Place
from local.cli.deployment.telling import ending_in_words, run
from local.cli.tables import console
from local.cli.watching.display import display_for
from local.cli.watching.following import follow
from local.cli.watching.watched import WatchedBatch

BatchId = Annotated[int, typer.Argument(min=1, metavar="BATCH", help="The batch's number.")]
GOES_ON = "not watched any more; the batch goes on: curator watch {} shows it again"


def watch(batch: BatchId, at: At = HERE, token: Token = "", session: Session = "", as_json: AsJson = False) -> None:
    """Watch a batch until it has ended; the exit status is 0 if all of it is on Commons.

    A lost connection is opened again, and what was missed is caught up with. Ctrl-C ends the watching, not the batch.

    Examples: curator watch 7 | curator watch 7 --json | curator watch 7 --at https://curator.example
    """
    with ending_in_words(interrupted=GOES_ON.format(batch)):
        watched = WatchedBatch(id=batch)
        run(watch_there(chosen(at, token, session), watched, as_json=as_json))
        end(watched)


async def watch_there(place: Place, batch: WatchedBatch, *, as_json: bool) -> None:
    """Watch a batch of a deployment to its end; raises CuratorClientError."""
    async with Client(place.socket, place.proof) as client:
        with display_for(batch, console(), as_json=as_json) as display:
            await follow(client, batch, display)


def end(batch: WatchedBatch) -> None:
    """End the command as the batch has ended; raises typer.Exit."""
    if not batch.successful:
        raise typer.Exit(FAILED)
