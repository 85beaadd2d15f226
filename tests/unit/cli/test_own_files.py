"""A folder's photographs are stored one by one; a file that cannot be keeps no other from going on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from local.cli.deployment.api import Api
from local.cli.deployment.errors import AnswerError
from local.cli.deployment.place import place_at
from local.cli.uploading.own_files import OwnFileStore, Stored
from tests.unit.cli.terminal import serving
from tests.unit.functions.images_site import ImagesSite
from tests.unit.images.world import ALICE, jpeg


@pytest.fixture
def site() -> ImagesSite:
    return ImagesSite()


@pytest.fixture
def api(site: ImagesSite) -> Iterator[Api]:
    with serving(site.application) as address, Api(place_at(address, token=site.token(ALICE))) as alice:
        yield alice


def store(site: ImagesSite, api: Api, *paths: Path) -> list[Stored]:
    """Store files; the service works on them while we wait."""
    held: list[float] = []
    files = OwnFileStore(
        api, bucket="holiday", licence="CC0 1.0", held=held.append, sleep=lambda _seconds: site.world.run()
    )
    return list(files.store(paths))


def test_a_file_is_stored_with_what_its_author_stated(site: ImagesSite, api: Api, tmp_path: Path) -> None:
    photo = tmp_path / "A bridge.jpg"
    photo.write_bytes(jpeg())
    (stored,) = store(site, api, photo)
    assert (stored.path, stored.problem) == (photo, "")
    (mine,) = api.get("/api/v1/images/mine")["images"]
    assert mine["image_id"] == stored.image_id
    assert (mine["filename"], mine["bucket"], mine["license"]) == ("A bridge.jpg", "holiday", "CC0 1.0")


def test_a_file_that_is_refused_is_told_and_the_next_one_is_stored(site: ImagesSite, api: Api, tmp_path: Path) -> None:
    broken, missing, fine = tmp_path / "broken.jpg", tmp_path / "missing.jpg", tmp_path / "fine.jpg"
    broken.write_bytes(b"no picture at all")
    fine.write_bytes(jpeg())
    first, second, third = store(site, api, broken, missing, fine)
    assert (bool(first.problem), first.image_id) == (True, "")
    assert second.problem == "No such file or directory"
    assert (third.problem, bool(third.image_id)) == ("", True)


def test_whoever_may_not_upload_is_told_once(site: ImagesSite, tmp_path: Path) -> None:
    photo = tmp_path / "A bridge.jpg"
    photo.write_bytes(jpeg())
    with (
        serving(site.application) as address,
        Api(place_at(address, token="bad")) as stranger,
        pytest.raises(AnswerError) as refused,
    ):
        store(site, stranger, photo, photo)
    assert refused.value.status == 401


def test_a_quota_that_is_used_up_is_waited_out(tmp_path: Path) -> None:
    photo = tmp_path / "A bridge.jpg"
    photo.write_bytes(jpeg())
    pointers = {"job_id": "j", "image_id": "i", "status_url": "/jobs/j"}
    answers = [JSONResponse({"detail": "used up"}, 429, {"Retry-After": "1800"}), JSONResponse(pointers, 202)]
    service = FastAPI()
    service.add_api_route("/api/v1/images/upload", lambda: answers.pop(0), methods=["POST"])
    service.add_api_route("/jobs/j", lambda: {"status": "completed"})
    held: list[float] = []
    slept: list[float] = []
    with serving(service) as address, Api(place_at(address)) as api:
        files = OwnFileStore(api, bucket="b", licence="l", held=held.append, sleep=slept.append)
        assert [one.image_id for one in files.store([photo])] == ["i"]
    assert (held, slept[0]) == ([1800.0], 1801.0)


def test_a_file_of_which_nothing_more_can_be_learnt_keeps_no_other_from_going_on(tmp_path: Path) -> None:
    lost, fine = tmp_path / "lost.jpg", tmp_path / "fine.jpg"
    for photo in (lost, fine):
        photo.write_bytes(jpeg())
    jobs = [{"job_id": name, "image_id": name, "status_url": f"/jobs/{name}"} for name in ("lost", "fine")]
    service = FastAPI()
    service.add_api_route("/api/v1/images/upload", lambda: jobs.pop(0), methods=["POST"])
    service.add_api_route("/jobs/lost", lambda: JSONResponse({"detail": "Internal error"}, 500))
    service.add_api_route("/jobs/fine", lambda: {"status": "completed"})
    with serving(service) as address, Api(place_at(address)) as api:
        files = OwnFileStore(api, bucket="b", licence="l", held=lambda _: None, sleep=lambda _: None)
        told = [(one.image_id, one.problem) for one in files.store([lost, fine])]
    assert told == [("", "Internal error"), ("fine", "")]
