"""Jobs and images, as clients of the HTTP API read and delete them."""

import json
import re
from typing import Any

import httpx
import pytest

from curator.images.errors import UndecodableImageError
from curator.images.models import EventType
from tests.fakes.objects import outage
from tests.unit.functions.image_refusals import refusal
from tests.unit.functions.images_site import CAROL, ImagesSite
from tests.unit.images.world import ALICE, BOB, POISON, jpeg, memory

SIZES = ("thumbnail", "medium", "large", "original")
UNKNOWN = "00000000-0000-4000-8000-999999999999"
NO_IDS = [UNKNOWN, UNKNOWN.upper().replace("9", "A"), "batches", "x" * 3000, "%00", "é"]


@pytest.fixture
def image(site: ImagesSite) -> str:
    """Give the path of a finished image of Alice's."""
    return path_of(site.finished(metadata='{"title": "A street"}'))


def path_of(pointers: dict[str, str]) -> str:
    return f"/api/v1/images/{pointers['image_id']}"


# scenario images-38 images-54
def test_a_job_that_waits_has_no_result_yet(site: ImagesSite) -> None:
    pointers = site.upload().json()
    job = site.get(pointers["status_url"]).json()
    assert job == {
        "job_id": pointers["job_id"],
        "image_id": pointers["image_id"],
        "status": "pending",
        "created_at": "2027-01-15T08:00:00.000000Z",
        "completed_at": None,
        "error": None,
        "attempts": 0,
    }
    sentence = "Processing not completed. Current status: pending"
    assert refusal(site.get(f"{pointers['status_url']}/result")) == (409, "JOB_005", sentence)


# scenario images-54
def test_a_job_that_failed_says_why_and_never_has_a_result(site: ImagesSite) -> None:
    pointers = site.finished(data=jpeg(tail=POISON))
    job = site.get(pointers["status_url"]).json()
    assert (job["status"], job["error"], job["attempts"]) == ("failed", UndecodableImageError.public_message, 0)
    assert job["completed_at"] is not None
    sentence = "Processing not completed. Current status: failed"
    assert refusal(site.get(f"{pointers['status_url']}/result"))[2] == sentence


def test_a_job_that_is_tried_again_says_what_went_wrong(site: ImagesSite) -> None:
    site.world.engine.faults = [RuntimeError("no memory")]
    pointers = site.upload().json()
    site.world.run(until=site.world.clock.now())
    job = site.get(pointers["status_url"]).json()
    assert (job["status"], job["attempts"]) == ("retrying", 1)
    assert job["error"]
    site.world.run()
    job = site.get(pointers["status_url"]).json()
    assert (job["status"], job["attempts"]) == ("completed", 1)
    assert job["error"], "the last error stays"


# scenario images-54
@pytest.mark.parametrize("job_id", [*NO_IDS, "all", "direct"])
@pytest.mark.parametrize("tail", ["", "/result"])
def test_a_job_that_nobody_made_is_not_found(site: ImagesSite, job_id: str, tail: str) -> None:
    assert refusal(site.get(f"/api/v1/images/jobs/{job_id}{tail}")) == (404, "JOB_004", "Job not found")


# scenario images-42 images-43
def test_a_result_has_the_callers_metadata_and_what_was_found_out(site: ImagesSite) -> None:
    metadata = json.dumps({"title": "A street", "dominant_color": "mine"})
    pointers = site.finished(metadata=metadata)
    response = site.get(f"{pointers['status_url']}/result")
    assert response.status_code == 200
    result = response.json()
    assert (result["job_id"], result["image_id"]) == (pointers["job_id"], pointers["image_id"])
    assert tuple(result["urls"]) == tuple(result["paths"]) == SIZES
    told = result["metadata"]
    assert told["title"] == "A street"
    assert re.fullmatch("#[0-9a-f]{6}", told["dominant_color"])
    assert told["original_dimensions"] == {"width": 800, "height": 600}
    assert {name: (one["width"], one["height"]) for name, one in told["variants"].items()} == {
        "thumbnail": (150, 112),
        "medium": (600, 450),
        "large": (800, 600),
        "original": (800, 600),
    }


# scenario images-55
def test_an_image_is_medium_unless_another_size_is_asked_for(site: ImagesSite, image: str) -> None:
    told = site.get(image).json()
    assert told["size"] == "medium"
    assert "/processed/medium/" in told["url"]
    assert told["metadata"]["dominant_color"] == "#496d89"
    assert (told["metadata"]["dimensions"]["width"], told["metadata"]["dimensions"]["height"]) == (600, 450)
    assert told["metadata"]["dimensions"]["aspect_ratio"] == 1.333


# scenario images-56
@pytest.mark.parametrize("size", SIZES)
def test_each_size_has_its_address(site: ImagesSite, image: str, size: str) -> None:
    told = site.get(image, size=size).json()
    assert (told["size"], told["image_id"]) == (size, image.rpartition("/")[2])
    assert f"/processed/{size}/" in told["url"]
    assert told["url"].partition("?")[0].endswith(f"_{size}.webp")


