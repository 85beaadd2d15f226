"""The dashboard tells the truth about a running deployment."""

import asyncio
from typing import Any

import httpx

from local.bearer import bearer_token
from local.stack import LocalStack
from tests.integration.main_job.people import eventually, person

PHOTOGRAPHS = 7
PATIENCE_SECONDS = 90


def test_a_batch_is_seen_on_its_way_and_at_its_end(stack: LocalStack) -> None:
    token = bearer_token("operator", roles=["admin"])
    operator = httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def look() -> Any:
        return operator.get("/dashboard/data").raise_for_status().json()

    async def lane_of_slow() -> Any:
        numbers = await asyncio.to_thread(look)
        return next(((lane, numbers) for lane in numbers["lanes"]["items"] if lane["username"] == "Slow"), None)

    async def run() -> tuple[Any, Any, int]:
        async with person(stack, "Slow") as slow:
            batch = await slow.hand_over((await slow.photographs("sandbox-walk"))[:PHOTOGRAPHS])
            await slow.watch_until(batch, 1)
            lane, numbers = await eventually(lane_of_slow, within=PATIENCE_SECONDS, what="the lane of Slow")
            await slow.watch(batch)
            return lane, numbers, batch.id

    with operator:
        lane, busy, batch_id = asyncio.run(run())
        done = look()
    for numbers in (busy, done):
        broken = {name: part["error"] for name, part in numbers.items() if name != "attention" and "error" in part}
        assert broken == {}
        assert {queue["error"] for queue in numbers["queues"]["items"]} == {None}
    assert lane["limits"][0]["uploads"] == 3
    assert 0 < lane["waiting"] + lane["granted"] + lane["running"] < PHOTOGRAPHS
    assert lane["finish_at"] > busy["system"]["timestamp"]
    (unfinished,) = [one for one in busy["uploads"]["unfinished"] if one["batch_id"] == batch_id]
    assert sum(unfinished["counts"].values()) == PHOTOGRAPHS
    assert done["uploads"]["by_status"]["completed"] == busy["uploads"]["by_status"]["completed"] + (
        unfinished["counts"].get("queued", 0) + unfinished["counts"].get("in_progress", 0)
    )
    assert {row["function"] for row in done["functions"]["items"] if row["invocations"]} >= {"api", "pacer", "uploader"}
    assert all(queue["oldest_seconds"] is not None for queue in done["queues"]["items"])
