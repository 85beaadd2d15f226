"""Whether sockets open, answer, and bring what others say."""

import asyncio
import time
from collections.abc import Iterator
from uuid import uuid4

from curator.client import ConnectError, CuratorClientError, RefusedError, SilenceError, Socket, open_socket
from curator.realtime.packages.numbers import CLIENT
from local.cli.doctor.findings import Finding, unknown, warning, well, wrong
from local.cli.doctor.visit import Visit

SOCKET, ECHO = "socket", "echo"
UNAUTHORIZED, TOO_MANY = 401, 429
ANSWER_SECONDS, ECHO_SECONDS = 20.0, 30.0
SLOW_SECONDS = 3.0
NOT_LET_IN = 3  # status of a package: not permitted


def socket(visit: Visit) -> Iterator[Finding]:
    """Open a socket, say something and have it come back."""
    if not visit.username:
        yield asyncio.run(_closed_to_strangers(visit))
        return
    yield from asyncio.run(_open_and_talk(visit))


async def _closed_to_strangers(visit: Visit) -> Finding:
    try:
        stranger = await open_socket(visit.place.socket, within=ANSWER_SECONDS)
    except ConnectError as problem:
        if problem.status == UNAUTHORIZED:
            return well(SOCKET, f"{visit.place.socket} answers, and asks for a login")
        return _not_open(problem)
    await stranger.close()
    return wrong(SOCKET, "it opens for somebody who shows no proof", "See the route $connect of the WebSocket API.")


async def _open_and_talk(visit: Visit) -> list[Finding]:
    began = time.monotonic()
    try:
        opened = await open_socket(visit.place.socket, visit.place.proof, within=ANSWER_SECONDS)
    except ConnectError as problem:
        return [_not_open(problem)]
    try:
        await opened.call("PING", within=ANSWER_SECONDS)
        took = time.monotonic() - began
        return [_about_time(took), await _echo(opened)]
    except CuratorClientError as problem:
        return [wrong(SOCKET, f"it opens, and says nothing: {problem}", "See the log of the function websocket.")]
    finally:
        await opened.close()


def _not_open(problem: ConnectError) -> Finding:
    if problem.status == TOO_MANY:
        return warning(SOCKET, "you have as many sockets open as a user may", "Close one, and ask again.")
    advice = "Does the deployment send /ws to the WebSocket API? Another address can be given in CURATOR_WEBSOCKET."
    return wrong(SOCKET, str(problem), advice)


def _about_time(took: float) -> Finding:
    text = f"it opens and answers within {took:.1f} s"
    return well(SOCKET, text) if took < SLOW_SECONDS else warning(SOCKET, text, "Functions may be starting; ask again.")


async def _echo(opened: Socket) -> Finding:
    """Join a room of our own, announce something there, and wait for it: through a queue, a function and back."""
    room, words = f"doctor-{uuid4()}", "an echo for curator doctor"
    await opened.call("JOIN_ROOM", room, within=ANSWER_SECONDS)
    try:
        await opened.call(CLIENT["ANNOUNCE"], {"text": words, "room": room}, within=ANSWER_SECONDS)
        heard = await opened.expect("ANNOUNCEMENT", within=ECHO_SECONDS)
    except RefusedError as problem:
        if problem.status_code == NOT_LET_IN:
            return unknown(ECHO, "only announcers can hear themselves", "Ask again with a token of the role announcer.")
        return wrong(ECHO, f"what was said is refused: {problem}")
    except SilenceError:
        return wrong(
            ECHO, "what was said never came back", "See the fetches queue and the log of the function fetcher."
        )
    if heard["data"]["text"] != words:
        return warning(ECHO, "something else came back: announcements of others are under way")
    return well(ECHO, "what is said in a room comes back")