# scenario images-57
@pytest.mark.parametrize("path", ["{image}", "{image}/direct", "/api/v1/images/batch"])
def test_there_are_four_sizes(site: ImagesSite, image: str, path: str) -> None:
    response = site.get(path.format(image=image), size="huge", image_ids="x")
    assert refusal(response) == (422, "VAL_003", "Validation error")
    (detail,) = response.json()["details"]
    assert detail["loc"] == ["query", "size"]
    assert "input" not in detail


# scenario images-58
@pytest.mark.parametrize("image_id", NO_IDS)
@pytest.mark.parametrize("tail", ["", "/all", "/direct"])
def test_an_image_that_nobody_uploaded_is_not_found(site: ImagesSite, image_id: str, tail: str) -> None:
    assert refusal(site.get(f"/api/v1/images/{image_id}{tail}")) == (404, "IMAGE_001", "Image not found")


# scenario images-58
@pytest.mark.parametrize("tail", ["", "/all", "/direct"])
def test_an_image_that_is_not_finished_is_not_found(site: ImagesSite, tail: str) -> None:
    failed, pending = site.finished(data=jpeg(tail=POISON)), site.upload().json()
    for pointers in (failed, pending):
        assert refusal(site.get(path_of(pointers) + tail))[:2] == (404, "IMAGE_001")


def test_a_variant_that_was_never_made_is_not_available(site: ImagesSite, image: str) -> None:
    image_id = image.rpartition("/")[2]
    _forget_variant(site, image_id, "large")
    assert refusal(site.get(image, size="large")) == (404, "IMAGE_002", "Size 'large' not available")
    assert refusal(site.get(f"{image}/direct", size="large"))[:2] == (404, "IMAGE_002")
    told = site.get("/api/v1/images/batch", image_ids=image_id, size="large").json()
    assert told == {"images": [], "requested": 1, "found": 0}


def _forget_variant(site: ImagesSite, image_id: str, name: str) -> None:
    key = {"PK": f"IMAGE#{image_id}", "SK": "IMAGE"}
    item = site.world.table.get(key)
    assert item is not None
    del item["variants"][name]
    site.world.table._items[key["PK"], key["SK"]] = item  # type: ignore[attr-defined]


# scenario images-59
def test_all_variants_come_at_once(site: ImagesSite, image: str) -> None:
    told = site.get(f"{image}/all").json()
    assert tuple(told["urls"]) == SIZES
    assert len(set(told["urls"].values())) == 4
    assert told["metadata"]["title"] == "A street"
    assert told["metadata"]["variants"]["large"]["sha256"]


# scenario images-60
def test_a_picture_itself_is_at_an_address_to_follow(site: ImagesSite, image: str) -> None:
    response = site.get(f"{image}/direct", size="thumbnail")
    assert response.status_code == 307
    assert "/processed/thumbnail/" in response.headers["Location"]
    assert response.headers["Cache-Control"] == "public, max-age=3000", "less than the 3600 s of the address"
    data = next(one.data for key, one in memory(site.world.variants).objects.items() if "/thumbnail/" in key)
    told = site.get(f"{image}/all").json()["metadata"]["variants"]["thumbnail"]
    assert response.headers["ETag"] == f'"{told["sha256"]}"'
    assert told["size_bytes"] == len(data)


@pytest.mark.parametrize("header", ["{tag}", "W/{tag}", '"other", {tag}', "*", '"a","b",W/{tag}'])
def test_whoever_has_the_picture_is_told_so_with_an_address_that_holds(
    site: ImagesSite, image: str, header: str
) -> None:
    first = site.get(f"{image}/direct")
    response = _ask_again(site, f"{image}/direct", header.format(tag=first.headers["ETag"]))
    assert (response.status_code, response.content) == (304, b"")
    assert {name: response.headers[name] for name in ("ETag", "Cache-Control", "Location")} == {
        name: first.headers[name] for name in ("ETag", "Cache-Control", "Location")
    }


@pytest.mark.parametrize("header", ['"other"', "", "not a tag", '"{tag}"'])
def test_whoever_has_another_picture_is_sent_on(site: ImagesSite, image: str, header: str) -> None:
    tag = site.get(f"{image}/direct", size="large").headers["ETag"]
    assert _ask_again(site, f"{image}/direct", header.format(tag=tag)).status_code == 307


def _ask_again(site: ImagesSite, path: str, tags: str) -> httpx.Response:
    return site.client.get(path, headers={"If-None-Match": tags})


# scenario images-62 images-64
def test_of_three_images_two_are_there(site: ImagesSite) -> None:
    first, second = site.finished(), site.finished()
    wanted = f"{second['image_id']}, {UNKNOWN} ,{first['image_id']}"
    response = site.get("/api/v1/images/batch", image_ids=wanted, size="thumbnail")
    assert response.status_code == 200
    told = response.json()
    assert (told["requested"], told["found"]) == (3, 2)
    assert [one["image_id"] for one in told["images"]] == [second["image_id"], first["image_id"]]
    assert {(one["size"], one["dominant_color"]) for one in told["images"]} == {("thumbnail", "#496d89")}
    assert all("/processed/thumbnail/" in one["url"] for one in told["images"])


