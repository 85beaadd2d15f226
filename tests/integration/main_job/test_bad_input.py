"""What the running system answers to input it cannot take. Nothing of it may end the connection that stays useful."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from local.demo.client import CuratorClient, LoginFailedError, RefusedError
from local.stack import LocalStack
from tests.integration.main_job.people import Person, person


def told(stack: LocalStack, act: Callable[[Person], Awaitable[object]]) -> str:
    """Return the sentence of the ERROR that `act` is answered with, having checked that the socket still works."""

    async def run() -> str:
        async with person(stack, "Robot") as robot:
            with pytest.raises(RefusedError) as refused:
                await act(robot)
            assert await robot.talk.create_batch() > 0
            return str(refused.value)

    return asyncio.run(run())


def test_no_session_is_refused_before_a_socket_opens(stack: LocalStack) -> None:
    async def knock() -> int:
        with pytest.raises(InvalidStatus) as refused:
            await connect(stack.websocket_url, proxy=None)
        return refused.value.response.status_code

    assert asyncio.run(knock()) == 401
    answer = httpx.get(f"{stack.url}/auth/whoami")
    assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"type": "CREATE_BATCH"', id="broken JSON"),
        pytest.param("[1, 2]", id="not an object"),
        pytest.param('{"type": "MAKE_COFFEE"}', id="unknown type"),
        pytest.param('{"type": "SUBSCRIBE_BATCH", "data": "seven"}', id="wrong field type"),
    ],
)
def test_a_message_nobody_understands_is_answered(stack: LocalStack, text: str) -> None:
    async def say(robot: Person) -> None:
        await robot.talk.socket.send_text(text)
        await robot.talk.expect("NOTHING")

    assert told(stack, say) == "Invalid message format"


def test_somebody_elses_batch_takes_no_slices_and_no_cancel(stack: LocalStack) -> None:
    async def meddle() -> list[str]:
        async with person(stack, "Patroller") as owner, person(stack, "Robot") as stranger:
            batch_id = await owner.talk.create_batch()
            item = {"id": "1", "input": "x", "title": "A title.jpg", "wikitext": "text"}
            sentences = []
            for kind, data in (
                ("UPLOAD_SLICE", {"batchid": batch_id, "sliceid": 0, "items": [item]}),
                ("CANCEL_BATCH", batch_id),
            ):
                await stranger.talk.send(kind, data)
                with pytest.raises(RefusedError) as refused:
                    await stranger.talk.expect("NOTHING")
                sentences.append(str(refused.value))
            assert (await owner.talk.fetch_batch_uploads(batch_id))["uploads"] == []
            return sentences

    assert asyncio.run(meddle()) == ["Permission denied", "Permission denied"]


def test_a_batch_that_is_not_there_and_a_sequence_that_is_empty(stack: LocalStack) -> None:
    assert told(stack, lambda robot: robot.talk.fetch_batch_uploads(99999)) == "Batch 99999 not found"
    assert told(stack, lambda robot: robot.talk.fetch_images("sandbox-empty")) == "Collection not found"


def test_an_oversized_frame_closes_the_socket_with_1009(stack: LocalStack) -> None:
    async def shout() -> int | None:
        async with person(stack, "Robot") as robot:
            await robot.talk.socket.send_text(json.dumps({"type": "CREATE_BATCH", "data": "x" * 40_000}))
            return (await robot.talk.socket.ended()).code

    assert asyncio.run(shout()) == 1009


def test_somebody_with_too_few_edits_is_told_so_and_not_logged_in(stack: LocalStack) -> None:
    async def enter() -> tuple[int, str]:
        async with CuratorClient(stack.url) as client:
            with pytest.raises(LoginFailedError) as failed:
                await client.log_in("Newcomer")
            return (await client.http.get("/auth/whoami")).status_code, str(failed.value)

    status, sentence = asyncio.run(enter())
    assert status == 401
    assert "403" in sentence
