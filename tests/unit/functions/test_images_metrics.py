"""The metrics: what any instance would say of the whole."""

import re

import boto3
import httpx
import pytest
from moto import mock_aws

from functions.api.images.queues import Depth, QueueDepths
from functions.api.store import TableFacts
from tests.fakes.clock import VirtualClock
from tests.fakes.plain_tables import plain_table
from tests.unit.functions.images_site import ImagesSite
from tests.unit.images.world import BOB, POISON, jpeg


def values_of(response: httpx.Response) -> dict[str, float]:
    """Return the image service's own samples; raises ValueError for a line of its that is none."""
    values: dict[str, float] = {}
    for line in response.text.splitlines():
        if not line.startswith("# ") and 'service="image-processor"' in line:
            sample = re.fullmatch(r'([a-z_]+\{service="image-processor"(?:,[a-z]+="[^"]*")*\}) (\d+)', line)
            if sample is None:
                raise ValueError(line)
            values[sample[1].replace('service="image-processor"', "").replace("{,", "{").removesuffix("{}")] = int(
                sample[2]
            )
    return values


# scenario images-5
def test_the_metrics_count_what_every_instance_would(site: ImagesSite) -> None:
    site.finished()
    site.finished(data=jpeg(tail=POISON))
    site.announce(BOB)
    site.depths.depth = Depth(waiting=3, in_flight=2, delayed=1)
    response = site.get("/metrics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    values = values_of(response)
    sizes = {
        name: values.pop(f'image_storage_bytes{{size="{name}"}}')
        for name in ("thumbnail", "medium", "large", "original")
    }
    assert all(sizes.values())
    assert values == {
        'service_info{version="1.0.0"}': 1,
        'image_uploads_total{status="accepted"}': 3,
        'image_processing_jobs_total{status="completed"}': 1,
        'image_processing_jobs_total{status="failed"}': 1,
        "image_processing_jobs_active": 0,
        'celery_queue_length{queue="celery"}': 3,
        'celery_queue_length{queue="dlq"}': 0,
        'metrics_source_up{source="images"}': 1,
        'metrics_source_up{source="queues"}': 1,
        'metrics_source_up{source="counted"}': 1,
    }
    families = re.findall(r"^# TYPE (\w+) (?:counter|gauge|histogram)$", response.text, re.MULTILINE)
    assert len(families) == len(set(families)) == len(re.findall("^# HELP", response.text, re.MULTILINE))


def test_metrics_name_no_user(site: ImagesSite) -> None:
    site.finished()
    assert "alice" not in site.get("/metrics").text


# scenario images-5
def test_a_source_of_metrics_that_is_silent_is_told_as_such(site: ImagesSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(site.world.table, "get_many", fail)
    values = values_of(site.get("/metrics"))
    assert values['metrics_source_up{source="images"}'] == 0
    assert values['metrics_source_up{source="queues"}'] == 1
    assert not any(name.startswith("image_") for name in values)


def test_queues_are_asked_how_much_waits() -> None:
    with mock_aws():
        client = boto3.client("sqs", region_name="eu-central-1")
        url, dead = (client.create_queue(QueueName=name)["QueueUrl"] for name in ("images", "images-dead"))
        for delay in (0, 0, 900):
            client.send_message(QueueUrl=url, MessageBody="{}", DelaySeconds=delay)
        client.receive_message(QueueUrl=url, MaxNumberOfMessages=1, VisibilityTimeout=600)
        depths = QueueDepths(lambda: client, url=url, dead_letters_url=dead)
        assert depths.images() == Depth(waiting=1, in_flight=1, delayed=1)
        assert depths.dead_letters() == Depth(waiting=0, in_flight=0, delayed=0)


def test_a_table_is_asked_how_large_it_is(clock: VirtualClock) -> None:
    with plain_table("images", clock) as table:
        facts = TableFacts(table._client, "images")
        assert (facts.name, facts.size()) == ("images", 0)
