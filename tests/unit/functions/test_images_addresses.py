"""Addresses that are followed to storage, on an emulated S3: the pictures, the form, and what the page may ask."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from curator.foundation import aws
from curator.foundation.objects import ObjectStore
from functions.api.images.storage_origins import storage_origins
from functions.api.safety import security_headers
from tests.fakes.buckets import REGION
from tests.fakes.clock import VirtualClock
from tests.fakes.tables import images_table
from tests.unit.functions.images_site import ImagesSite
from tests.unit.images.test_on_moto import MotoWorld
from tests.unit.images.world import ALICE, jpeg

TIMEOUT_SECONDS = 10


@pytest.fixture
def site() -> Iterator[ImagesSite]:
    """Give a site whose images lie in moto."""
    clock = VirtualClock()
    with images_table(clock) as table:
        yield ImagesSite(world=MotoWorld(table, clock))


# scenario images-60 images-61
@pytest.mark.parametrize("size", ["thumbnail", "original"])
def test_the_address_leads_to_the_picture_for_an_hour(site: ImagesSite, size: str) -> None:
    image = f"/api/v1/images/{site.finished()['image_id']}"
    address = site.get(f"{image}/direct", size=size).headers["Location"]
    assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == ["3600"]
    answer = requests.get(address, timeout=TIMEOUT_SECONDS)
    assert answer.status_code == 200
    assert answer.content.startswith(b"RIFF")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


# scenario images-60
def test_no_picture_is_left_where_an_old_address_leads(site: ImagesSite) -> None:
    pointers = site.finished()
    address = site.get(f"/api/v1/images/{pointers['image_id']}").json()["url"]
    site.client.delete(f"/api/v1/images/{pointers['image_id']}", headers=site.headers(ALICE))
    assert requests.get(address, timeout=TIMEOUT_SECONDS).status_code == 404


def test_a_form_takes_the_file_to_where_the_worker_looks(site: ImagesSite) -> None:
    body = site.announce().json()
    form = body["upload"]
    answer = requests.post(
        form["url"], data=form["fields"], files={"file": ("photo.jpg", jpeg())}, timeout=TIMEOUT_SECONDS
    )
    assert answer.status_code in {200, 201, 204}
    site.world.announce_created(form["fields"]["key"])  # as S3 does; moto has no queue to call
    site.world.run()
    assert site.get(body["status_url"]).json()["status"] == "completed"


@pytest.mark.parametrize(
    "endpoint",
    [
        pytest.param("", id="AWS itself"),
        pytest.param("http://127.0.0.1:4566", id="a stand-in at an address"),
        pytest.param("http://storage.example:4566", id="a stand-in with a name"),
    ],
)
def test_the_policy_names_the_places_that_addresses_lead_to(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    aws.s3.cache_clear()
    incoming, variants = ObjectStore(aws.s3, "a-incoming"), ObjectStore(aws.s3, "a-variants")
    form = incoming.presigned_post("key", content_type="image/png", max_bytes=1, seconds=60)
    signed = [form.url, variants.presigned_get("key", 60)]
    aws.s3.cache_clear()
    origins = storage_origins(["a-incoming", "a-variants"], region=REGION, endpoint=endpoint)
    assert set(origins) == {f"{urlsplit(one).scheme}://{urlsplit(one).netloc}" for one in signed}
    headers = security_headers(commons_url="", picture_hosts=[], secure=True, storage_origins=origins)
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["connect-src"].split() == ["'self'", *sorted(origins)]
    assert all(one in policy["img-src"].split() for one in origins if one.startswith("http:"))
