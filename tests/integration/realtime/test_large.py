"""Ten thousand pictures, and ten thousand uploads, through frames of 32 KB: complete, and in order."""

import asyncio
from typing import Any

import httpx

from benchmarks.realtime.stored_batches import StoredBatches
from local.sandbox.sequences import BY_SEQUENCE
from local.stack import LocalStack
from tests.integration.main_job.people import Person, Row, person

MANY = 10_000
SEQUENCE = "sandbox-endless"
TOO_LARGE = {"kind": "mapillary.images", "behaviour": "http", "status": 500, "times": 1}
WIKITEXT = "== {{int:filedesc}} ==\n" + "{{Information|description={{en|1=A street}}}}\n" * 10


# scenario 117
def test_a_collection_of_ten_thousand_pictures_arrives_whole_and_in_order(stack: LocalStack) -> None:
    httpx.post(f"{stack.sandbox_url}/sandbox/faults", json=TOO_LARGE).raise_for_status()

    async def run() -> tuple[list[Row], list[Row]]:
        async with person(stack, "Robot") as robot:
            collection = await robot.talk.fetch_images(SEQUENCE)
            return list(collection.images), await robot.talk.more_images(len(collection.images))

    announced, more = asyncio.run(run())
    there = {str(photograph.id): photograph for photograph in BY_SEQUENCE[SEQUENCE]}
    assert len(announced) > 1_400  # what a client in the field shows
    received = [image["id"] for image in announced + more]
    assert len(received) == MANY
    assert received == list(dict.fromkeys(received))
    assert set(received) == there.keys()


def test_a_client_that_shows_one_announcement_at_a_time_gets_the_others_as_parts(stack: LocalStack) -> None:
    async def run() -> list[set[str]]:
        async with person(stack, "Robot") as robot:
            parts = []
            for number in (2, 6):
                httpx.post(f"{stack.sandbox_url}/sandbox/faults", json=TOO_LARGE).raise_for_status()
                images = (await robot.talk.fetch_images(f"{SEQUENCE} part {number}")).images
                parts.append({image["id"] for image in images})
            return parts

    second, last = asyncio.run(run())
    assert len(second) > 1_400
    assert len(last) == MANY - 5 * len(second)
    assert not second & last


async def answer(who: Person, kind: str) -> Any:
    """Return the data of what answers a question: pushes, which tell of the batch's making, have a number."""
    while "sequence" in (message := await who.talk.expect(kind)):
        continue
    return message["data"]


def test_a_batch_of_ten_thousand_uploads_is_shown_whole_and_in_order(stack: LocalStack) -> None:
    stored = StoredBatches(stack)
    batch = stored.create(MANY, wikitext=WIKITEXT)

    async def run() -> tuple[Row, list[Row], list[Row]]:
        async with person(stack, "Robot") as robot:
            shown = await robot.talk.fetch_batch_uploads(batch.id)
            rows: list[Row] = []
            while len(rows) < MANY:
                data = (await robot.talk.expect("BATCH_UPLOADS_MORE"))["data"]
                assert (data["id"], data["first"], data["total"]) == (batch.id, len(rows), MANY)
                rows += data["uploads"]
            await robot.talk.send("SUBSCRIBE_BATCH", batch.id)
            updates: list[Row] = []
            while len(updates) < MANY:
                updates += await answer(robot, "UPLOADS_UPDATE")
            assert (await answer(robot, "BATCH_PROGRESS"))["stats"]["queued"] == MANY
            return shown, rows, updates

    shown, rows, updates = asyncio.run(run())
    assert shown["batch"]["stats"]["total"] == MANY
    assert len(shown["uploads"]) > 150
    assert [row["key"] for row in shown["uploads"]] == [f"{number}" for number in range(len(shown["uploads"]))]
    assert [row["key"] for row in rows] == [f"{number}" for number in range(MANY)]
    assert [row["key"] for row in updates] == [f"{number}" for number in range(MANY)]
    assert rows[-1]["wikitext"] == f"{WIKITEXT} {MANY - 1}"
