"""What is asked is answered, by type or by package; whatever else comes goes to who wants it."""

import asyncio
from typing import Any

import pytest

from curator.client import ConnectionLostError, DismissedError, RefusedError, SilenceError, open_socket

from .server import Message, answer, run, running, silent

UNASKED = "00000000-0000-0000-0000-000000000000"


def test_a_type_is_answered_by_the_message_that_follows_it() -> None:
    def script(message: Message) -> list[Message]:
        assert message == {"type": "UPLOAD_SLICE", "data": {"batchid": 1}, "handler": "flickr"}
        return [{"type": "BATCH_PROGRESS", "data": {}}, {"type": "UPLOAD_SLICE_ACK", "data": [], "sliceid": 4}]

    async def test() -> None:
        async with running(script) as server, await open_socket(server.address) as socket:
            got = await socket.call("UPLOAD_SLICE", {"batchid": 1}, handler="flickr")
            assert (got.data, got.meta, got.message["sliceid"]) == ([], None, 4)
            assert (await socket.expect("BATCH_PROGRESS"))["data"] == {}  # nobody had asked for it: it was kept

    run(test)


def test_a_type_that_nothing_answers_returns_at_once() -> None:
    async def test() -> None:
        async with running() as server, await open_socket(server.address) as socket:
            assert (await socket.call("CANCEL_BATCH", 7)).data is None

    run(test)


def test_types_are_asked_one_after_the_other_because_their_answers_do_not_say_whose_they_are() -> None:
    async def test() -> None:
        async with running() as server, await open_socket(server.address) as socket:
            calls = [asyncio.create_task(socket.call("CREATE_BATCH")) for _ in range(2)]
            asked: list[int] = []
            for reply in ({"type": "ERROR", "data": "No"}, {"type": "BATCH_CREATED", "data": 3}):
                while len(server.received) == len(asked):
                    await asyncio.sleep(0)
                asked.append(len(server.received))
                await server.push(reply)
            refused, created = await asyncio.gather(*calls, return_exceptions=True)
            assert asked == [1, 2]
            assert isinstance(refused, RefusedError)
            assert not isinstance(created, BaseException)
            assert created.data == 3

    run(test)


def test_packages_are_answered_by_their_request_in_whatever_order() -> None:
    waiting: list[Message] = []

    def script(message: Message) -> list[Message]:
        waiting.append(message)
        if len(waiting) < 2:
            return []
        return [answer(each, {"batch_id": each["data"]["n"]}, meta={"page": 1}) for each in reversed(waiting)]

    async def test() -> None:
        async with running(script) as server, await open_socket(server.address) as socket:
            first, second = await asyncio.gather(socket.call(101, {"n": 1}), socket.call(101, {"n": 2}))
            assert (first.data, second.data) == ({"batch_id": 1}, {"batch_id": 2})
            assert first.meta == {"page": 1}

    run(test)


@pytest.mark.parametrize(
    ("kind", "reply", "status_code", "errors"),
    [
        pytest.param("CREATE_BATCH", {"type": "ERROR", "data": "No"}, 1, (), id="an ERROR"),
        pytest.param(101, {"status_code": 3, "data": {"msg": "No"}}, 3, (), id="not permitted"),
        pytest.param(
            101,
            {"status_code": 2, "data": {"msg": "No", "errors": [{"path": "n", "message": "Too small"}]}},
            2,
            ({"path": "n", "message": "Too small"},),
            id="invalid",
        ),
    ],
)
def test_a_no_is_raised_with_the_servers_sentence(
    kind: str | int, reply: Message, status_code: int, errors: tuple[Any, ...]
) -> None:
    def script(message: Message) -> list[Message]:
        return [{**answer(message, {}), **reply} if "pkg_id" in message else reply]

    async def test() -> None:
        async with running(script) as server, await open_socket(server.address) as socket:
            with pytest.raises(RefusedError, match=r"^No$") as refused:
                await socket.call(kind)
            assert (refused.value.status_code, refused.value.errors) == (status_code, errors)

    run(test)


def test_the_parts_of_an_exchange_are_read_as_the_messages_they_are() -> None:
    def script(message: Message) -> list[Message]:
        part = {"pkg_id": 1304, "req_id": message["req_id"], "data": {"images": [{"id": "1"}], "collection": "walk"}}
        return [answer(message, {"ids": ["1"]}), part]

    async def test() -> None:
        async with running(script) as server, await open_socket(server.address) as socket:
            async with socket.exchange(301, {"collection": "walk", "handler": "mapillary"}) as parts:
                assert (await parts.next())["data"] == {"ids": ["1"]}
                part = await parts.next()
            assert part["type"] == "PARTIAL_COLLECTION_IMAGES"
            assert part["data"] == {"images": [{"id": "1"}], "collection": "walk"}

    run(test)


