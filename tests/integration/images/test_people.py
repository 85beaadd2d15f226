"""Who may store images: whoever has a token of ours, whoever is logged in, and nobody else."""

import asyncio

import httpx

from local.bearer import bearer_token
from local.demo.client import CuratorClient
from local.demo.images import ImageClient
from local.stack import LocalStack
from tests.integration.images.conftest import As
from tests.integration.images.pictures import phone_photo

SMALL = phone_photo(width=320, height=240)


def test_somebody_who_is_logged_in_at_the_wiki_stores_images_from_our_page_and_from_no_other(stack: LocalStack) -> None:
    async def log_in() -> httpx.Cookies:
        async with CuratorClient(stack.url) as browser:
            await browser.log_in("Robot")
            return httpx.Cookies(browser.http.cookies)

    cookies = asyncio.run(log_in())
    with ImageClient(stack.url, cookies=cookies, origin=stack.url) as ours:
        taken = ours.upload(SMALL)
        assert taken.status_code == 202
        assert ours.ended(taken.json()["job_id"])["status"] == "completed"
    with ImageClient(stack.url, cookies=cookies, origin="https://evil.example") as theirs:
        assert theirs.upload(SMALL).status_code == 403


# scenario images-8 images-9 images-10
def test_nobody_else_stores_images(stack: LocalStack, as_user: As) -> None:
    assert as_user().upload(SMALL).status_code == 401
    for token in ("garbage", bearer_token("alice", secret="k" * 32), bearer_token("alice", exp=1)):
        with ImageClient(stack.url, token=token) as stranger:
            answer = stranger.upload(SMALL)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")


# scenario images-20
def test_a_file_that_does_not_fit_into_a_request_is_told_the_other_way_in(as_user: As) -> None:
    refused = as_user("large").upload(b"\xff\xd8\xff" + bytes(36_000_000))
    assert (refused.status_code, refused.json()["code"]) == (413, "UPLOAD_001")
    assert "/api/v1/images/uploads" in refused.json()["detail"]


def test_no_function_logs_where_a_photo_was_taken_or_how_to_reach_it(stack: LocalStack, as_user: As) -> None:
    user = as_user("private")
    image = user.upload(phone_photo(width=640, height=480), filename="at home.jpg").json()
    user.ended(image["job_id"])
    address = user.image(image["image_id"]).json()["url"]
    assert httpx.get(address).status_code == 200
    logs = "\n".join(line for name in ("Api", "Resizer") for line in stack.function_logs(f"{name}Function"))
    assert image["image_id"] in logs
    assert "X-Amz-Signature" not in logs
    assert "at home" not in logs
    assert bearer_token("private").split(".")[0] not in logs


def test_our_page_may_speak_to_storage_and_show_what_is_there(stack: LocalStack) -> None:
    policy = httpx.get(stack.url).headers["content-security-policy"]
    allowed = {rule.split()[0]: set(rule.split()[1:]) for rule in policy.split(";")}
    assert stack.emulator_url in allowed["connect-src"] & allowed["img-src"]
