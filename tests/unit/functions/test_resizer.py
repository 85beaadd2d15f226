"""The resizer as AWS calls it: real events, the real engine, an emulated AWS around it."""

import importlib
import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import boto3
import pytest
from moto import mock_aws
from PIL import Image

from curator.foundation import aws
from curator.foundation.clock import SystemClock
from curator.foundation.logs import PACKAGES
from curator.foundation.objects import ObjectStoreError
from curator.identity.principals import Principal
from curator.images import wiring
from curator.images.models import Accepted, ImageJob, JobStatus, NewImage
from functions.resizer.events import read_body
from tests.fakes.buckets import REGION, bucket
from tests.fakes.http_api import CONTEXT
from tests.fakes.tables import indexed_table

EVENTS = Path(__file__).parents[3] / "events"
ALICE = Principal(user_id="alice", username="Alice", org_id="acme")
BUCKETS = ("incoming", "originals", "variants")
NOTHING_FAILED: dict[str, Any] = {"batchItemFailures": []}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give an AWS account with an empty images room, and the address of its queue."""
    forget_everything()
    with mock_aws():
        indexed_table("images", SystemClock(), index="listed", partition="listed_pk", sort="listed_at")
        for name in BUCKETS:
            bucket(name)
            monkeypatch.setenv(f"{name.upper()}_BUCKET", name)
        queue: str = boto3.client("sqs", region_name=REGION).create_queue(
            QueueName="images", Attributes={"VisibilityTimeout": "360"}
        )["QueueUrl"]
        monkeypatch.setenv("IMAGES_TABLE", "images")
        monkeypatch.setenv("IMAGES_QUEUE_URL", queue)
        yield queue
    forget_everything()


def forget_everything() -> None:
    """Start like a new execution environment."""
    for function in ("resizer", "janitor"):
        sys.modules.pop(f"functions.{function}.app", None)
        vars(sys.modules.get(f"functions.{function}", sys)).pop("app", None)
    for package in PACKAGES:
        logger = logging.getLogger(package)
        logger.handlers.clear()
        logger.propagate = True
    for cached in (aws.dynamodb, aws.sqs, aws.s3, wiring.settings, wiring.table, wiring.statistics):
        cached.cache_clear()


def handle(event: dict[str, Any]) -> Any:
    """Call the resizer."""
    return importlib.import_module("functions.resizer.app").handler(event, CONTEXT)


def photograph(form: str = "JPEG", size: tuple[int, int] = (1300, 800)) -> bytes:
    """Return a picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", size, (73, 109, 137)).save(content, form)
    return content.getvalue()


def upload(data: bytes) -> Accepted:
    """Upload a picture as the api does."""
    image = NewImage(principal=ALICE, bucket="b", metadata=None, filename="p.jpg", content_type="image/jpeg")
    return wiring.intake(lambda _principal, _permission: None).accept(image, data)


def message(body: str, receipt: str = "receipt") -> dict[str, Any]:
    """Return what the queue hands to the function."""
    (record,) = json.loads((EVENTS / "images.json").read_text())["Records"]
    return {"Records": [{**record, "body": body, "receiptHandle": receipt}]}


def created(key: str) -> str:
    """Return what S3 says of a new object, as in the sample event but for the key."""
    (record,) = json.loads((EVENTS / "images.json").read_text())["Records"]
    body = json.loads(record["body"])
    body["Records"][0]["s3"]["object"]["key"] = quote_plus(key)
    return json.dumps(body)


def job_of(accepted: Accepted) -> ImageJob:
    """Return the job as it now is."""
    job = wiring.images().get(accepted.job.image_id)
    assert job is not None
    return job


# scenario images-39 images-40 images-42
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_an_uploaded_picture_becomes_four_variants(account: str, form: str) -> None:
    accepted = upload(photograph(form))
    assert handle(message(created(accepted.job.staging_key))) == NOTHING_FAILED
    job = job_of(accepted)
    assert (job.status, job.content_type) == (JobStatus.COMPLETED, f"image/{form.lower()}")
    assert [(variant.width, variant.height) for variant in job.variants.values()] == [
        (150, 92),
        (600, 369),
        (1200, 738),
        (1300, 800),
    ]
    for variant in job.variants.values():
        data = wiring.variants().read(variant.key, max_bytes=variant.size_bytes)
        assert variant.key.endswith(".webp")
        assert (data[:4], data[8:12]) == (b"RIFF", b"WEBP")
    assert job.dominant_color is not None
    red, green, blue = (int(job.dominant_color[at : at + 2], 16) for at in (1, 3, 5))
    assert max(abs(red - 73), abs(green - 109), abs(blue - 137)) <= 2


