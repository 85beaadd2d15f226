"""The options that every command has which speaks to a deployment."""

import os
from typing import Annotated

import typer

from local.cli.deployment.place import Place, place_at

SOCKET_VARIABLE = "CURATOR_WEBSOCKET"

At = Annotated[
    str,
    typer.Option(
        "--at",
        "--to",
        envvar="CURATOR_URL",
        metavar="URL",
        help=f"The deployment. Its WebSocket is at /ws there, unless {SOCKET_VARIABLE} names another address.",
    ),
]
Token = Annotated[
    str,
    typer.Option(envvar="CURATOR_TOKEN", help="A bearer token: the issuer's; for a local run see curator token."),
]
Session = Annotated[
    str,
    typer.Option(envvar="CURATOR_SESSION", help="The cookie “session” of a login at the wiki: see curator login."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of words for people.")]


def chosen(at: str, token: str, session: str) -> Place:
    """Return the deployment these options name; raises MisuseError."""
    return place_at(at, socket=os.environ.get(SOCKET_VARIABLE, ""), token=token, session=session)
