"""A real issuer's tokens on sockets and over HTTP, through the gateways and the deployed template."""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from local.parameters import StackUrls, curator_parameters
from local.stack import CURATOR, LocalStack
from tests.oidc.issuer import Issuer

MAX_SOCKETS = 5
ANSWER_SECONDS = 20
SWEPT_SECONDS = 120  # the token's last second, the leeway of 30, and the sweep of each minute


@pytest.fixture(scope="module")
def stack(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Run Curator with the issuer."""

    def parameters(urls: StackUrls) -> dict[str, str]:
        named = {"OidcIssuer": issuer.address, "OidcAudience": "curator", "OidcRoles": "realm,client"}
        return {**curator_parameters(os.environ, urls), **named}

    with LocalStack(tmp_path_factory.mktemp("curator"), plan=replace(CURATOR, parameters=parameters)) as stack:
        yield stack


def opening(stack: LocalStack, token: str = "", **more: Any) -> connect:
    """Return a socket that opens as a page opens it, with the token among the subprotocols."""
    protocols = [Subprotocol("bearer"), Subprotocol(token)] if token else None
    return connect(stack.websocket_url + more.pop("query", ""), subprotocols=protocols, proxy=None, **more)


async def refused(stack: LocalStack, token: str = "", **more: Any) -> tuple[int, str]:
    """Return with which status and sentence an upgrade is refused."""
    with pytest.raises(InvalidStatus) as refusal:
        async with opening(stack, token, **more):
            pass
    response = refusal.value.response
    return response.status_code, json.loads(response.body or b"{}").get("detail", "")


async def ask(socket: ClientConnection, kind: str, data: Any = None) -> dict[str, Any]:
    """Return the first answer to a message."""
    await socket.send(json.dumps({"type": kind, "data": data}))
    answer: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS))
    return answer


# scenario realtime-2
def test_a_page_with_a_token_opens_a_socket_and_is_known(issuer: Issuer, stack: LocalStack) -> None:
    async def talk() -> tuple[str | None, dict[str, Any]]:
        async with opening(stack, issuer.log_in("alice")["access_token"]) as socket:
            return socket.subprotocol, await ask(socket, "CREATE_BATCH")

    protocol, answer = asyncio.run(talk())
    assert protocol == "bearer"
    assert answer["type"] == "BATCH_CREATED", answer


def test_a_program_shows_its_token_in_a_header(issuer: Issuer, stack: LocalStack) -> None:
    header = {"Authorization": f"Bearer {issuer.token_for_a_program()}"}

    async def talk() -> str | None:
        async with opening(stack, additional_headers=header) as socket:
            return socket.subprotocol

    assert asyncio.run(talk()) is None
    answer = httpx.get(f"{stack.url}/auth/whoami", headers=header, timeout=ANSWER_SECONDS)
    assert (answer.status_code, answer.json()["userid"]) == (200, "program")


def test_a_ticket_opens_one_socket(issuer: Issuer, stack: LocalStack) -> None:
    header = {"Authorization": f"Bearer {issuer.token_for_a_program()}"}
    answer = httpx.post(f"{stack.url}/api/realtime/tickets", headers=header, timeout=ANSWER_SECONDS)
    ticket = answer.raise_for_status().json()["ticket"]

    async def talk() -> tuple[int, str]:
        async with opening(stack, query=f"?ticket={ticket}"):
            return await refused(stack, query=f"?ticket={ticket}")

    assert asyncio.run(talk()) == (401, "Ticket unknown, used or expired")


# scenario realtime-1
# scenario realtime-58
def test_the_status_of_a_refusal_reaches_the_client(issuer: Issuer, stack: LocalStack) -> None:
    good, foreign = issuer.token_for_a_program(), issuer.token_for_a_program("urn:elsewhere")

    async def knock() -> list[tuple[int, str]]:
        told = [
            await refused(stack),
            await refused(stack, "not-a-token"),
            await refused(stack, foreign),
            await refused(stack, good, origin="https://evil.example"),
        ]
        in_the_address = await refused(stack, query=f"?Authorization=Bearer%20{good}")
        assert "/api/realtime/tickets" in in_the_address[1]
        return [*told, (in_the_address[0], "")]

    assert asyncio.run(knock()) == [
        (401, "Not authenticated"),
        (401, "Invalid token"),
        (401, "Invalid token"),
        (403, "Forbidden"),
        (401, ""),
    ]


# scenario realtime-33
def test_a_socket_too_many_is_refused_and_the_others_stay(issuer: Issuer, stack: LocalStack) -> None:
    token = issuer.log_in("many")["access_token"]

    async def crowd() -> tuple[tuple[int, str], list[str]]:
        sockets = [await opening(stack, token) for _ in range(MAX_SOCKETS)]
        refusal = await refused(stack, token)
        answers = [(await ask(socket, "CREATE_BATCH"))["type"] for socket in sockets]
        for socket in sockets:
            await socket.close()
        return refusal, answers

    refusal, answers = asyncio.run(crowd())
    assert refusal == (429, "Maximum concurrent connections exceeded")
    assert answers == ["BATCH_CREATED"] * MAX_SOCKETS


# scenario realtime-23
def test_sockets_that_only_listen_are_closed_when_their_token_ends(issuer: Issuer, stack: LocalStack) -> None:
    brief, long = issuer.token_for_a_program("urn:curator:brief"), issuer.token_for_a_program("urn:curator:long")

    async def end_of(socket: ClientConnection) -> list[dict[str, Any]]:
        heard = []
        try:
            while True:
                heard.append(json.loads(await asyncio.wait_for(socket.recv(), SWEPT_SECONDS)))
        except ConnectionClosed:
            return heard

    async def listen() -> list[list[dict[str, Any]]]:
        async with opening(stack, long) as fresh, opening(stack, brief) as first, opening(stack, brief) as second:
            heard = [*await asyncio.gather(end_of(first), end_of(second))]
            assert (await ask(fresh, "CREATE_BATCH"))["type"] == "BATCH_CREATED"
            return heard

    began = time.monotonic()
    for heard in asyncio.run(listen()):
        assert [(one["type"], one["code"], one["reason"]) for one in heard] == [("close", 1008, "Token expired")]
    assert time.monotonic() - began < SWEPT_SECONDS
