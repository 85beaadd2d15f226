"""The image service deployed with other settings: another authority, another quota, other variants."""

import os
import subprocess
import sys
import time
from typing import Any

import httpx

from local.stack import REPOSITORY, LocalStack
from tests.integration.images.aftermath import eventually, objects
from tests.integration.images.conftest import As, Set
from tests.integration.images.pictures import phone_photo

SMALL = phone_photo(width=640, height=480)
ORGANISATION = "test-org-456"
HOUR_SECONDS, TEST_SECONDS = 3600, 60


def health(stack: LocalStack) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(f"{stack.url}/api/v1/health/auth").raise_for_status().json()
    return answer


def test_an_outside_service_says_who_may_upload_and_nobody_may_while_it_is_silent(
    stack: LocalStack, as_user: As, deploy_with: Set
) -> None:
    sandbox = stack.sandbox_url.replace("localhost", "127.0.0.1")
    deploy_with(AUTH_API_URL=f"{sandbox}/authorisation", CIRCUIT_BREAKER_THRESHOLD="2")
    reader = as_user("readonly-user-999", org_id=ORGANISATION)
    refused = reader.upload(SMALL)
    assert (refused.status_code, refused.json()["detail"]) == (403, "Permission denied: image:upload")
    uploader = as_user("test-user-123", org_id=ORGANISATION)
    image = uploader.upload(SMALL)
    assert image.status_code == 202
    assert uploader.ended(image.json()["job_id"])["status"] == "completed"
    assert health(stack)["status"] == "healthy"

    silent = {"kind": "authorisation", "behaviour": "http", "status": 500, "times": 50}
    httpx.post(f"{stack.sandbox_url}/sandbox/faults", json=silent).raise_for_status()
    stranger = as_user("admin-user-789", org_id=ORGANISATION)  # nobody has asked for them yet
    answers = [stranger.upload(SMALL) for _ in range(3)]
    httpx.delete(f"{stack.sandbox_url}/sandbox/faults").raise_for_status()
    assert {one.status_code for one in answers} == {503}
    assert {one.json()["detail"] for one in answers} == {"Authorization service temporarily unavailable"}
    assert health(stack)["status"] == "degraded"  # it is left alone for a minute
    assert uploader.upload(SMALL).status_code == 202  # what it said of them is remembered


# scenario images-33 images-34
def test_the_upload_after_the_last_one_of_the_hour_is_refused_and_says_when_to_come_again(
    as_user: As, deploy_with: Set
) -> None:
    deploy_with(IMAGE_UPLOADS_PER_HOUR="2")
    user = as_user("eager")
    if (left := HOUR_SECONDS - time.time() % HOUR_SECONDS) < TEST_SECONDS:
        time.sleep(left)  # else a new hour could begin between two uploads
    answers = [user.upload(SMALL) for _ in range(3)]
    assert [one.status_code for one in answers] == [202, 202, 429]
    assert [one.headers["x-ratelimit-remaining"] for one in answers] == ["1", "0", "0"]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 3600
    assert as_user("calm").upload(SMALL).status_code == 202


def test_another_specification_makes_anew_what_it_changes_and_nothing_else(
    stack: LocalStack, as_user: As, deploy_with: Set
) -> None:
    user = as_user("collector")
    image = user.upload(SMALL).json()
    user.ended(image["job_id"])
    before = set(objects(stack, "Variants", image["image_id"]))
    sizes = "thumbnail=100,medium=600,large=1200,original=4096"
    deploy_with(IMAGE_SIZES=sizes)

    def thumbnail() -> tuple[int, int]:
        described = user.result(image["job_id"])["metadata"]["variants"]["thumbnail"]
        return described["width"], described["height"]

    assert thumbnail() == (112, 150)
    _backfill(stack, sizes)
    eventually(lambda: thumbnail() == (75, 100))
    after = set(objects(stack, "Variants", image["image_id"]))
    made, gone_or_kept = after - before, before - after
    assert [key.rpartition("_")[2] for key in made] == ["thumbnail.webp"]
    assert {key.rpartition("_")[2] for key in gone_or_kept} <= {"thumbnail.webp"}
    assert httpx.get(user.image(image["image_id"], size="thumbnail").json()["url"]).status_code == 200


def _backfill(stack: LocalStack, sizes: str) -> None:
    """Do what an operator does after such a deploy."""
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": stack.emulator_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "IMAGES_TABLE": stack.outputs["ImagesTableName"],
        "IMAGES_QUEUE_URL": stack.outputs["ImagesQueueUrl"],
        "IMAGE_SIZES": sizes,
        "PYTHONPATH": str(REPOSITORY / "shared"),
    }
    command = [sys.executable, "-m", "curator.operations", "backfill-images"]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