def test_silence_is_an_error_that_names_what_was_awaited() -> None:
    async def test() -> None:
        async with running() as server, await open_socket(server.address) as socket:
            with pytest.raises(SilenceError, match=r"no BATCH_CREATED within 0\.01 s"):
                await socket.call("CREATE_BATCH", within=0.01)
            with pytest.raises(SilenceError, match=r"no answer to 101 within 0\.01 s"):
                await socket.call(101, within=0.01)

    run(test)


def test_an_answer_that_comes_too_late_is_nobodys() -> None:
    asked: list[Message] = []

    def script(message: Message) -> list[Message]:
        asked.append(message)
        return [answer(asked[0], {"late": True}), answer(message, {"late": False})] if len(asked) > 1 else []

    async def test() -> None:
        async with running(script) as server, await open_socket(server.address) as socket:
            with pytest.raises(SilenceError):
                await socket.call(101, within=0.01)
            waiting = asyncio.create_task(socket.expect("BATCH_CREATED"))
            assert (await socket.call(101)).data == {"late": False}
            await server.push({"type": "BATCH_CREATED", "data": 3})
            assert (await waiting)["data"] == 3

    run(test)


def test_what_a_later_version_sends_disturbs_nobody() -> None:
    def script(message: Message) -> list[Any]:
        news = {"pkg_id": 9999, "req_id": UNASKED, "data": {}}
        return [[1], "text", 5, {}, {"type": [7]}, news, {"type": "BATCH_CREATED", "data": 3}]

    async def test() -> None:
        async with running(script) as server, await open_socket(server.address) as socket:
            assert (await socket.call("CREATE_BATCH")).data == 3

    run(test)


def test_whoever_listens_hears_pushes_of_both_envelopes_alike() -> None:
    async def test() -> None:
        async with running() as server, await open_socket(server.address) as socket:
            with socket.listen("UPLOADS_UPDATE") as updates:
                await server.push(
                    {"type": "UPLOADS_UPDATE", "data": [{"key": "1"}], "sequence": 4},
                    {"pkg_id": 1108, "req_id": UNASKED, "data": {"uploads": [{"key": "2"}], "sequence": 5}},
                )
                heard = [await updates.next(), await updates.next()]
            told = [(each["type"], each["data"], each["sequence"]) for each in heard]
            assert told == [("UPLOADS_UPDATE", [{"key": "1"}], 4), ("UPLOADS_UPDATE", [{"key": "2"}], 5)]

    run(test)


def test_a_closed_socket_is_an_error_for_all_who_wait_or_speak() -> None:
    async def test() -> None:
        async with running() as server, await open_socket(server.address) as socket:
            waiting = [asyncio.create_task(socket.expect("BATCH_CREATED")), asyncio.create_task(socket.call(101))]
            while not server.received:
                await asyncio.sleep(0)
            await server.sockets[-1].close(1001, "two hours are over")
            for problem in await asyncio.gather(*waiting, return_exceptions=True):
                assert isinstance(problem, ConnectionLostError)
                assert "two hours are over" in str(problem)
            with pytest.raises(ConnectionLostError, match="two hours are over"):
                await socket.send("CREATE_BATCH")
            with socket.listen("BATCH_CREATED") as created, pytest.raises(ConnectionLostError):
                await created.next()

    run(test)


def test_a_farewell_of_the_server_tells_why_it_closed() -> None:
    async def test() -> None:
        async with running() as server, await open_socket(server.address) as socket:
            await server.push({"type": "close", "code": 1008, "reason": "Token expired"})
            await server.sockets[-1].close(1000)
            with pytest.raises(DismissedError, match=r"^Token expired$"):
                await socket.expect("BATCH_CREATED")

    run(test)


def test_an_idle_socket_says_something_from_time_to_time() -> None:
    def script(message: Message) -> list[Message]:
        return [answer(message, {})]

    async def test() -> None:
        async with running(script) as server, await open_socket(server.address, keep_alive=0.001):
            while len(server.received) < 3:
                await asyncio.sleep(0)
            assert {message["pkg_id"] for message in server.received} == {10}

    run(test)


def test_a_connection_on_which_nothing_comes_back_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.client.socket.PONG_SECONDS", 0.01)

    async def test() -> None:
        async with running(silent) as server, await open_socket(server.address, keep_alive=0.001) as socket:
            assert not isinstance(await socket.ended(), DismissedError)

    run(test)


def test_a_message_that_comes_as_patience_ends_is_kept() -> None:
    async def test() -> None:
        async with running() as server, await open_socket(server.address) as socket:
            waiting = asyncio.create_task(socket.expect("BATCH_CREATED"))
            await asyncio.sleep(0)
            socket._inbox.deliver({"type": "BATCH_CREATED", "data": 3})
            waiting.cancel()
            await asyncio.wait([waiting])
            assert waiting.cancelled()
            assert (await socket.expect("BATCH_CREATED"))["data"] == 3

    run(test)
