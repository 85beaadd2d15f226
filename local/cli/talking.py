"""`curator call` and `curator listen`: say something on the real-time connection, and print what comes of it."""

import json
from typing import Annotated, Any

import typer

from curator.client import Client
from curator.client.envelopes import Kind
from curator.realtime.packages.numbers import CLIENT, NAME_OF
from local.cli.deployment.errors import MisuseError
from local.cli.deployment.options import At, Session, Token, chosen
from local.cli.deployment.place import HERE, Place
from local.cli.deployment.telling import ending_in_words, print_json, run

BEGINS_JSON = ("{", "[", '"')

Wish = Annotated[str, typer.Argument(metavar="MESSAGE", help="A message's type, or its number: see curator handlers.")]
Data = Annotated[str, typer.Argument(help="What it says, as JSON: 7, or for a number '{\"batch_id\": 7}'.")]
Many = Annotated[int, typer.Option(min=0, help="Stop after so many messages; 0 goes on until Ctrl-C.")]


def call(message: Wish, data: Data = "", at: At = HERE, token: Token = "", session: Session = "") -> None:
    """Send one message, and print its answer as JSON.

    Examples: curator call CREATE_BATCH | curator call 201 '{"batch_id": 7}'
    """
    with ending_in_words():
        run(_call(chosen(at, token, session), _kind(message), _content(data)))


def listen(
    message: Wish, data: Data = "", at: At = HERE, token: Token = "", session: Session = "", count: Many = 0
) -> None:
    """Watch a batch, a list or a room, over as many sockets as it takes, and print each message as a line of JSON.

    Examples: curator listen SUBSCRIBE_BATCH 7 | curator listen FETCH_BATCHES '{}' --count 1
    """
    with ending_in_words():
        run(_listen(chosen(at, token, session), _kind(message), _content(data), count))


async def _call(place: Place, kind: Kind, content: Any) -> None:
    async with Client(place.socket, place.proof) as client:
        print_json((await client.call(kind, content)).message)


async def _listen(place: Place, kind: Kind, content: Any, count: int) -> None:
    seen = 0
    async with Client(place.socket, place.proof) as client, client.subscribe(kind, content) as changes:
        async for change in changes:
            print_json(change)
            seen += 1
            if seen == count:
                return


def _kind(message: str) -> Kind:
    """Return the message's type or number; raises MisuseError for what no client may send."""
    if message.isdecimal() and NAME_OF.get(int(message)) in CLIENT:
        return int(message)
    if message.upper() in CLIENT:
        return message.upper()
    raise MisuseError(f"{message} is no message of a client: curator handlers lists them")


def _content(data: str) -> Any:
    """Return what the message says; raises MisuseError for what begins as JSON and is none."""
    try:
        return json.loads(data) if data else None
    except ValueError as problem:
        if not data.startswith(BEGINS_JSON):
            return data
        raise MisuseError(f"the data is not JSON: {problem}") from None
