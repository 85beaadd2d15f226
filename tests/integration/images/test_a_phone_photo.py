"""The main job of the image service: a photo with a place in it comes in, four clean variants come out."""

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from local.stack import LocalStack
from tests.integration.images.aftermath import events, objects, stored
from tests.integration.images.conftest import As
from tests.integration.images.pictures import MAKER, phone_photo

SIZES = {"thumbnail": (112, 150), "medium": (450, 600), "large": (900, 1200), "original": (2268, 3024)}
WAYS = ["with the request", "straight to storage"]

Answer = dict[str, Any]


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def photo() -> bytes:
    return phone_photo()


@pytest.fixture
def taken(stack: LocalStack, as_user: As, way: str, photo: bytes) -> Answer:
    """Store the photo in this way, and return the pointers to it."""
    user = as_user("photographer", origin=stack.url)
    if way == "with the request":
        answer = user.upload(photo, metadata='{"album": "Berlin"}')
        assert answer.status_code == 202
    else:
        answer = user.announce(filename="photo.jpg", metadata={"album": "Berlin"})
        assert answer.status_code == 201
        posted = user.post(answer.json()["upload"], photo)
        assert posted.status_code in (200, 201, 204)
        assert posted.headers["access-control-allow-origin"] == stack.url  # the page may read what became of it
    assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= set(answer.headers)
    pointers: Answer = answer.json()
    return pointers


# scenario images-39 images-40 images-41 images-43 images-44 images-45 images-49 images-59
def test_a_phone_photo_becomes_four_upright_variants_that_do_not_say_where_it_was_taken(
    stack: LocalStack, as_user: As, taken: Answer, photo: bytes
) -> None:
    anybody = as_user()
    assert anybody.ended(taken["job_id"], within=20)["status"] == "completed"
    result = anybody.result(taken["job_id"])
    assert result["urls"].keys() == SIZES.keys()
    assert result["metadata"]["album"] == "Berlin"
    for name, size in SIZES.items():
        answer = httpx.get(result["urls"][name])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        _check_variant(answer.content, size)
        described = result["metadata"]["variants"][name]
        assert (described["width"], described["height"]) == size
        assert described["size_bytes"] == len(answer.content)
    (original,) = objects(stack, "Originals", taken["image_id"])
    assert stored(stack, "Originals", original) == photo
    assert objects(stack, "Incoming", taken["image_id"]) == []
    assert events(stack, taken["image_id"]) == ["upload_initiated", "processing_started", "completed"]


def _check_variant(data: bytes, size: tuple[int, int]) -> None:
    assert (data[:4], data[8:12]) == (b"RIFF", b"WEBP")
    assert MAKER.encode() not in data
    assert not any(chunk in data for chunk in (b"EXIF", b"XMP ", b"ICCP"))
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == size
        assert not picture.getexif()
        top, bottom = (picture.convert("RGB").getpixel((size[0] // 2, size[1] * part // 4)) for part in (1, 3))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > top[2]  # red
    assert bottom[2] > bottom[0]  # blue


# scenario images-60
def test_an_images_own_address_leads_a_browser_to_its_bytes(stack: LocalStack, as_user: As, taken: Answer) -> None:
    user = as_user("photographer", origin=stack.url)
    user.ended(taken["job_id"])
    address = f"{taken['image_id']}/direct"
    first = user.image(address, size="thumbnail")
    assert (first.status_code, "ETag" in first.headers) == (307, True)
    followed = httpx.get(first.headers["location"], headers={"Origin": stack.url})
    assert followed.headers["content-type"] == "image/webp"
    assert followed.headers["access-control-allow-origin"] == stack.url
    again = user.http.get(f"/{address}", params={"size": "thumbnail"}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


# scenario images-61
def test_what_nobody_signed_is_given_to_nobody(stack: LocalStack, as_user: As, taken: Answer) -> None:
    user = as_user()
    user.ended(taken["job_id"])
    address = user.image(taken["image_id"]).json()["url"]
    assert "X-Amz-Expires=3600" in address
    assert httpx.get(address).status_code == 200
    assert httpx.get(address.partition("?")[0]).status_code == 403
    for bucket in ("Originals", "Variants"):
        key = objects(stack, bucket, taken["image_id"])[0]
        bare = f"{stack.emulator_url}/{stack.outputs[f'{bucket}BucketName']}/{key}"
        assert httpx.get(bare).status_code == 403
