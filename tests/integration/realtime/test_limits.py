"""The limits of callers as those meet them: several functions at once, one table, and the gateway's answers."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from local.bearer import bearer_token
from local.stack import LocalStack
from tests.integration.main_job.people import eventually

MOST_SOCKETS, MOST_MESSAGES, MOST_CALLS = 5, 100, 60
CALL = "/api/v1/images/mine"

Opens = Callable[[], connect]


def sockets_of(stack: LocalStack, user_id: str) -> Opens:
    """Return what opens sockets of a user."""
    headers = {"Authorization": f"Bearer {bearer_token(user_id)}"}
    return lambda: connect(stack.websocket_url, additional_headers=headers, proxy=None, open_timeout=30)


async def answers(socket: ClientConnection) -> str:
    """Return the type of what answers a message."""
    await socket.send('{"type":"PING"}')
    answer: str = json.loads(await asyncio.wait_for(socket.recv(), 30))["type"]
    return answer


async def opened(opens: Opens) -> ClientConnection | None:
    """Return a new socket, None where it is one too many."""
    try:
        return await opens()
    except InvalidStatus as refused:
        if refused.response.status_code == 429:
            return None
        raise


# scenario realtime-18
def test_a_sixth_socket_is_refused_with_429_and_the_others_go_on(stack: LocalStack) -> None:
    opens = sockets_of(stack, "holder of sockets")

    async def run() -> None:
        async with AsyncExitStack() as open_until_the_end:
            sockets = [await open_until_the_end.enter_async_context(opens()) for _ in range(MOST_SOCKETS)]
            with pytest.raises(InvalidStatus) as refused:
                await opens()
            assert refused.value.response.status_code == 429
            assert [await answers(socket) for socket in sockets] == ["PONG"] * MOST_SOCKETS
            await sockets[0].close()
            # in less than the 30 seconds after which the count would heal without having been told
            sixth = await eventually(lambda: opened(opens), within=25, what="the gateway telling of the end")
            await open_until_the_end.enter_async_context(sixth)
            assert await answers(sixth) == "PONG"

    asyncio.run(run())


# scenario realtime-16
def test_who_sends_too_much_is_told_so_and_disconnected(stack: LocalStack) -> None:
    opens = sockets_of(stack, "sender of messages")

    async def run() -> None:
        async with opens() as socket:
            for _ in range(MOST_MESSAGES):
                assert await answers(socket) == "PONG"
            await socket.send('{"type":"PING"}')
            last = json.loads(await asyncio.wait_for(socket.recv(), 30))
            assert (last["type"], last["code"], last["reason"]) == ("close", 1008, "Message rate limit exceeded")
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(socket.recv(), 30)

    asyncio.run(run())


# scenario realtime-73 realtime-74
def test_parallel_calls_of_one_user_are_counted_exactly_over_all_functions(stack: LocalStack) -> None:
    headers = {"Authorization": f"Bearer {bearer_token('caller')}"}
    with httpx.Client(base_url=stack.url, headers=headers, timeout=60) as client, ThreadPoolExecutor(3) as pool:
        first = client.get(CALL)
        assert (first.status_code, first.headers["X-RateLimit-Limit"]) == (200, f"{MOST_CALLS}")
        assert int(first.headers["X-RateLimit-Remaining"]) == MOST_CALLS - 1
        called = list(pool.map(lambda _: client.get(CALL), range(40)))
        for refused in (one for one in called if one.status_code == 429):
            assert int(refused.headers["Retry-After"]) >= 1
            assert refused.json()["detail"] == "Rate limit exceeded. Please try again later."
        statuses = Counter(one.status_code for one in called)
        assert statuses.keys() <= {200, 429, 503}
        last = client.get(CALL)
        while last.status_code == 429:  # by the limit of a second
            last = client.get(CALL)
        counted = MOST_CALLS - int(last.headers["X-RateLimit-Remaining"])
        served = statuses[200] + 2
        assert served <= counted <= served + statuses[503]  # the gateway may give up on a call that was counted
