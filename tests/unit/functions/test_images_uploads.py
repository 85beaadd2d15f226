"""The ways in, as clients of the HTTP API meet them."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from curator.identity.authorisation.permissions import Verdict
from curator.identity.principals import Principal
from curator.images.models import JobStatus
from functions.api.images.guards import FORM_BYTES
from tests.fakes.objects import outage
from tests.unit.functions.api_site import SITE
from tests.unit.functions.image_refusals import refusal
from tests.unit.functions.images_site import UPLOAD, UPLOADS, ImagesSite
from tests.unit.images.world import ALICE, BOB, MAX_BYTES, jpeg, memory

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000002580000025808020000003115b97a") + b"pixels"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f" + (399 | 399 << 14).to_bytes(4, "little") + bytes(8)
BOMB = (
    bytes.fromhex("89504e470d0a1a0a0000000d494844520000c3500000c35008020000000000000000") + b"pixels"
)  # 50,000 x 50,000


class Denying:
    """Rules by which nobody may do one thing."""

    def __init__(self, permission: str, verdict: Verdict = Verdict.DENIED) -> None:
        self._permission, self._verdict = permission, verdict

    def verdict(self, principal: Principal, permission: str) -> Verdict:
        return self._verdict if permission == self._permission else Verdict.ALLOWED


def waiting(site: ImagesSite) -> int:
    """Return how many files wait for a worker."""
    return len(memory(site.world.incoming).objects)


# scenario images-15 images-16 images-17 images-18
@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        pytest.param(jpeg(150, 150), "image/jpeg", id="a small JPEG"),
        pytest.param(PNG, "image/png", id="a PNG"),
        pytest.param(WEBP, "image/webp", id="a WebP"),
        pytest.param(jpeg(2000, 1500), "image/jpeg", id="a large JPEG"),
    ],
)
def test_a_picture_is_taken_in(site: ImagesSite, data: bytes, content_type: str) -> None:
    response = site.upload(data=data, content_type=content_type)
    assert response.status_code == 202
    body = response.json()
    assert body["status_url"] == f"/api/v1/images/jobs/{body['job_id']}"
    assert body["message"] == "Upload accepted. Processing initiated."
    (stored,) = memory(site.world.incoming).objects.values()
    assert (stored.data, stored.content_type) == (data, content_type)


# scenario images-19
def test_text_that_says_it_is_a_picture_is_refused(site: ImagesSite) -> None:
    response = site.upload(data=b"Hello", filename="photo.jpg", content_type="image/jpeg")
    sentence = "Unsupported file type: text/plain. Allowed: image/jpeg, image/png, image/webp"
    assert refusal(response) == (415, "UPLOAD_002", sentence)
    assert waiting(site) == 0


# scenario images-27 images-28
@pytest.mark.parametrize(
    ("data", "mime"),
    [
        pytest.param(b"GIF89a" + bytes(20), "image/gif", id="a GIF"),
        pytest.param(b"", "application/x-empty", id="nothing"),
    ],
)
def test_other_files_are_refused_by_their_name(site: ImagesSite, data: bytes, mime: str) -> None:
    status, code, sentence = refusal(site.upload(data=data))
    assert (status, code) == (415, "UPLOAD_002")
    assert mime in sentence


# scenario images-29
def test_a_picture_of_too_many_pixels_is_refused_unseen(site: ImagesSite) -> None:
    assert refusal(site.upload(data=BOMB)) == (413, "UPLOAD_004", "Image dimensions too large")
    assert waiting(site) == 0


# scenario images-20 images-21
@pytest.mark.parametrize(
    ("size", "status"),
    [
        pytest.param(MAX_BYTES, 202, id="exactly the limit"),
        pytest.param(MAX_BYTES + 1, 413, id="one byte more"),
        pytest.param(MAX_BYTES + FORM_BYTES + 1, 413, id="more than a form can be"),
    ],
)
def test_a_file_has_so_many_bytes_and_no_more(site: ImagesSite, size: int, status: int) -> None:
    head = jpeg(100, 100)
    assert site.upload(data=head + bytes(size - len(head))).status_code == status


def test_the_refusal_of_a_large_file_names_the_other_way_in(site: ImagesSite) -> None:
    status, code, sentence = refusal(site.upload(data=jpeg() + bytes(MAX_BYTES)))
    assert (status, code) == (413, "UPLOAD_001")
    assert sentence.startswith("File too large. Maximum allowed: 10MB. Only about 4.4MB arrive")
    assert UPLOADS in sentence


# scenario images-37
def test_a_length_that_is_too_much_is_refused_before_anybody_is_asked_who_they_are(site: ImagesSite) -> None:
    stated = {"Content-Length": str(MAX_BYTES + FORM_BYTES + 1)}
    response = site.client.post(UPLOAD, content=b"begun", headers=stated | {"Content-Type": "multipart/form-data"})
    assert refusal(response)[:2] == (413, "UPLOAD_001")


@pytest.mark.parametrize("length", ["", "-1", "many", "\u0663", "1e3"])
def test_a_length_that_is_none_decides_nothing(site: ImagesSite, length: str) -> None:
    response = site.client.post(UPLOAD, content=b"x", headers={b"Content-Length": length.encode()})
    assert response.status_code == 401


def test_a_body_without_a_stated_length_is_cut_off_at_the_limit(
    site: ImagesSite, loop: asyncio.AbstractEventLoop
) -> None:
    sent = 0

    async def long() -> AsyncIterator[bytes]:
        nonlocal sent
        yield (
            b'--edge\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n'
            b"Content-Type: image/jpeg\r\n\r\n"
        )
        while sent < 3 * MAX_BYTES:
            sent += 65536
            yield bytes(65536)

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=site.application)
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            headers = site.headers(ALICE) | {"Content-Type": "multipart/form-data; boundary=edge"}
            return await client.post(UPLOAD, content=long(), headers=headers)

    assert refusal(loop.run_until_complete(send()))[:2] == (413, "UPLOAD_001")
    assert sent <= MAX_BYTES + 2 * FORM_BYTES


# scenario images-22 images-23
@pytest.mark.parametrize("missing", ["file", "bucket"])
def test_what_is_missing_is_named(site: ImagesSite, missing: str) -> None:
    fields: dict[str, Any] = {"file": ("photo.jpg", jpeg(), "image/jpeg"), "bucket": (None, "test-uploads")}
    del fields[missing]
    response = site.client.post(UPLOAD, files=fields, headers=site.headers(ALICE))
    assert refusal(response) == (422, "VAL_003", "Validation error")
    assert response.json()["details"] == [{"type": "missing", "loc": ["body", missing], "msg": "Field required"}]


def test_a_body_that_is_no_form_is_refused(site: ImagesSite) -> None:
    headers = site.headers(ALICE) | {"Content-Type": "multipart/form-data; boundary=edge"}
    response = site.client.post(UPLOAD, content=b"no form", headers=headers)
    assert response.status_code in {400, 422}
    assert waiting(site) == 0


def test_a_bucket_that_cannot_be_one_is_refused(site: ImagesSite) -> None:
    assert refusal(site.upload(bucket="../secrets"))[:2] == (422, "VAL_001")


def test_metadata_beyond_what_is_kept_is_refused(site: ImagesSite) -> None:
    assert refusal(site.upload(metadata=json.dumps({"text": "x" * 17_000})))[:2] == (422, "VAL_002")


# scenario images-24 images-25
@pytest.mark.parametrize("metadata", ["{broken", "[1]", "7", '"text"', "null", ""])
def test_metadata_that_is_no_object_counts_as_an_empty_one(site: ImagesSite, metadata: str) -> None:
    pointers = site.finished(metadata=metadata)
    told = site.get(f"/api/v1/images/{pointers['image_id']}/all").json()["metadata"]
    assert "uploader_id" in told
    assert not {"broken", "1", "text"} & told.keys()


# scenario images-26
def test_metadata_cannot_say_whose_picture_it_is(site: ImagesSite) -> None:
    metadata = json.dumps({"uploader_id": "bob", "org_id": "other", "content_length": 0, "mine": "kept"})
    pointers = site.finished(metadata=metadata)
    told = site.get(f"/api/v1/images/{pointers['image_id']}/all").json()["metadata"]
    assert (told["uploader_id"], told["org_id"], told["content_length"]) == ("alice", "acme", len(jpeg()))
    assert told["mine"] == "kept"


# scenario images-30
@pytest.mark.parametrize(
    ("fault", "status", "code", "sentence"),
    [
        pytest.param("table", 500, "HTTP_500", "Internal server error", id="nobody expected it"),
        pytest.param("bucket", 500, "JOB_002", "Failed to save file to staging", id="storage is out"),
    ],
)
def test_a_failure_shows_nothing_of_itself(
    site: ImagesSite, monkeypatch: pytest.MonkeyPatch, fault: str, status: int, code: str, sentence: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the database table at redis://secret is gone")

    if fault == "table":
        monkeypatch.setattr(site.world.table, "update", fail)
    else:
        memory(site.world.incoming).faults.append(outage())
    response = site.upload()
    assert refusal(response) == (status, code, sentence)
    assert not any(word in response.text.lower() for word in ("database", "redis", "secret", "slowdown"))


# scenario images-30
@pytest.mark.parametrize("path", ["/api/v1/images/jobs/x", "/api/v1/images/x", "/api/v1/no-such-route"])
def test_refusals_name_nothing_of_how_it_is_built(site: ImagesSite, path: str) -> None:
    text = site.get(path).text.lower()
    assert not any(word in text for word in ("database", "redis", "dynamo", "s3"))


# scenario images-31 images-32
def test_the_headers_count_down(site: ImagesSite) -> None:
    responses = [site.upload() for _ in range(3)]
    assert [response.status_code for response in responses] == [202, 202, 202]
    assert {response.headers["X-RateLimit-Limit"] for response in responses} == {"50"}
    assert [response.headers["X-RateLimit-Remaining"] for response in responses] == ["49", "48", "47"]
    now = int(site.world.clock.now())
    assert {int(response.headers["X-RateLimit-Reset"]) for response in responses} == {now - now % 3600 + 3600}


# scenario images-33 images-34 images-35
def test_the_hours_last_upload_is_the_last_until_the_next_hour(site: ImagesSite) -> None:
    site.world.clock.advance(600)
    assert [site.announce().status_code for _ in range(50)] == [201] * 50
    refused = site.upload()
    assert refusal(refused) == (429, "UPLOAD_003", "Rate limit exceeded. Maximum 50 uploads per hour.")
    left = int(refused.headers["X-RateLimit-Reset"]) - int(site.world.clock.now())
    assert (refused.headers["X-RateLimit-Remaining"], refused.headers["Retry-After"], left) == ("0", str(left), 3000)
    assert refusal(site.announce())[0] == 429
    assert site.upload(BOB).status_code == 202
    site.world.clock.advance(left)
    assert site.upload().headers["X-RateLimit-Remaining"] == "49"


# scenario images-36
def test_of_sixty_uploads_at_once_fifty_are_accepted(site: ImagesSite, loop: asyncio.AbstractEventLoop) -> None:
    statuses = loop.run_until_complete(_at_once(site, 60))
    assert (statuses.count(202), statuses.count(429)) == (50, 10)


# scenario images-37
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"data": jpeg() + bytes(MAX_BYTES)}, id="too large"),
        pytest.param({"data": BOMB}, id="too many pixels"),
        pytest.param({"data": b"text"}, id="no picture"),
        pytest.param({"bucket": "no/bucket"}, id="no bucket"),
        pytest.param({"bucket": "users/bob"}, id="somebody else's bucket"),
        pytest.param({"metadata": "{" + '"a":"' + "x" * 17_000 + '"}'}, id="too much metadata"),
    ],
)
def test_a_file_that_is_refused_costs_nothing(site: ImagesSite, wrong: dict[str, Any]) -> None:
    assert site.upload(**wrong).status_code in {403, 413, 415, 422}
    assert site.upload().headers["X-RateLimit-Remaining"] == "49"


# scenario images-128
def test_five_of_the_largest_files_at_once_fit_into_the_functions_memory() -> None:
    script = Path(__file__).parent / "images_memory.py"
    root = Path(__file__).parents[3]
    environment = os.environ | {"PYTHONPATH": f"{root / 'shared'}:{root}"}
    told = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True, env=environment)
    statuses, peak = json.loads(told.stdout)
    assert statuses == [202] * 5
    assert peak < 500, f"{peak} MB"


# scenario images-128
def test_five_uploads_at_once_all_get_ids_of_their_own(site: ImagesSite, loop: asyncio.AbstractEventLoop) -> None:
    statuses = loop.run_until_complete(_at_once(site, 5))
    assert statuses == [202] * 5
    assert len(site.world.statistics.recent(10)) == 5


async def _at_once(site: ImagesSite, count: int) -> list[int]:
    transport = httpx.ASGITransport(app=site.application)
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
        files = {"file": ("photo.jpg", jpeg(), "image/jpeg")}
        requests = (
            client.post(UPLOAD, data={"bucket": "test"}, files=files, headers=site.headers(ALICE)) for _ in range(count)
        )
        return [response.status_code for response in await asyncio.gather(*requests)]


# scenario images-38
def test_a_job_is_there_as_soon_as_its_id(site: ImagesSite) -> None:
    response = site.get(site.upload().json()["status_url"])
    assert (response.status_code, response.json()["status"]) == (200, JobStatus.PENDING)


def test_a_form_is_for_one_picture_of_one_type_and_no_larger_than_allowed(site: ImagesSite) -> None:
    response = site.announce(content_type="image/png", metadata={"place": "Köln"})
    assert response.status_code == 201
    body = response.json()
    assert body["status_url"] == f"/api/v1/images/jobs/{body['job_id']}"
    assert body["upload"] == {
        "url": "https://incoming.example/",
        "fields": {
            "key": f"staging/{body['image_id']}_{int(site.world.clock.now())}",
            "Content-Type": "image/png",
            "max": str(MAX_BYTES),
            "seconds": "300",
        },
    }
    assert body["expires_at"] == "2027-01-15T08:05:00.000000Z"
    assert response.headers["X-RateLimit-Remaining"] == "49"


def test_what_is_posted_by_a_form_becomes_an_image(site: ImagesSite) -> None:
    body = site.announce(metadata='{"place": "here"}').json()
    site.world.incoming.put(body["upload"]["fields"]["key"], jpeg(), content_type="image/jpeg")
    site.world.run()
    told = site.get(f"/api/v1/images/{body['image_id']}/all").json()["metadata"]
    assert (told["place"], told["original_filename"]) == ("here", "photo.jpg")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        pytest.param({"content_type": "image/gif"}, 415, "UPLOAD_002", id="a type that is not taken"),
        pytest.param({"bucket": "a..b"}, 422, "VAL_001", id="no bucket"),
        pytest.param({"bucket": ""}, 422, "VAL_003", id="an empty bucket"),
        pytest.param({"metadata": {"a": "x" * 17_000}}, 422, "VAL_002", id="too much metadata"),
        pytest.param({"metadata": 7}, 422, "VAL_003", id="metadata of another kind"),
        pytest.param({"filename": "x" * 1_025}, 422, "VAL_003", id="no file has such a name"),
    ],
)
def test_an_announcement_is_checked_and_costs_nothing_if_refused(
    site: ImagesSite, changes: dict[str, Any], status: int, code: str
) -> None:
    assert refusal(site.announce(**changes))[:2] == (status, code)
    assert site.announce().headers["X-RateLimit-Remaining"] == "49"


@pytest.mark.parametrize("path", [UPLOAD, UPLOADS])
def test_nobody_uploads_unknown_and_learns_nothing_of_the_form(site: ImagesSite, path: str) -> None:
    response = site.client.post(path, content=b"{broken", headers={"Content-Type": "application/json"})
    assert refusal(response) == (401, "AUTH_001", "Not authenticated")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", [UPLOAD, UPLOADS])
def test_nobody_uploads_without_the_permission(path: str) -> None:
    site = ImagesSite(rules=Denying("image:upload"))
    response = site.client.post(path, content=b"{broken", headers=site.headers(ALICE))
    assert refusal(response) == (403, "AUTH_002", "Permission denied: image:upload")


def test_a_groups_bucket_needs_one_more_permission() -> None:
    site = ImagesSite(rules=Denying("image:upload:group:7"))
    refused = refusal(site.upload(bucket="groups/7"))
    assert refused == (403, "AUTH_002", "Permission denied: image:upload:group:7")
    assert refusal(site.announce(bucket="groups/7")) == refused
    assert site.upload(bucket="groups/8").status_code == 202


@pytest.mark.parametrize(
    ("bucket", "code", "sentence"),
    [
        pytest.param("org-other/system", "AUTH_003", "Organization ID mismatch", id="another organisation's"),
        pytest.param("users/bob", "AUTH_002", "Cannot access another user's bucket", id="another user's"),
    ],
)
def test_nobody_uploads_into_anothers_bucket(site: ImagesSite, bucket: str, code: str, sentence: str) -> None:
    assert refusal(site.upload(bucket=bucket)) == (403, code, sentence)


def test_an_upload_is_refused_while_nobody_can_say_who_may() -> None:
    site = ImagesSite(rules=Denying("image:upload", Verdict.UNAVAILABLE))
    assert refusal(site.upload()) == (503, "HTTP_503", "Authorization service temporarily unavailable")


def test_a_login_at_the_wiki_is_as_good_as_a_token(site: ImagesSite) -> None:
    response = site.upload(None, headers=site.session_of("Alice"))
    assert response.status_code == 202


def test_another_sites_page_uploads_nothing_with_a_visitors_cookie(site: ImagesSite) -> None:
    response = site.upload(None, headers=site.session_of("Alice") | {"Origin": "https://elsewhere.example"})
    assert refusal(response) == (403, "AUTH_002", "This request comes from another site")


def test_a_slash_at_the_end_makes_no_difference(site: ImagesSite) -> None:
    response = site.client.post(
        f"{UPLOADS}/", json={"bucket": "b", "content_type": "image/png"}, headers=site.headers(ALICE)
    )
    assert response.status_code == 201


def test_no_token_and_no_file_stands_in_the_log(site: ImagesSite, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site.upload(metadata='{"private": "thought"}')
    site.upload(data=b"text")
    assert "eyJ" not in caplog.text
    assert "thought" not in caplog.text
