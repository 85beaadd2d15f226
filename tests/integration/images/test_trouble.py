"""Poison, repetition and refusal: one image, one job, one result."""

from local.stack import LocalStack
from tests.integration.images.aftermath import announce_again, dead_letters, events, eventually, objects
from tests.integration.images.conftest import As
from tests.integration.images.pictures import bomb, cut_short, phone_photo

SMALL = phone_photo(width=640, height=480)


# scenario images-50
def test_a_poison_image_fails_once_with_its_reason_and_takes_nobody_with_it(stack: LocalStack, as_user: As) -> None:
    user = as_user("unlucky")
    before, poison, after = (user.upload(data).json() for data in (SMALL, cut_short(SMALL), SMALL))
    jobs = [user.ended(one["job_id"]) for one in (before, poison, after)]
    assert [job["status"] for job in jobs] == ["completed", "failed", "completed"]
    assert jobs[1]["error"]
    assert objects(stack, "Incoming", poison["image_id"]) == []
    assert user.ended(user.upload(SMALL).json()["job_id"])["status"] == "completed"
    assert events(stack, poison["image_id"]) == ["upload_initiated", "processing_started", "failed"]
    assert dead_letters(stack) == 0


def test_what_storage_took_by_a_form_is_looked_at_before_it_is_decoded(stack: LocalStack, as_user: As) -> None:
    user = as_user("trickster")
    remaining = int(user.announce().headers["x-ratelimit-remaining"])
    tricks = {"no image": b"#!/bin/sh\n" * 100, "a bomb": bomb()}
    for data in tricks.values():
        announced = user.announce(content_type="image/png").json()
        assert user.post(announced["upload"], data).status_code in (200, 201, 204)
        job = user.ended(announced["job_id"])
        assert (job["status"], job["attempts"]) == ("failed", 0)
        assert job["error"]
    # What was refused costs nothing: only the form that nobody used and this one count.
    assert int(user.announce().headers["x-ratelimit-remaining"]) == remaining - 1


def test_a_form_takes_no_more_than_it_says(as_user: As) -> None:
    user = as_user("greedy")
    form = user.announce().json()["upload"]
    assert user.post(form, b"\xff\xd8\xff" + bytes(10 * 1024 * 1024)).status_code == 400
    assert user.post(form, SMALL, **{"Content-Type": "text/html"}).status_code == 403
    assert user.post(form, SMALL, key="staging/0f8fad5b-d9cb-469f-a165-70867728950e_1").status_code == 403


# scenario images-53
def test_an_event_that_repeats_changes_nothing(stack: LocalStack, as_user: As) -> None:
    user = as_user("patient")
    announced = user.announce().json()
    key = announced["upload"]["fields"]["key"]
    user.post(announced["upload"], SMALL)
    announce_again(stack, key)
    announce_again(stack, key)
    assert user.ended(announced["job_id"])["status"] == "completed"
    announce_again(stack, key)
    user.post(announced["upload"], phone_photo(width=320, height=240))  # the form is still good, and storage takes it
    eventually(lambda: objects(stack, "Incoming", announced["image_id"]) == [])
    assert events(stack, announced["image_id"]) == ["upload_initiated", "processing_started", "completed"]
    assert len(objects(stack, "Variants", announced["image_id"])) == 4
    assert user.result(announced["job_id"])["metadata"]["original_dimensions"] == {"width": 480, "height": 640}


def test_an_event_before_its_time_or_of_something_else_hurts_nobody(stack: LocalStack, as_user: As) -> None:
    user = as_user("early")
    announced = user.announce().json()
    announce_again(stack, announced["upload"]["fields"]["key"].replace("staging", "elsewhere"))
    announce_again(stack, "staging/0f8fad5b-d9cb-469f-a165-70867728950e_1")
    user.post(announced["upload"], SMALL)
    assert user.ended(announced["job_id"])["status"] == "completed"


# scenario images-65 images-66 images-67 images-69
def test_a_deleted_image_is_gone_for_everybody(stack: LocalStack, as_user: As) -> None:
    owner, stranger, nobody = as_user("owner"), as_user("stranger"), as_user()
    image = owner.upload(SMALL).json()
    owner.ended(image["job_id"])
    assert stranger.delete(image["image_id"]).status_code == 403
    assert nobody.delete(image["image_id"]).status_code == 401
    assert nobody.image(image["image_id"]).status_code == 200
    gone = owner.delete(image["image_id"])
    assert (gone.status_code, gone.json()["files_removed"]) == (200, 4)
    assert nobody.image(image["image_id"]).status_code == 404
    assert owner.delete(image["image_id"]).status_code == 404
    assert not any(objects(stack, bucket, image["image_id"]) for bucket in ("Incoming", "Originals", "Variants"))
    assert events(stack, image["image_id"])[-1] == "deleted"


def test_the_hourly_run_of_the_janitor_runs(stack: LocalStack) -> None:
    answer = stack.client("lambda").invoke(
        FunctionName=stack.outputs["JanitorFunctionName"], Payload=b'{"run": "images"}'
    )
    assert "FunctionError" not in answer
