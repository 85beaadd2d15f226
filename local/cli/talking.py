"""`curator call` and `curator listen`: say something on the real-time connection, and print what comes of it."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Annotated, Any

import typer

from curator.client import Anonymous, Bearer, Client, CuratorClientError, Proof, RefusedError
from curator.client.envelopes import Kind
from curator.realtime.packages.numbers import CLIENT, NAME_OF
from local.cli.deployment.errors import FAILED, MISUSED, MisuseError
from local.cli.deployment.place import place_at

HERE = "ws://localhost:8080/ws"
BEGINS_JSON = ("{", "[", '"')

Wish = Annotated[str, typer.Argument(metavar="MESSAGE", help="A message's type, or its number: see curator handlers.")]
Data = Annotated[str, typer.Argument(help="What it says, as JSON: 7, or for a number '{\"batch_id\": 7}'.")]
Address = Annotated[
    str,
    typer.Option(
        "--at",
        "--to",
        envvar=["CURATOR_WEBSOCKET", "CURATOR_URL"],
        help="The deployment, or its WebSocket where that is not at /ws there.",
    ),
]
Token = Annotated[str, typer.Option(envvar="CURATOR_TOKEN", help="A bearer token: the issuer's, or local.bearer's.")]
Many = Annotated[int, typer.Option(min=0, help="Stop after so many messages; 0 goes on until Ctrl-C.")]


def call(message: Wish, data: Data = "", to: Address = HERE, token: Token = "") -> None:
    """Send one message, and print its answer as JSON."""
    kind, content = _kind(message), _content(data)

    async def talk() -> None:
        async with Client(_socket_at(to), _proof(token)) as client:
            _show((await client.call(kind, content)).message)

    _run(talk())


def listen(message: Wish, data: Data = "", to: Address = HERE, token: Token = "", count: Many = 0) -> None:
    """Watch a batch, a list or a room, over as many sockets as it takes, and print each message as a line of JSON."""
    kind, content = _kind(message), _content(data)

    async def talk() -> None:
        seen = 0
        async with Client(_socket_at(to), _proof(token)) as client, client.subscribe(kind, content) as changes:
            async for change in changes:
                _show(change)
                seen += 1
                if seen == count:
                    return

    _run(talk())


def _kind(message: str) -> Kind:
    """Return the message's type or number; raises typer.Exit for what no client may send."""
    if message.isdecimal() and NAME_OF.get(int(message)) in CLIENT:
        return int(message)
    if message.upper() in CLIENT:
        return message.upper()
    typer.echo(f"{message} is no message of a client: curator handlers lists them", err=True)
    raise typer.Exit(MISUSED)


def _content(data: str) -> Any:
    """Return what the message says; raises typer.Exit for what begins as JSON and is none."""
    try:
        return json.loads(data) if data else None
    except ValueError as problem:
        if not data.startswith(BEGINS_JSON):
            return data
        typer.echo(f"the data is not JSON: {problem}", err=True)
        raise typer.Exit(MISUSED) from None


def _socket_at(address: str) -> str:
    """Return where the WebSocket is; raises typer.Exit for what is no address."""
    if address.startswith(("ws:", "wss:")):
        return address
    try:
        return place_at(address).socket
    except MisuseError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(problem.exit_status) from None


def _proof(token: str) -> Proof:
    return Bearer(token) if token else Anonymous()


def _show(message: dict[str, Any]) -> None:
    typer.echo(json.dumps(message, ensure_ascii=False))


def _run(talk: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(talk)
    except RefusedError as problem:
        typer.echo(f"refused (status {problem.status_code}): {problem}", err=True)
        for error in problem.errors:
            typer.echo(f"  {error.get('path')}: {error.get('message')}", err=True)
        raise typer.Exit(FAILED) from None
    except CuratorClientError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        raise typer.Exit from None