# scenario images-50
def test_a_truncated_picture_fails_once_with_its_reason(account: str) -> None:
    data = photograph(size=(2000, 1500))
    accepted = upload(data[: len(data) // 2])
    assert handle(message(created(accepted.job.staging_key))) == NOTHING_FAILED
    job = job_of(accepted)
    assert (job.status, job.attempts, job.last_error) == (JobStatus.FAILED, 0, "The image cannot be decoded")


def test_a_try_that_failed_comes_again_after_a_minute(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sqs = boto3.client("sqs", region_name=REGION)
    accepted = upload(photograph())
    sqs.send_message(QueueUrl=account, MessageBody=created(accepted.job.staging_key))
    (received,) = sqs.receive_message(QueueUrl=account)["Messages"]
    waits: list[int] = []
    change = aws.sqs().change_message_visibility

    def note(**request: Any) -> Any:
        waits.append(request["VisibilityTimeout"])
        return change(**request)

    monkeypatch.setattr(aws.sqs(), "change_message_visibility", note)
    monkeypatch.setattr(aws.s3(), "put_object", fail)
    answer = handle(message(received["Body"], received["ReceiptHandle"]))
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    assert (waits, job_of(accepted).status, job_of(accepted).attempts) == ([60], JobStatus.RETRYING, 1)


def fail(**_request: Any) -> Any:
    """Fail as a storage that has no time does."""
    raise ObjectStoreError("key", "SlowDown")


def test_a_table_that_does_not_answer_lets_the_message_come_again(account: str) -> None:
    accepted = upload(photograph())
    aws.dynamodb().delete_table(TableName="images")
    assert handle(message(created(accepted.job.staging_key)))["batchItemFailures"]


def test_a_message_of_ours_is_worked_on_like_an_event(account: str) -> None:
    accepted = upload(photograph())
    assert handle(message(json.dumps({"image_id": accepted.job.image_id}))) == NOTHING_FAILED
    assert job_of(accepted).status is JobStatus.COMPLETED


def test_a_backfill_s_message_makes_variants_anew(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = upload(photograph())
    handle(message(created(accepted.job.staging_key)))
    monkeypatch.setenv("IMAGE_SIZES", "thumbnail=100,medium=600,large=1200,original=4096")
    wiring.settings.cache_clear()
    forget_everything()
    assert wiring.backfill().run().sent == 1
    (sent,) = boto3.client("sqs", region_name=REGION).receive_message(QueueUrl=account)["Messages"]
    assert handle(message(sent["Body"], sent["ReceiptHandle"])) == NOTHING_FAILED
    assert job_of(accepted).variants["thumbnail"].width == 100


def test_the_sample_event_is_taken_and_its_unknown_image_let_go(account: str) -> None:
    assert handle(json.loads((EVENTS / "images.json").read_text())) == NOTHING_FAILED


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"incoming"}', id="the bucket tries"),
        pytest.param(created("elsewhere/photo.jpg"), id="a foreign key"),
        pytest.param(created("staging/no-uuid_1"), id="a key that is not of ours"),
        pytest.param(created("staging/../x"), id="a path"),
        pytest.param('{"Records":[{"eventName":"ObjectRemoved:Delete","s3":{"object":{"key":"x"}}}]}', id="removed"),
        pytest.param("not JSON", id="no JSON"),
        pytest.param("[]", id="an array"),
        pytest.param("7", id="a number"),
        pytest.param('{"Records":[{}]}', id="a record without anything"),
        pytest.param('{"Records":null}', id="no records"),
        pytest.param('{"image_id":null}', id="a message of ours without an id"),
    ],
)
def test_what_is_not_for_us_is_let_go_and_never_comes_again(account: str, body: str) -> None:
    assert handle(message(body)) == NOTHING_FAILED


def test_keys_are_decoded_as_s3_encodes_them() -> None:
    image_id = "0f8fad5b-d9cb-469f-a165-70867728950e"
    (found,) = read_body(created(f"staging/{image_id}_1795251600"))
    assert "%2F" in created(f"staging/{image_id}_1795251600")
    assert (found.image_id, found.refresh) == (image_id, False)


def test_the_janitor_looks_after_images_once_an_hour_and_after_lanes_and_sockets_otherwise(
    account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REALTIME_TABLE", "uploads")  # any table without sockets in it
    monkeypatch.setenv("WEBSOCKET_ENDPOINT", "https://nobody.example/ws")
    for name in ("uploads", "lanes"):
        monkeypatch.setenv(f"{name.upper()}_QUEUE_URL", account)
    monkeypatch.setenv("UPLOADS_TABLE", "uploads")
    indexed_table("uploads", SystemClock(), index="due", partition="due_pk", sort="due_at")
    janitor = importlib.import_module("functions.janitor.app").handler
    hourly = json.loads((EVENTS / "every-hour.json").read_text())
    minutely = json.loads((EVENTS / "every-minute.json").read_text())
    assert janitor(hourly, CONTEXT) == {"restarted": 0, "abandoned": 0, "removed": 0}
    sockets = json.loads((EVENTS / "every-minute-sockets.json").read_text())
    assert janitor(minutely, CONTEXT) == {"lanes": 0, "ticks": 0, "uploads": 0}
    assert janitor(sockets, CONTEXT) == {"closed": 0, "failed": 0}
