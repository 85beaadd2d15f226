"""«Your files»: sending photographs here, looking at what became of them, taking them to Commons."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.client_site import CLIENT
from tests.browser.fake_image_api import STORAGE, FakeImageApi, own_image, stated
from tests.browser.fake_server import FakeServer, reply
from tests.browser.samples import Row, own_photograph
from tests.browser.steps import accept_uploads
from tests.browser.test_accessibility import NAMELESS

LARGE = 4_500_000  # bytes: more than a request to the API takes
USED_UP = (429, "Rate limit exceeded. Maximum 50 uploads per hour.", {"retry-after": "1800"})
OWN_FIELD = "Which of your files: mine, a day, a bucket, or ids"
TIMES, DASH = "\N{MULTIPLICATION SIGN}", "\N{EN DASH}"
SCROLLED = "document.documentElement.scrollWidth"

OnDisk = Callable[[str, int], Path]


@pytest.fixture
def api(page: Page) -> FakeImageApi:
    return FakeImageApi(page)


def jpeg(name: str) -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": b"\xff\xd8 small"}


@pytest.fixture
def on_disk(tmp_path: Path) -> OnDisk:
    """Return what makes a file of so many bytes, which the browser reads itself: to hand it over takes seconds."""

    def on_disk(name: str, size: int) -> Path:
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(size)
        return path

    return on_disk


def send(page: Page, *files: Any) -> None:
    page.get_by_label("Choose files").set_input_files(list(files))


def sends(page: Page) -> Locator:
    return page.locator("#sends .send")


def cards(page: Page) -> Locator:
    return page.locator("#own-files .photograph")


def collection(*images: Row) -> Row:
    return {"images": {each["id"]: each for each in images}, "creator": images[0]["creator"], "sequence_id": "mine"}


def test_a_small_file_is_sent_with_what_its_user_stated_and_shown_when_it_is_ready(
    page: Page, server: FakeServer, api: FakeImageApi
) -> None:
    server.open("#files")
    expect(page.locator("#files-status")).to_have_text("There are none yet.")
    page.get_by_label("I took them, and offer them under").select_option("CC0 1.0")
    page.get_by_label("Sort them under").fill("holiday-2026")

    send(page, jpeg("Brücke.jpg"))

    expect(sends(page)).to_have_text(re.compile("Brücke.jpg.*Ready"))
    expect(page.locator("#sends-status")).to_have_text("1 of 1 file ready. 49 more uploads this hour.")
    (request,) = api.asked("POST", "/upload")
    assert stated(request) == {"license": "CC0 1.0"}
    assert b'name="bucket"\r\n\r\nholiday-2026\r\n' in (request.post_data_buffer or b"")
    expect(cards(page)).to_have_count(1)
    expect(cards(page).locator(".name")).to_have_text("Brücke.jpg")


def test_what_was_stated_is_there_again_at_the_next_visit(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    server.open("#files")
    page.get_by_label("I took them, and offer them under").select_option("CC BY 4.0")
    page.get_by_label("Sort them under").fill("holiday")
    send(page, jpeg("a.jpg"))
    expect(sends(page)).to_contain_text("Ready")

    page.reload()

    expect(page.get_by_label("I took them, and offer them under")).to_have_value("CC BY 4.0")
    expect(page.get_by_label("Sort them under")).to_have_value("holiday")


def test_a_large_file_is_announced_and_posted_straight_to_storage(
    page: Page, server: FakeServer, api: FakeImageApi, on_disk: OnDisk
) -> None:
    server.open("#files")

    send(page, on_disk("Large.jpg", LARGE))

    expect(sends(page)).to_contain_text("Ready")
    assert api.asked("POST", "/upload") == []
    (announced,) = api.asked("POST", "/uploads")
    announcement = json.loads(announced.post_data or "")
    assert (announcement["content_type"], announcement["filename"]) == ("image/jpeg", "Large.jpg")
    assert json.loads(announcement["metadata"]) == {"license": "CC BY-SA 4.0"}
    (stored,) = [one for one in api.received if one.url.startswith(STORAGE)]
    assert stored.headers["content-type"].startswith("multipart/form-data")


def test_a_form_names_the_file_last() -> None:
    """Storage reads nothing behind it; Playwright does not show bodies that large, so it is held to the source."""
    source = (CLIENT / "assets" / "image-api.js").read_text()
    storing = source[source.index("async function sendToStorage") :]
    assert storing.index("form.append(name, value)") < storing.index('form.append("file"')


REFUSALS = [
    pytest.param(415, "Unsupported file type: text/plain. Allowed: image/jpeg, image/png, image/webp", id="415"),
    pytest.param(413, "Image dimensions too large", id="413"),
    pytest.param(403, "Permission denied: image:upload", id="403"),
]


@pytest.mark.parametrize(("status", "sentence"), REFUSALS)
def test_a_refused_file_says_why_and_holds_nobody_up(
    page: Page, server: FakeServer, api: FakeImageApi, status: int, sentence: str
) -> None:
    api.refused_files = {"bad.jpg": (status, sentence, {})}
    server.open("#files")

    send(page, jpeg("bad.jpg"), jpeg("good.jpg"))

    expect(sends(page).nth(0)).to_contain_text(sentence)
    expect(sends(page).nth(0).get_by_role("button", name="Try again")).to_be_hidden()
    expect(sends(page).nth(1)).to_contain_text("Ready")
    expect(page.locator("#sends-status")).to_contain_text("1 of 2 files ready. 1 refused.")
    page.get_by_role("button", name="Clear what has ended").click()
    expect(sends(page)).to_have_count(0)


def test_what_never_will_do_is_not_even_sent(
    page: Page, server: FakeServer, api: FakeImageApi, on_disk: OnDisk
) -> None:
    server.open("#files")
    expect(page.locator("#files-status")).to_have_text("There are none yet.")

    send(page, on_disk("huge.jpg", 10 * 1024 * 1024 + 1), on_disk("empty.jpg", 0))

    expect(sends(page).nth(0)).to_contain_text("File too large. Maximum allowed: 10MB")
    expect(sends(page).nth(1)).to_contain_text("The file is empty.")
    assert api.received == []


def test_a_file_that_cannot_be_worked_on_says_why(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    api.verdicts = ["The image cannot be decoded"]
    server.open("#files")

    send(page, jpeg("broken.jpg"))

    expect(sends(page)).to_contain_text("The image cannot be decoded")
    expect(cards(page)).to_have_count(0)


def test_storage_that_refuses_says_why_and_may_be_tried_again(
    page: Page, server: FakeServer, api: FakeImageApi, on_disk: OnDisk
) -> None:
    api.refusals = [None, (503, "<Error><Code>SlowDown</Code></Error>", {})]
    server.open("#files")
    send(page, on_disk("Large.jpg", LARGE))
    expect(sends(page)).to_contain_text("Storage refused the file (SlowDown).")

    sends(page).get_by_role("button", name="Try again").click()

    expect(sends(page)).to_contain_text("Ready")


def test_a_lost_connection_is_told_and_may_be_tried_again(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    server.open("#files")
    page.route("**/api/v1/images/upload", lambda route: route.abort(), times=1)
    send(page, jpeg("a.jpg"))
    expect(sends(page)).to_contain_text("The connection was lost.")

    sends(page).get_by_role("button", name="Try again").click()

    expect(sends(page)).to_contain_text("Ready")


def test_an_hour_that_is_used_up_is_waited_for(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    page.clock.install(time="2026-11-21T14:10:00")
    api.refusals = [USED_UP, USED_UP]
    server.open("#files")
    expect(page.locator("#files-status")).to_have_text("There are none yet.")

    send(page, jpeg("a.jpg"), jpeg("b.jpg"), jpeg("c.jpg"))

    expect(page.locator("#sends-status")).to_contain_text("You can upload again at 14:40.")
    expect(sends(page).nth(0)).to_contain_text("Waits for the next hour")
    expect(sends(page).nth(2)).to_contain_text("Waiting")
    assert len(api.asked("POST", "/upload")) == 2

    page.clock.run_for(31 * 60_000)
    for _ in range(5):
        page.clock.run_for(2_000)
    expect(page.locator("#sends-status")).to_contain_text("3 of 3 files ready.")


def test_two_files_are_sent_at_a_time(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    most: list[int] = []
    api.meanwhile = lambda: most.append(page.locator("#sends .send[data-phase=sending]").count())
    server.open("#files")

    send(page, *(jpeg(f"{number}.jpg") for number in range(5)))

    expect(page.locator("#sends-status")).to_contain_text("5 of 5 files ready.")
    assert max(most) <= 2


def test_files_can_be_dropped(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    server.open("#files")
    drop = """(place) => {
      const data = new DataTransfer();
      data.items.add(new File(["bytes"], "dropped.jpg", { type: "image/jpeg" }));
      for (const type of ["dragover", "drop"]) {
        place.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    }"""

    page.locator("#drop").evaluate(drop)

    expect(sends(page)).to_contain_text("dropped.jpg")
    expect(sends(page)).to_contain_text("Ready")


def test_an_image_shows_its_colour_and_all_its_versions(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    api.images = [own_image(1), own_image(2, taken=None, has_place=False, license=None)]
    server.open("#files")

    first, second = cards(page).nth(0), cards(page).nth(1)
    expect(first.locator(".facts li")).to_have_text(
        ["Taken 2026-11-20, 13:45, with its place", f"8160 {TIMES} 6120, 3.5 MB", "CC BY-SA 4.0"]
    )
    expect(second.locator(".facts li").nth(0)).to_have_text("Uploaded 2026-11-03, without a place")
    expect(second.locator(".facts li").nth(2)).to_have_text("CC BY-SA 4.0")
    expect(first.locator(".variants li")).to_have_text(
        [
            f"thumbnail 150 {TIMES} 112, 4 kB",
            f"medium 600 {TIMES} 450, 68 kB",
            f"large 1200 {TIMES} 900, 270 kB",
            f"original 4096 {TIMES} 3072, 3.1 MB",
        ]
    )
    link = first.get_by_role("link", name="large")
    assert (link.get_attribute("href") or "").endswith("/direct?size=large")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert first.locator(".swatch").evaluate("(swatch) => getComputedStyle(swatch).backgroundColor") == (
        "rgb(73, 109, 137)"
    )
    expect(first.locator("img")).to_have_js_property("complete", value=True)


def test_older_files_are_shown_when_asked_for(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    api.page_size = 2
    api.images = [own_image(number) for number in (5, 4, 3)]
    server.open("#files")
    expect(page.locator("#files-status")).to_have_text("The newest 2 files.")

    page.get_by_role("button", name="Show older files").click()

    expect(page.locator("#files-status")).to_have_text("3 files.")
    expect(page.get_by_role("button", name="Show older files")).to_be_hidden()


def test_deleting_takes_a_second_click(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    api.images = [own_image(1), own_image(2)]
    server.open("#files")
    page.get_by_role("button", name="Delete Bridge 1.jpg").click()
    page.locator("#files-title").focus()
    expect(page.get_by_role("button", name="Really delete")).to_have_count(0)  # whoever goes elsewhere meant no harm
    assert api.asked("DELETE", own_image(1)["image_id"]) == []

    page.get_by_role("button", name="Delete Bridge 1.jpg").click()
    page.get_by_role("button", name="Really delete Bridge 1.jpg?").click()

    expect(cards(page)).to_have_count(1)
    expect(page.locator("#files-status")).to_have_text("Bridge 1.jpg is deleted. 1 file.")
    expect(page.get_by_role("checkbox", name="Choose Bridge 2.jpg")).to_be_focused()
    assert len(api.asked("DELETE", own_image(1)["image_id"])) == 1


def test_a_file_that_cannot_be_deleted_stays(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    api.images, api.refusals = [own_image(1)], [(503, "Storage is not available", {})]
    server.open("#files")
    page.get_by_role("button", name="Delete Bridge 1.jpg").click()
    page.get_by_role("button", name="Really delete Bridge 1.jpg?").click()

    expect(page.get_by_role("alert")).to_contain_text("Bridge 1.jpg is not deleted. Storage is not available")
    expect(cards(page)).to_have_count(1)


def test_all_files_are_taken_to_commons_in_the_usual_way(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    api.images = [own_image(1), own_image(2)]
    server.answers["FETCH_IMAGES"] = lambda _: [
        reply("COLLECTION_IMAGES", collection(own_photograph(1), own_photograph(2)))
    ]
    accept_uploads(server)
    server.open("#files")

    page.get_by_role("button", name="Use all on Commons").click()

    asked = server.last("FETCH_IMAGES")
    assert (asked["handler"], asked["data"]) == ("files", "mine")
    expect(page.get_by_role("radio", name="Your files")).to_be_checked()
    expect(page.get_by_label(OWN_FIELD)).to_have_value("mine")
    expect(page.locator("#load-status")).to_have_text("2 photographs by Demo.")
    page.get_by_role("button", name="Upload 2 photographs").click()
    slice_ = server.last("UPLOAD_SLICE")["data"]
    assert slice_["handler"] == "files"
    assert [item["title"] for item in slice_["items"]] == [
        f"A bridge {DASH} 2024-05-12 10.10.01 (001).jpg",
        f"A bridge {DASH} 2024-05-12 10.10.02 (002).jpg",
    ]
    assert "{{self|Cc-by-4.0}}" in slice_["items"][0]["wikitext"]


def test_chosen_files_are_named_one_by_one(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    api.images = [own_image(number) for number in (3, 2, 1)]
    server.open("#files")
    page.get_by_role("checkbox", name="Choose Bridge 3.jpg").check()
    page.get_by_role("checkbox", name="Choose Bridge 1.jpg").check()
    expect(page.locator("#files-status")).to_have_text("3 files, 2 chosen.")

    page.get_by_role("button", name="Use 2 on Commons").click()

    assert server.last("FETCH_IMAGES")["data"] == f"{own_image(3)['image_id']},{own_image(1)['image_id']}"


def test_more_than_can_be_named_are_not_taken(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    api.images = [own_image(number) for number in range(26)]
    server.open("#files")
    for box in page.get_by_role("checkbox", name="Choose Bridge").all():
        box.check()

    expect(page.get_by_role("button", name="Use 26 on Commons")).to_be_disabled()
    expect(page.locator("#files-status")).to_contain_text("At most 25 can be chosen at once")


def test_own_files_are_offered_among_the_sources_with_all_of_them_named(page: Page, server: FakeServer) -> None:
    server.answers["FETCH_IMAGES"] = lambda _: [
        reply("COLLECTION_IMAGES", collection(own_photograph(1, credit="An agency")))
    ]
    server.open()
    page.get_by_role("radio", name="Your files").check()
    expect(page.get_by_label(OWN_FIELD)).to_have_value("mine")

    page.get_by_role("button", name="Load photographs").click()

    expect(page.locator("#photographs .facts")).to_contain_text("The file names An agency")


def test_a_page_with_files_on_their_way_is_not_left_by_accident(
    page: Page, server: FakeServer, api: FakeImageApi
) -> None:
    api.refusals = [USED_UP]
    server.open("#files")
    send(page, jpeg("a.jpg"))
    expect(sends(page)).to_contain_text("Waits for the next hour")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.reload()

    assert asked == ["beforeunload"]


def test_nothing_from_a_file_becomes_markup(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    evil = "<img src=x onerror=document.title='owned'>.jpg"
    api.images = [own_image(1, filename=evil, license=evil, dominant_color="red;background:url(x)")]
    server.open("#files")
    expect(cards(page)).to_contain_text(evil)
    expect(page.locator("#own-files img")).to_have_count(1)
    assert page.title() == "Curator"


def test_a_server_that_cannot_be_reached_is_told(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    page.route("**/api/v1/images/mine*", lambda route: route.fulfill(status=503, body="no JSON"))
    server.open("#files")

    expect(page.get_by_role("alert")).to_contain_text("Your files cannot be shown. The server answered 503.")


def test_every_control_has_a_name_and_is_reached_by_the_keyboard(
    page: Page, server: FakeServer, api: FakeImageApi
) -> None:
    api.images, api.refusals = [own_image(1)], [(500, "Internal error", {})]
    server.open("#files")
    send(page, jpeg("a.jpg"))
    expect(sends(page)).to_contain_text("Internal error")

    assert page.evaluate(NAMELESS) == []
    page.locator("#files-title").focus()
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert reached[:6] == ["files-licence", "files-bucket", "files-input", "sends-clear", "Try again", "files-use"]
    assert "Delete" in reached


def test_the_choice_of_files_shows_that_it_has_the_focus(page: Page, server: FakeServer, api: FakeImageApi) -> None:
    server.open("#files")
    page.locator("#files-bucket").focus()
    page.keyboard.press("Tab")

    expect(page.locator("label[for=files-input]")).to_have_css("outline-style", "solid")


@pytest.mark.parametrize("width", [360, 390])
def test_nothing_is_wider_than_a_phone(page: Page, server: FakeServer, api: FakeImageApi, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 780})
    long_name = "Photo_with_a_very_long_name_without_any_spaces_" * 4 + ".jpg"
    api.images, api.refusals = [own_image(1, filename=long_name)], [(415, long_name, {})]
    server.open("#files")
    send(page, jpeg(long_name))
    expect(sends(page)).to_contain_text("Refused")

    assert page.evaluate(SCROLLED) == width