def test_an_image_asked_for_twice_comes_twice_and_blanks_are_nobody(site: ImagesSite) -> None:
    image_id = site.finished()["image_id"]
    told = site.get("/api/v1/images/batch", image_ids=f",{image_id}, ,{image_id},").json()
    assert (told["requested"], told["found"]) == (2, 2)


# scenario images-63
@pytest.mark.parametrize("entry", [UNKNOWN, "", "same"])
def test_fifty_images_are_given_at_once_and_no_more(site: ImagesSite, entry: str) -> None:
    assert site.get("/api/v1/images/batch", image_ids=",".join([entry] * 50)).status_code == 200
    sentence = "Maximum 50 images per request. Please split into multiple requests."
    response = site.get("/api/v1/images/batch", image_ids=",".join([entry] * 51))
    assert refusal(response) == (400, "VAL_004", sentence)


# scenario images-64
def test_a_batch_of_nothing_asked_is_a_batch_and_no_image(site: ImagesSite) -> None:
    response = site.client.get("/api/v1/images/batch")
    assert refusal(response)[:2] == (422, "VAL_003")
    assert response.json()["details"][0]["loc"] == ["query", "image_ids"]


def delete(site: ImagesSite, path: str, user: Any) -> httpx.Response:
    return site.client.delete(path, headers=site.headers(user))


# scenario images-65 images-66
def test_whoever_uploaded_an_image_deletes_it(site: ImagesSite, image: str) -> None:
    image_id = image.rpartition("/")[2]
    response = delete(site, image, ALICE)
    assert (response.status_code, response.json()) == (
        200,
        {"image_id": image_id, "deleted": True, "files_removed": 4},
    )
    assert memory(site.world.variants).objects == memory(site.world.originals).objects == {}
    for tail in ("", "/all", "/direct"):
        assert site.get(image + tail).status_code == 404
    assert site.get("/api/v1/images/batch", image_ids=image_id).json()["found"] == 0
    assert refusal(delete(site, image, ALICE)) == (404, "IMAGE_001", "Image not found")


# scenario images-66
def test_the_job_of_a_deleted_image_is_gone_too(site: ImagesSite) -> None:
    pointers = site.finished()
    delete(site, path_of(pointers), ALICE)
    for tail in ("", "/result"):
        assert refusal(site.get(pointers["status_url"] + tail))[:2] == (404, "JOB_004")


# scenario images-67
def test_nobody_deletes_another_users_image(site: ImagesSite, image: str) -> None:
    refused = refusal(delete(site, image, BOB))
    assert refused == (403, "AUTH_002", "You can only delete your own images.")
    assert site.get(image).status_code == 200


# scenario images-68
def test_an_admin_deletes_anybodys_image(site: ImagesSite, image: str) -> None:
    assert delete(site, image, CAROL).json()["files_removed"] == 4
    assert site.get(image).status_code == 404


# scenario images-69
def test_nobody_deletes_unknown(site: ImagesSite, image: str) -> None:
    response = delete(site, image, None)
    assert refusal(response) == (401, "AUTH_001", "Not authenticated")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert site.get(image).status_code == 200


# scenario images-70
@pytest.mark.parametrize("image_id", NO_IDS)
def test_there_is_nothing_to_delete_of_an_unknown_image(site: ImagesSite, image_id: str) -> None:
    assert refusal(delete(site, f"/api/v1/images/{image_id}", ALICE)) == (404, "IMAGE_001", "Image not found")


# scenario images-71
def test_what_happened_to_an_image_outlives_it(site: ImagesSite, image: str) -> None:
    delete(site, image, CAROL)
    events = site.world.reader.events(image.rpartition("/")[2])
    assert [(event.event_type, event.actor) for event in events][-1] == (EventType.DELETED, "carol")
    assert events[0].event_type is EventType.UPLOAD_INITIATED


def test_an_object_that_cannot_be_removed_lowers_the_count_and_nothing_else(site: ImagesSite, image: str) -> None:
    memory(site.world.variants).faults.append(outage())
    assert delete(site, image, ALICE).json()["files_removed"] == 3
    assert site.get(image).status_code == 404


@pytest.mark.parametrize("tail", ["", "/all"])
def test_a_slash_at_the_end_makes_no_difference(site: ImagesSite, image: str, tail: str) -> None:
    assert site.get(f"{image}{tail}/").status_code == 200


def test_whoever_reads_needs_no_token_but_a_bad_one_harms_nobody(site: ImagesSite, image: str) -> None:
    assert site.client.get(image, headers={"Authorization": "Bearer nonsense"}).status_code == 200
