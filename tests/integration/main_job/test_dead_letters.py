"""A queue gives up, an operator replays, and every photograph is on Commons once."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx

from local.bearer import bearer_token
from local.stack import LocalStack
from tests.integration.main_job.people import Person, eventually, hit_times, most_in_a_window, person, wiki_state

EVENTS = Path(__file__).parents[3] / "events"
WINDOW_SECONDS = 10  # of Slow's limit, which is three uploads
PHOTOGRAPHS = 6


def let_die(stack: LocalStack, owner: Person, batch_id: int, upload_ids: list[int]) -> None:
    """Take every message that is on its way, and put those of the uploads where dead ones are."""
    sqs = stack.client("sqs")
    for queue in ("Lanes", "Uploads"):
        sqs.purge_queue(QueueUrl=stack.outputs[f"{queue}QueueUrl"])
    for upload_id in upload_ids:
        body = {"user_id": owner.user_id, "batch_id": batch_id, "upload_id": upload_id}
        sqs.send_message(QueueUrl=stack.outputs["UploadsDeadLetterQueueUrl"], MessageBody=json.dumps(body))


def test_replayed_uploads_go_back_to_their_lane_and_are_published_once(stack: LocalStack) -> None:
    token = bearer_token("operator", roles=["admin"])
    operator = httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    async def done(replay_id: str) -> Any:
        replay = operator.get(f"/api/admin/replays/{replay_id}").raise_for_status().json()
        return replay if replay["status"] == "done" else None

    async def run() -> Any:
        async with person(stack, "Slow") as slow:
            batch = await slow.hand_over((await slow.photographs("sandbox-walk"))[:PHOTOGRAPHS])
            await slow.watch_until(batch, 1)
            uploads = (await slow.talk.fetch_batch_uploads(batch.id))["uploads"]
            let_die(stack, slow, batch.id, [upload["id"] for upload in uploads])
            wish = {"queue": "uploads", "selection": {"all": True}, "reason": "a test of replays"}
            asked = operator.post("/api/admin/replays", json=wish).raise_for_status().json()
            replay = await eventually(lambda: done(asked["id"]), within=90, what="the replay's end")
            await slow.watch(batch)
            assert batch.counts["completed"] == PHOTOGRAPHS
            return replay

    with operator:
        replay = asyncio.run(run())
        letters = operator.get("/api/admin/dead-letters").raise_for_status().json()
    counts = replay["counts"]
    assert counts["refused"] == 0
    assert counts["replayed"] >= 1
    assert counts["replayed"] + counts["superseded"] == PHOTOGRAPHS == len(replay["letters"])
    assert letters["items"] == []
    assert [queue["open"] for queue in letters["queues"]] == [0] * 8
    state = wiki_state(stack)
    assert sorted(state["publishes"].values()) == [1] * PHOTOGRAPHS
    assert most_in_a_window(hit_times(state, "Slow", "upload"), WINDOW_SECONDS) == 3


def test_a_replay_by_hand_is_answered_with_what_it_came_to(stack: LocalStack) -> None:
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["LanesDeadLetterQueueUrl"],
        MessageBody=json.dumps({"user_id": "nobody", "sequence": 1}),
    )
    wish = json.loads((EVENTS / "replay-all.json").read_text(encoding="utf-8"))
    wish["replay"]["queue"] = "lanes"
    answer = stack.client("lambda").invoke(
        FunctionName=stack.outputs["ReplayerFunctionName"], Payload=json.dumps(wish).encode()
    )
    assert "FunctionError" not in answer
    replay = json.loads(answer["Payload"].read())
    assert (replay["status"], replay["origin"]) == ("done", "invoke")
    assert replay["counts"] == {"replayed": 0, "superseded": 1, "refused": 0}


def test_the_replayers_run_by_the_clock_finds_nothing_wrong(stack: LocalStack) -> None:
    answer = stack.client("lambda").invoke(
        FunctionName=stack.outputs["ReplayerFunctionName"], Payload=(EVENTS / "every-minute-sweep.json").read_bytes()
    )
    assert "FunctionError" not in answer
    assert json.loads(answer["Payload"].read())["under_way"] == 0
    assert not [line for line in stack.function_logs("ReplayerFunction") if "cannot be worked on" in line]
