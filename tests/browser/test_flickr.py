"""Photographs from Flickr: from the picker to the message that hands them over."""

from playwright.sync_api import Page, expect

from tests.browser.fake_server import FakeServer, reply
from tests.browser.samples import image
from tests.browser.samples_flickr import ALBUM, RESERVED, flickr_image, refused_image
from tests.browser.steps import accept_uploads, ask_for, load

FLICKR_FIELD = "Flickr album, photo, or archive address"


def load_album(page: Page, server: FakeServer, *images: dict[str, object]) -> None:
    album = {"images": {each["id"]: each for each in images}, "creator": images[0]["creator"], "sequence_id": ALBUM}
    server.answers["FETCH_IMAGES"] = lambda _: [reply("COLLECTION_IMAGES", album)]
    server.open()
    page.get_by_role("radio", name="Flickr").check()
    ask_for(page, FLICKR_FIELD, "https://www.flickr.com/photos/sandbox-bruecken/albums/72177720300000001")
    expect(page.locator(".photograph")).to_have_count(len(images))


def test_an_album_of_flickr_is_asked_for_shown_and_handed_over_as_such(page: Page, server: FakeServer) -> None:
    load_album(page, server, flickr_image(1), flickr_image(2, dates={"taken": "2026-05-02", "precision": "month"}))
    accept_uploads(server)

    assert server.last("FETCH_IMAGES")["handler"] == "flickr"
    expect(page.get_by_label(FLICKR_FIELD)).to_have_value(ALBUM)
    facts = page.locator(".photograph .facts")
    expect(facts.nth(0)).to_have_text("2026-05-01, 06:00CC BY 2.0Source")
    expect(facts.nth(1)).to_have_text("2026-05CC BY 2.0Source")
    page.get_by_role("button", name="Upload 2 photographs").click()

    slice_ = server.last("UPLOAD_SLICE")["data"]
    assert slice_["handler"] == "flickr"
    assert [item["title"] for item in slice_["items"]] == [
        "Bridge no. 1 (54905000001).jpg",
        "Bridge no. 2 (54905000002).jpg",
    ]
    assert "{{Cc-by-2.0}}" in slice_["items"][0]["wikitext"]


def test_what_commons_would_not_take_is_shown_with_the_reason_and_cannot_be_selected(
    page: Page, server: FakeServer
) -> None:
    load_album(page, server, flickr_image(1), refused_image(2))
    refused = page.locator(".photograph").nth(1)

    expect(refused).to_contain_text(RESERVED)
    expect(refused.get_by_role("checkbox")).to_be_disabled()
    expect(refused.locator("textarea")).to_have_count(0)
    expect(page.locator("#load-status")).to_have_text(
        "2 photographs by Brückenfreundin. Commons would not take 1 of them."
    )
    page.get_by_role("button", name="Select none").click()
    page.get_by_role("button", name="Select all").click()
    expect(page.locator("#selection")).to_have_text("1 of 2 selected")
    expect(page.get_by_role("button", name="Upload 1 photograph")).to_be_enabled()


def test_the_source_its_address_and_its_template_are_there_again_at_the_next_visit(
    page: Page, server: FakeServer
) -> None:
    load_album(page, server, flickr_image(1))
    page.get_by_label("Title of each file").fill("{title} - {id}.{type}")
    page.get_by_role("radio", name="Mapillary").check()
    expect(page.get_by_label("Mapillary sequence id or address")).to_have_value("")
    page.get_by_role("radio", name="Flickr").check()

    page.reload()

    expect(page.get_by_role("radio", name="Flickr")).to_be_checked()
    expect(page.get_by_label(FLICKR_FIELD)).to_have_value(ALBUM)
    page.get_by_role("button", name="Load photographs").click()
    expect(page.locator(".title")).to_have_value("Bridge no. 1 - 54905000001.jpg")


def test_another_source_in_the_picker_changes_nothing_about_what_is_loaded(page: Page, server: FakeServer) -> None:
    load(page, server, image(1))
    accept_uploads(server)

    page.get_by_role("radio", name="Flickr").check()
    page.get_by_role("button", name="Upload 1 photograph").click()

    data = server.last("UPLOAD_SLICE")["data"]
    assert data["handler"] == "mapillary"
    assert "{{Mapillary-source|" in data["items"][0]["wikitext"]


def test_a_connection_lost_while_loading_asks_the_same_source_again(page: Page, server: FakeServer) -> None:
    server.open()
    page.get_by_role("radio", name="Flickr").check()
    ask_for(page, FLICKR_FIELD, ALBUM)
    expect(page.locator("#load-status")).to_have_text("Asking Flickr…")
    first = server.last("FETCH_IMAGES")
    page.get_by_role("radio", name="Mapillary").check()
    server.received.clear()

    server.drop()

    assert server.last("FETCH_IMAGES") == first
