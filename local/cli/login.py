"""`curator login`: a proof of who asks for the commands that need a login at the wiki."""

from typing import Annotated

import httpx
import typer

from local.cli.deployment.errors import CommandError, UnreachableError
from local.cli.deployment.options import At, chosen
from local.cli.deployment.place import HERE, Place
from local.cli.deployment.telling import ending_in_words, run
from local.demo.client import CuratorClient, LoginFailedError

Name = Annotated[str, typer.Argument(metavar="ACCOUNT", help="An account of the sandbox's wiki, such as Demo.")]
BY_HAND = (
    "{problem}\nOnly a sandbox's wiki lets a program in. Elsewhere open {url}/auth/login in a browser, allow the "
    "access, and give the value of the cookie “session” with --session or CURATOR_SESSION."
)


def login(account: Name, at: At = HERE) -> None:
    """Log in at a local run's wiki, and print the session alone, for CURATOR_SESSION.

    Example: export CURATOR_SESSION=$(curator login Demo)
    """
    with ending_in_words():
        typer.echo(run(session_of(chosen(at, "", ""), account)))


async def session_of(place: Place, account: str) -> str:
    """Return the session of a new login.

    Raises:
        CommandError: the wiki asks for a person.
        UnreachableError: nothing answers.
    """
    async with CuratorClient(place.url) as client:
        try:
            await client.log_in(account)
        except LoginFailedError as problem:
            raise CommandError(BY_HAND.format(problem=problem, url=place.url)) from problem
        except httpx.HTTPError as problem:
            raise UnreachableError(f"{place.url} does not answer: {problem}") from problem
        return client.session.header.partition("=")[2]
