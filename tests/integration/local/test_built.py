"""The stack that runs what `sam build` makes: functions see their own code and layers, and nothing of this machine."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local.bearer import bearer_token
from local.demo.following import FollowedBatch
from local.demo.images import ImageClient
from local.stack import CURATOR, REPOSITORY, LocalStack
from tests.integration.images.pictures import phone_photo
from tests.integration.local.conftest import SampleStack
from tests.integration.main_job.people import person

BESIDE_THE_MAIN_JOBS = {"Scanner": "scans", "Janitor": "every-minute", "Replayer": "every-minute"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    with LocalStack(tmp_path_factory.mktemp("built"), plan=replace(CURATOR, built=True)) as stack:
        yield stack


def answer(stack: LocalStack, function: str, event: Any) -> Any:
    called = stack.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
    return json.load(called["Payload"])


@pytest.mark.parametrize(("function", "event"), BESIDE_THE_MAIN_JOBS.items())
def test_a_function_does_its_work_out_of_its_artefacts(built: LocalStack, function: str, event: str) -> None:
    """The tests below have all others at work."""
    sample = json.loads((REPOSITORY / "events" / f"{event}.json").read_text())
    said = answer(built, built.outputs[f"{function}FunctionName"], sample)
    assert "errorMessage" not in (said or {}), said


def test_a_photograph_is_published_by_what_was_built(built: LocalStack) -> None:
    async def publish() -> FollowedBatch:
        async with person(built, "Demo") as demo:
            (item, *_) = await demo.photographs("sandbox-short")
            return await demo.watch(await demo.hand_over([item]))

    assert [row["status"] for row in asyncio.run(publish()).rows.values()] == ["completed"]


def test_a_photo_becomes_variants_by_what_was_built(built: LocalStack) -> None:
    with ImageClient(built.url, token=bearer_token("somebody")) as user:
        taken = user.upload(phone_photo()).json()
        assert user.ended(taken["job_id"], within=90)["status"] == "completed"


def test_what_no_layer_holds_is_missing(tmp_path: Path) -> None:
    """The sample brings no boto3 of its own; where it is not built it finds that of this machine."""
    stack = SampleStack(tmp_path, built=True)
    makefile = stack.source / "functions" / "Makefile"
    makefile.write_text(makefile.read_text().replace("exit 1", "touch $(ARTIFACTS_DIR)/nothing"))
    with stack:
        said = answer(stack, stack.outputs["WorkerFunctionName"], {"Records": []})
    assert "No module named 'boto3'" in json.dumps(said)
