"""A photograph of one's own: from the disk through Curator's storage to the sandbox's Commons, in a browser."""

import hashlib
import io
import random

import httpx
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from local.stack import LocalStack
from tests.browser.on_the_local_stack.steps import BATCH_MILLISECONDS, FETCH_MILLISECONDS, log_in, picture
from tests.integration.main_job.commons_pages import page_text, statements
from tests.integration.main_job.people import wiki_state

READY_MILLISECONDS = 90_000
ZURICH = {1: "N", 2: (47.0, 22.0, 36.54), 3: "E", 4: (8.0, 32.0, 24.0), 16: "T", 17: 90.0}
TITLE = {0x9C9B: "Münsterbrücke bei Nacht".encode("utf-16-le")}


def photograph(seed: int, *, width: int, height: int) -> bytes:
    """Return a JPEG that a telephone could have made: grainy, turned, with a place."""
    noise = random.Random(seed).randbytes(width * height * 3)  # noqa: S311 - grain
    grain = Image.frombytes("RGB", (width, height), noise)
    sky = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif.update({0x010F: "Curator", 0x0110: "Curator One", 0x0112: 6, **TITLE})
    exif.get_ifd(0x8769).update({0x9003: "2026:11:20 23:30:00", 0x9011: "+01:00"})
    exif.get_ifd(0x8825).update(ZURICH)
    target = io.BytesIO()
    Image.blend(sky, grain, 0.3).save(target, "JPEG", quality=92, exif=exif)
    return target.getvalue()


def test_own_photographs_go_from_the_disk_to_commons_as_they_are(page: Page, stack: LocalStack) -> None:
    small, large = photograph(1, width=1600, height=1200), photograph(2, width=3800, height=2850)
    assert len(small) < 4_000_000 < len(large) < 10_000_000
    log_in(page, stack, "Robot")
    page.get_by_role("link", name="Your files").click()
    files: list[FilePayload] = [
        {"name": "DSC_0001.JPG", "mimeType": "image/jpeg", "buffer": small},
        {"name": "DSC_0002.JPG", "mimeType": "image/jpeg", "buffer": large},
    ]
    page.get_by_label("Choose files").set_input_files(files)
    expect(page.locator("#sends-status")).to_contain_text("2 of 2 files ready.", timeout=READY_MILLISECONDS)
    expect(page.locator("#own-files .photograph")).to_have_count(2)
    expect(page.locator("#own-files .facts").first).to_contain_text("Taken 2026-11-20, 23:30, with its place")
    for image in page.locator("#own-files img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("naturalWidth", 450)  # turned upright
    page.evaluate("scrollTo(0, 0)")
    picture(page, "6-own-files")
    page.set_viewport_size({"width": 390, "height": 800})
    picture(page, "7-own-files-on-a-phone")
    page.set_viewport_size({"width": 1100, "height": 850})

    page.get_by_role("button", name="Use all on Commons").click()
    expect(page.locator("#photographs .photograph")).to_have_count(2, timeout=FETCH_MILLISECONDS)
    picture(page, "8-own-files-chosen")
    page.get_by_role("button", name="Upload 2 photographs").click()
    expect(page.locator("#batch-summary")).to_have_text("Finished: 2 of 2 published.", timeout=BATCH_MILLISECONDS)
    picture(page, "9-own-files-published")

    titles = [file["title"] for file in wiki_state(stack)["files"]]
    assert len(titles) == 2
    sent = {hashlib.sha1(data, usedforsecurity=False).hexdigest() for data in (small, large)}
    assert {sha1_of(stack, title) for title in titles} == sent
    for title in titles:
        assert title.startswith("File:Münsterbrücke bei Nacht \N{EN DASH} 2026-11-20 23.30.00 (00")
        told = statements(stack, title)
        assert told["P571"] == ("+2026-11-20T00:00:00Z", 11)
        assert told["P7482"] == "Q66458942"
        assert told["P275"] == "Q18199165"
        assert told["P1259"] == ((47.3768167, 8.54), {"P7787": 90})
        assert told["P4082"] == ("somevalue", {"P1932": "Curator One"})
        assert told["P170"][1]["P4174"] == "Robot"
        assert "|source = {{own}}" in page_text(stack, title)
        assert "{{self|Cc-by-sa-4.0}}" in page_text(stack, title)


def sha1_of(stack: LocalStack, title: str) -> str:
    query = {"action": "query", "titles": title, "prop": "imageinfo", "iiprop": "sha1", "format": "json"}
    reply = (
        httpx.get(f"{stack.sandbox_url}/w/api.php", params={**query, "formatversion": "2"}).raise_for_status().json()
    )
    sha1: str = reply["query"]["pages"][0]["imageinfo"][0]["sha1"]
    return sha1
