"""The login goes through recorded steps; the socket speaks to a real server on the loopback."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from websockets.asyncio.server import ServerConnection, serve

from curator.client import ConnectError, ConnectionLostError
from local.demo.client import Account, CuratorClient, LoginFailedError, RefusedError, SilenceError
from local.demo.conversation import Conversation

CONSENT = """<form method="post" action="/w/index.php?title=Special:OAuth/authorize">
<input type="hidden" name="oauth_token" value="t"><input type="radio" name="username" value="Demo"></form>"""

Script = Callable[[dict[str, Any]], list[dict[str, Any]]]


def site(request: httpx.Request) -> httpx.Response:
    """Answer as Curator and the wiki do when everything goes well."""
    match request.url.host, request.url.path:
        case "curator.test", "/auth/login":
            return httpx.Response(307, headers={"location": "http://wiki.test/w/index.php?title=Special:OAuth/x"})
        case "wiki.test", _ if request.method == "POST":
            return httpx.Response(302, headers={"location": "http://curator.test/auth/callback?oauth_verifier=v"})
        case "wiki.test", _:
            return httpx.Response(200, text=CONSENT)
        case "curator.test", "/auth/callback":
            return httpx.Response(307, headers={"location": "/", "set-cookie": "session=s1; Path=/; HttpOnly"})
        case "curator.test", "/auth/whoami" if "session=s1" in request.headers.get("cookie", ""):
            return httpx.Response(200, json={"username": "Demo", "userid": "15", "authorized": False})
        case _:
            return httpx.Response(401, json={"detail": "Unauthorized"})


def log_in(handler: Callable[[httpx.Request], httpx.Response], username: str = "Demo") -> Account:
    async def run() -> Account:
        async with CuratorClient("http://curator.test", transport=httpx.MockTransport(handler)) as client:
            return await client.log_in(username)

    return asyncio.run(run())


def test_logging_in_goes_through_the_consent_page_and_keeps_the_session() -> None:
    assert log_in(site) == Account(username="Demo", user_id="15")


def test_an_account_the_wiki_does_not_have_cannot_log_in() -> None:
    with pytest.raises(LoginFailedError, match="the consent page: no account 'Nobody'"):
        log_in(site, "Nobody")


@pytest.mark.parametrize(
    ("path", "step"),
    [
        pytest.param("/auth/login", "the login", id="the wiki gives no request token"),
        pytest.param("/auth/callback", "the callback", id="the account is too new"),
    ],
)
def test_a_refused_step_is_quoted(path: str, step: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403, text="Not for you") if request.url.path == path else site(request)

    with pytest.raises(LoginFailedError, match=f"{step} answered 403: Not for you"):
        log_in(handler)


def converse(script: Script, client: Callable[[Conversation], Awaitable[Any]]) -> Any:
    """Run a client against a server that answers each message as the script says."""

    async def answer(socket: ServerConnection) -> None:
        async for text in socket:
            for reply in script(json.loads(text)):
                await socket.send(json.dumps(reply))

    async def run() -> Any:
        async with serve(answer, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            async with CuratorClient(f"http://127.0.0.1:{port}") as curator, curator.open_socket() as conversation:
                return await client(conversation)

    return asyncio.run(run())


def test_a_collection_in_parts_is_put_together_in_the_announced_order() -> None:
    def script(_message: dict[str, Any]) -> list[dict[str, Any]]:
        def part(*ids: str) -> dict[str, Any]:
            images = [{"id": each} for each in ids]
            return {"type": "PARTIAL_COLLECTION_IMAGES", "data": {"images": images, "collection": "walk"}}

        return [
            {"type": "TRY_BATCH_RETRIEVAL", "data": "in parts"},
            {"type": "COLLECTION_IMAGE_IDS", "data": ["3", "1", "2"]},
            part("1", "2"),
            part("3"),
        ]

    collection = converse(script, lambda conversation: conversation.fetch_images("walk"))

    assert [image["id"] for image in collection.images] == ["3", "1", "2"]
    assert collection.sequence_id == "walk"


def test_slices_hold_eighteen_items_and_wait_for_their_acknowledgement() -> None:
    received: list[tuple[int, int]] = []

    def script(message: dict[str, Any]) -> list[dict[str, Any]]:
        number = message["data"]["sliceid"]
        received.append((number, len(message["data"]["items"])))
        stale = {"type": "UPLOAD_SLICE_ACK", "data": [], "sliceid": number - 1}
        return [stale, {"type": "UPLOAD_SLICE_ACK", "data": [], "sliceid": number}]

    items = [{"id": str(number)} for number in range(40)]
    converse(script, lambda conversation: conversation.upload(5, items))

    assert received == [(0, 18), (1, 18), (2, 4)]


def test_following_ends_with_the_word_that_the_batch_is_complete() -> None:
    def script(message: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"type": "UPLOADS_UPDATE", "data": []},  # pushed before the answer: it is kept for later
            {"type": "SUBSCRIBED", "data": message["data"]},
            {"type": "UPLOADS_COMPLETE", "data": 4},
            {"type": "UPLOADS_COMPLETE", "data": 5},
        ]

    async def follow(conversation: Conversation) -> list[tuple[str, Any]]:
        return [(message["type"], message["data"]) async for message in conversation.follow(5, within=5)]

    assert converse(script, follow) == [("UPLOADS_UPDATE", []), ("UPLOADS_COMPLETE", 4), ("UPLOADS_COMPLETE", 5)]


def test_an_error_of_the_server_is_raised_with_its_sentence() -> None:
    def script(_message: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"type": "ERROR", "data": "Collection not found"}]

    with pytest.raises(RefusedError, match="Collection not found"):
        converse(script, lambda conversation: conversation.fetch_images("nowhere"))


def test_silence_is_an_error_that_names_what_was_awaited() -> None:
    with pytest.raises(SilenceError, match=r"no BATCH_CREATED within 0\.01 s"):
        converse(lambda _: [], lambda conversation: conversation.expect("BATCH_CREATED", within=0.01))


def test_a_socket_the_server_closes_is_an_error_for_the_listener_and_the_speaker() -> None:
    async def answer(socket: ServerConnection) -> None:
        await socket.close(1001, "two hours are over")

    async def run() -> None:
        async with serve(answer, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            async with CuratorClient(f"http://127.0.0.1:{port}") as curator, curator.open_socket() as conversation:
                with pytest.raises(ConnectionLostError, match="two hours are over"):
                    await conversation.expect("BATCH_CREATED")
                await conversation.create_batch()

    with pytest.raises(ConnectionLostError, match="the socket was closed"):
        asyncio.run(run())


def test_a_socket_that_does_not_open_is_an_error() -> None:
    async def run() -> None:
        async with CuratorClient("http://127.0.0.1:9") as client, client.open_socket():
            pass

    with pytest.raises(ConnectError, match="does not open"):
        asyncio.run(run())
