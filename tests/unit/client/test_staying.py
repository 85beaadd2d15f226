"""A client stays connected: it comes back, more slowly each time, and goes on with what it watched."""

import asyncio
from typing import Any

import pytest

from curator.client import Client, ConnectError, ConnectionLostError, DismissedError, RefusedError
from curator.client.backoff import FIRST_SECONDS, LONGEST_SECONDS, wait_before_try

from .server import Message, Server, answer, run, running, silent

UNASKED = "00000000-0000-0000-0000-000000000000"


class Waits:
    """Waits no time at all, and notes how long it should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


async def lose(server: Server, *, code: int = 1001) -> None:
    await server.sockets[-1].close(code)


@pytest.mark.parametrize(
    ("tries", "random", "seconds"),
    [(0, 0.0, FIRST_SECONDS / 2), (0, 1.0, FIRST_SECONDS), (3, 1.0, 4.0), (50, 1.0, LONGEST_SECONDS), (50, 0.0, 15.0)],
)
def test_waits_double_up_to_the_longest_and_spread(tries: int, random: float, seconds: float) -> None:
    assert wait_before_try(tries, lambda: random) == seconds


def test_the_first_connection_fails_at_once() -> None:
    async def test() -> None:
        async with running() as server:
            server.refusals = [401]
            with pytest.raises(ConnectError, match="answered 401"):
                async with Client(server.address):
                    pass

    run(test)


def test_a_call_after_a_loss_goes_to_the_next_socket() -> None:
    def script(message: Message) -> list[Message]:
        return [answer(message, {"batch_id": 3})]

    async def test() -> None:
        waits = Waits()
        async with running(script) as server, Client(server.address, sleep=waits) as client:
            await client.call(101)
            server.refusals = [503, 429, 502]
            await lose(server)
            assert (await client.call(101, again=True)).data == {"batch_id": 3}
            assert len(server.requests) == 5
        assert [FIRST_SECONDS * 2**tries / 2 <= wait for tries, wait in enumerate(waits.seconds)] == [True] * 4

    run(test)


def test_a_server_that_closes_every_socket_at_once_is_not_hammered() -> None:
    async def test() -> None:
        waits = Waits()
        async with running() as server, Client(server.address, sleep=waits):
            for number in range(1, 6):
                while len(server.sockets) < number:
                    await asyncio.sleep(0)
                await lose(server)
            while len(waits.seconds) < 5:
                await asyncio.sleep(0)
        assert waits.seconds[4] > 2 * waits.seconds[0]
        assert waits.seconds[4] >= FIRST_SECONDS * 2**4 / 2

    run(test)


def test_waiting_begins_anew_after_a_socket_that_worked() -> None:
    def script(message: Message) -> list[Message]:
        return [answer(message, {})]

    async def test() -> None:
        waits = Waits()
        async with running(script) as server, Client(server.address, sleep=waits) as client:
            for _ in range(5):
                await client.call(101, again=True)
                await lose(server)
            await client.call(101, again=True)
        assert max(waits.seconds) <= FIRST_SECONDS

    run(test)


def test_a_call_under_way_when_the_socket_is_lost_is_repeated_only_if_that_is_harmless() -> None:
    def second(message: Message) -> list[Message]:
        return [answer(message, {"second": True})]

    async def test() -> None:
        async with running(silent, second) as server, Client(server.address, sleep=Waits()) as client:
            calls = [asyncio.create_task(client.call(101)), asyncio.create_task(client.call(104, again=True))]
            while len(server.received) < 2:
                await asyncio.sleep(0)
            await lose(server)
            once, twice = await asyncio.gather(*calls, return_exceptions=True)
            assert isinstance(once, ConnectionLostError)
            assert not isinstance(twice, BaseException)
            assert twice.data == {"second": True}

    run(test)


@pytest.mark.parametrize("status", [401, 403])
def test_a_client_that_is_not_let_in_any_more_ends(status: int) -> None:
    async def test() -> None:
        async with running() as server, Client(server.address, sleep=Waits()) as client:
            server.refusals = [503, status]
            await lose(server)
            with pytest.raises(ConnectError, match=f"answered {status}"):
                await client.call(101, again=True)

    run(test)


def test_a_client_that_is_dismissed_does_not_come_back() -> None:
    async def test() -> None:
        async with running() as server, Client(server.address, sleep=Waits()) as client:
            await server.push({"type": "close", "code": 1008, "reason": "Token expired"})
            await lose(server, code=1000)
            for _ in range(2):
                with pytest.raises(DismissedError, match="Token expired"):
                    await client.call(101, again=True)
            assert len(server.requests) == 1

    run(test)


def subscribed(*, by: str | int, number: int, token: str = "t") -> Any:
    """Answer a wish to watch batch 7, and show one upload."""

    def script(message: Message) -> list[Message]:
        if by == "SUBSCRIBE_BATCH" and message.get("type") == by:
            return [
                {"type": "SUBSCRIBED", "data": 7, "sequence": number, "token": token},
                {"type": "UPLOADS_UPDATE", "data": [{"key": "shown"}]},
            ]
        if message.get("pkg_id") == by:
            shown = {"pkg_id": 1108, "req_id": message["req_id"], "data": {"uploads": [{"key": "shown"}]}}
            return [answer(message, {"batch_id": 7, "sequence": number, "token": token}), shown]
        return []

    return script


def update(key: str, number: int) -> Message:
    return {"type": "UPLOADS_UPDATE", "data": [{"key": key}], "sequence": number}


def keys(message: Message) -> Any:
    return [row["key"] for row in message["data"]] if message["type"] == "UPLOADS_UPDATE" else message["type"]


@pytest.mark.parametrize("by", ["SUBSCRIBE_BATCH", 201])
def test_what_is_watched_is_read_in_order_and_ends_with_a_word_to_the_server(by: str | int) -> None:
    async def test() -> None:
        async with running(subscribed(by=by, number=3)) as server, Client(server.address) as client:
            async with client.subscribe(by, 7 if by == "SUBSCRIBE_BATCH" else {"batch_id": 7}) as changes:
                await server.push(update("a", 4), update("b", 5))
                assert [keys(await anext(changes)) for _ in range(4)] == ["SUBSCRIBED", ["shown"], ["a"], ["b"]]
            await client.call("CANCEL_BATCH", 7)
            while len(server.received) < 3:
                await asyncio.sleep(0)
            ending = server.received[1]
            assert (ending.get("type") or ending["pkg_id"]) in {"UNSUBSCRIBE_BATCH", 202}

    run(test)


def test_what_may_not_be_watched_says_so() -> None:
    def script(_message: Message) -> list[Message]:
        return [{"type": "ERROR", "data": "Batch not found"}]

    async def test() -> None:
        async with running(script) as server, Client(server.address) as client:
            with pytest.raises(RefusedError, match="Batch not found"):
                async with client.subscribe("SUBSCRIBE_BATCH", 7):
                    pass

    run(test)


@pytest.mark.parametrize("by", ["SUBSCRIBE_BATCH", 201])
def test_after_a_loss_what_was_missed_is_replayed_from_the_token(by: str | int) -> None:
    def replaying(message: Message) -> list[Message]:
        resumed = {"data": {"replayed": True, "missed": 2}, "sequence": 6, "token": "t"}
        missed = [update("b", 5), update("c", 6)]
        if message.get("type") == "RESUME":
            return [{"type": "RESUMED", **resumed}, *missed]
        if message.get("pkg_id") == 205:
            return [answer(message, {"replayed": True, "missed": 2, "sequence": 6, "token": "t"}), *missed]
        return []

    async def test() -> None:
        scripts = subscribed(by=by, number=3), replaying
        async with running(*scripts) as server, Client(server.address, sleep=Waits()) as client:
            async with client.subscribe(by, 7 if by == "SUBSCRIBE_BATCH" else {"batch_id": 7}) as changes:
                await server.push(update("a", 4))
                before = [keys(await anext(changes)) for _ in range(3)]
                await lose(server)
                after = [keys(await anext(changes)) for _ in range(3)]
                await server.push(update("c", 6), update("d", 7))  # pushed while the replay was read
                assert keys(await anext(changes)) == ["d"]
            assert (before, after) == (["SUBSCRIBED", ["shown"], ["a"]], ["RESUMED", ["b"], ["c"]])
            asked = next(each for each in server.received if each.get("type") == "RESUME" or each.get("pkg_id") == 205)
            assert asked["data"] == {"token": "t", "sequence": 4}

    run(test)


def test_where_too_much_was_missed_all_of_it_is_asked_for() -> None:
    def forgetful(message: Message) -> list[Message]:
        if message["type"] == "RESUME":
            return [{"type": "ERROR", "data": "Too long ago"}]
        return list(subscribed(by="SUBSCRIBE_BATCH", number=90)(message))

    async def test() -> None:
        scripts = subscribed(by="SUBSCRIBE_BATCH", number=3), forgetful
        async with (
            running(*scripts) as server,
            Client(server.address, sleep=Waits()) as client,
            client.subscribe("SUBSCRIBE_BATCH", 7) as changes,
        ):
            await anext(changes)
            await anext(changes)
            await lose(server)
            assert [keys(await anext(changes)) for _ in range(2)] == ["SUBSCRIBED", ["shown"]]
            await server.push(update("z", 91))
            assert keys(await anext(changes)) == ["z"]

    run(test)


@pytest.mark.parametrize("by", ["JOIN_ROOM", 601])
def test_each_of_several_rooms_is_heard_by_who_listens_to_it(by: str | int) -> None:
    def announcement(room: str | None, text: str, number: int | None = None) -> Message:
        data = {"id": text, "text": text, "sender": "Alice", **({"room": room} if room else {})}
        return {"type": "ANNOUNCEMENT", "data": data, **({"sequence": number} if number else {})}

    def joined(message: Message) -> list[Message]:
        if by == 601:
            return [answer(message, {**message["data"], "sequence": 8, "token": "t"})]
        return [{"type": "ROOM_JOINED", "data": message["data"], "sequence": 8, "token": "t"}]

    def resumed(message: Message) -> list[Message]:
        data = {"topic": "room", "replayed": False, "missed": 0}
        if by == 601:
            return [answer(message, {**data, "sequence": 20, "token": "t"})]
        return [{"type": "RESUMED", "data": data, "sequence": 20, "token": "t"}]

    async def test() -> None:
        red, blue = ("red", "blue") if by == "JOIN_ROOM" else ({"room": "red"}, {"room": "blue"})
        async with (
            running(joined, resumed) as server,
            Client(server.address, sleep=Waits()) as client,
            client.subscribe(by, red) as in_red,
            client.subscribe(by, blue) as in_blue,
        ):
            assert [(await anext(room))["type"] for room in (in_red, in_blue)] == ["ROOM_JOINED"] * 2
            await server.push(announcement("red", "a", 9), announcement("blue", "b", 9), announcement(None, "all"))
            assert (await anext(in_red))["data"]["text"] == "a"
            assert (await anext(in_blue))["data"]["text"] == "b"
            await lose(server)
            assert [(await anext(room))["type"] for room in (in_red, in_blue)] == ["RESUMED"] * 2
            await server.push(announcement("blue", "c", 21))
            assert (await anext(in_blue))["data"]["text"] == "c"

    run(test)


def test_a_missing_number_makes_the_client_ask_for_all_of_it_again() -> None:
    async def test() -> None:
        async with (
            running(subscribed(by="SUBSCRIBE_BATCH", number=3)) as server,
            Client(server.address) as client,
            client.subscribe("SUBSCRIBE_BATCH", 7) as changes,
        ):
            await anext(changes)
            await anext(changes)
            await server.push(update("b", 5))
            assert [keys(await anext(changes)) for _ in range(3)] == [["b"], "SUBSCRIBED", ["shown"]]

    run(test)


def test_the_first_numbers_of_a_batch_on_show_may_come_before_it_is_asked_for() -> None:
    async def test() -> None:
        async with (
            running(subscribed(by="SUBSCRIBE_BATCH", number=3)) as server,
            Client(server.address) as client,
            client.subscribe("SUBSCRIBE_BATCH", 7) as changes,
        ):
            await server.push(update("old", 3))
            await server.push(update("new", 4))
            assert [keys(await anext(changes)) for _ in range(3)] == ["SUBSCRIBED", ["shown"], ["new"]]

    run(test)
