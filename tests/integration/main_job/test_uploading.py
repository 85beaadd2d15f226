"""The main job through real sockets, queues, streams and functions, onto the sandbox's Commons."""

import asyncio

from local.demo.following import FollowedBatch
from local.stack import LocalStack
from tests.integration.main_job.people import Person, hit_times, most_in_a_window, person, wiki_state

WINDOW_SECONDS = 10  # of Slow's limit, which is three uploads


def test_two_users_progress_side_by_side_each_at_their_own_pace(stack: LocalStack) -> None:
    async def run() -> tuple[float, float]:
        clock = asyncio.get_running_loop().time
        async with person(stack, "Ordinary") as fast, person(stack, "Slow") as slow:
            items = await fast.photographs("sandbox-walk")
            slow_batch = await slow.hand_over(items[:7])
            fast_batch = await fast.hand_over(items[7:19])
            started = clock()

            async def finish(who: Person, batch: FollowedBatch) -> float:
                await who.watch(batch)
                return clock() - started

            times = await asyncio.gather(finish(fast, fast_batch), finish(slow, slow_batch))
            assert fast_batch.counts["completed"] == 12
            assert slow_batch.counts["completed"] == 7
            return times[0], times[1]

    fast_seconds, slow_seconds = asyncio.run(run())
    state = wiki_state(stack)
    assert state["refused"] == {}
    assert sorted(state["publishes"].values()) == [1] * 19
    assert most_in_a_window(hit_times(state, "Slow", "upload"), WINDOW_SECONDS) == 3  # its limit, used in full
    assert slow_seconds >= 2 * WINDOW_SECONDS  # for seven uploads
    assert fast_seconds < slow_seconds


def test_a_batch_cancelled_half_way_publishes_nothing_more(stack: LocalStack) -> None:
    async def run() -> tuple[int, int, int]:
        async with person(stack, "Slow") as slow:
            batch = await slow.hand_over((await slow.photographs("sandbox-walk"))[:9])
            await slow.watch_until(batch, 2)
            await slow.talk.send("CANCEL_BATCH", batch.id)
            await slow.watch(batch)
            batch.complete_with((await slow.talk.fetch_batch_uploads(batch.id))["uploads"])
            published_then = len(wiki_state(stack)["files"])
            await asyncio.sleep(WINDOW_SECONDS + 2)  # in which a cancelled upload could still go out
            return batch.counts["completed"], batch.counts["cancelled"], published_then

    completed, cancelled, published_then = asyncio.run(run())
    assert completed >= 2
    assert cancelled >= 3
    assert completed + cancelled == 9
    assert published_then == completed == len(wiki_state(stack)["files"])


def test_everybody_who_watches_sees_the_same_end(stack: LocalStack) -> None:
    async def run() -> list[int]:
        async with person(stack, "Robot") as owner, person(stack, "Patroller") as guest:
            batch = await owner.hand_over(await owner.photographs("sandbox-short"))
            guests = type(batch)(id=batch.id, total=batch.total)
            await asyncio.gather(owner.watch(batch), guest.watch(guests))
            return [batch.counts["completed"], guests.counts["completed"]]

    assert asyncio.run(run()) == [5, 5]


def test_a_photograph_that_is_there_already_is_a_duplicate_with_its_link(stack: LocalStack) -> None:
    async def run() -> list[dict[str, object]]:
        async with person(stack, "Robot") as first, person(stack, "Patroller") as second:
            (item, *_) = await first.photographs("sandbox-short")
            await first.watch(await first.hand_over([item]))
            again = await second.watch(await second.hand_over([{**item, "title": "Another title.jpg"}]))
            return list(again.rows.values())

    (row,) = asyncio.run(run())
    assert row["status"] == "duplicated_sdc_not_updated"
    assert isinstance(row["error"], dict)
    assert row["error"]["links"][0]["title"].endswith(f"({row['key']}).jpg")
    assert len(wiki_state(stack)["files"]) == 1


def test_the_file_on_commons_has_its_text_its_structured_data_and_its_summary(stack: LocalStack) -> None:
    async def run() -> None:
        async with person(stack, "Robot") as robot:
            (item, *_) = await robot.photographs("sandbox-short")
            await robot.watch(await robot.hand_over([item]))

    asyncio.run(run())
    (file,) = wiki_state(stack)["files"]
    assert file["uploader"] == "Robot"
    assert file["has_structured_data"]
    assert "[[:toolforge:editgroups-commons/b/curator/" in file["comment"]
