"""Everything is killed in the middle of a batch. After a restart every photograph is on Commons, once."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

from local.demo.client import CuratorClient
from local.parameters import StackUrls, curator_parameters
from local.stack import CURATOR, LocalStack
from tests.integration.main_job.people import BATCH_SECONDS, ENDED, Row, eventually, person, wiki_state

SHORT_LEASE = "10"  # seconds; a deployment has 120


def parameters(urls: StackUrls) -> dict[str, str]:
    """Return a local run's parameters, with workers that count as lost sooner."""
    return {**curator_parameters(os.environ, urls), "UploadLeaseSeconds": SHORT_LEASE}


def test_every_photograph_is_published_once_across_a_kill_and_a_restart(tmp_path: Path) -> None:
    plan = replace(CURATOR, parameters=parameters)
    first = LocalStack(tmp_path / "state", plan=plan)
    first.start()
    try:
        batch_id, cookies = asyncio.run(upload_until_some_are_published(first))
    finally:
        first.kill()
    with LocalStack(tmp_path / "state", plan=plan) as second:
        rows = asyncio.run(wait_for_the_end(second, batch_id, cookies))
        state = wiki_state(second)
    assert [row["status"] for row in rows] == ["completed"] * 20, rows
    assert sorted(state["publishes"].values()) == [1] * 20


async def upload_until_some_are_published(stack: LocalStack) -> tuple[int, dict[str, str]]:
    """Hand over 20 photographs; return when the second window of the user's limit is under way."""
    async with person(stack, "Demo") as demo:
        batch = await demo.hand_over((await demo.photographs("sandbox-walk"))[:20])
        await demo.watch_until(batch, 11)
        return batch.id, dict(demo.client.http.cookies)


async def wait_for_the_end(stack: LocalStack, batch_id: int, cookies: dict[str, str]) -> list[Row]:
    """Come back with the old session and wait until every upload has ended."""
    async with CuratorClient(stack.url) as client:
        client.http.cookies.update(cookies)
        async with client.open_socket() as talk:

            async def ended() -> list[Row]:
                # The janitor comes once a minute; asking it more often only shortens the test.
                stack.client("lambda").invoke(FunctionName="curator-janitor")
                rows: list[Row] = (await talk.fetch_batch_uploads(batch_id))["uploads"]
                return rows if all(row["status"] in ENDED for row in rows) else []

            found: list[Row] = await eventually(ended, within=BATCH_SECONDS, what="the end of the batch")
            return found
