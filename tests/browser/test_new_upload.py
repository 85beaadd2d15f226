"""Picking, choosing and handing over, against a server that a test controls."""

from playwright.sync_api import Page, expect

from tests.browser.fake_server import FakeServer, reply
from tests.browser.samples import KNOWN, image
from tests.browser.steps import accept_uploads, load


def test_photographs_are_selected_unless_commons_has_them(page: Page, server: FakeServer) -> None:
    load(page, server, image(1), image(2, existing=KNOWN), image(3))

    assert [box.is_checked() for box in page.get_by_role("checkbox").all()] == [True, False, True]
    expect(page.locator(".photograph").nth(1).get_by_role("link", name="M123")).to_be_visible()
    expect(page.locator("#selection")).to_have_text("2 of 3 selected")


def test_a_large_collection_arrives_in_parts_and_says_how_far_it_is(page: Page, server: FakeServer) -> None:
    images = [image(number) for number in range(4)]
    server.answers["FETCH_IMAGES"] = lambda _: [
        reply("TRY_BATCH_RETRIEVAL", "This is a large one."),
        reply("COLLECTION_IMAGE_IDS", [each["id"] for each in images]),
        reply("PARTIAL_COLLECTION_IMAGES", {"images": images[:3], "collection": "walk"}),
    ]
    server.open()
    page.get_by_label("Mapillary sequence id or address").fill("walk")
    page.get_by_role("button", name="Load photographs").click()

    expect(page.locator("#load-status")).to_have_text("3 of 4 photographs loaded.")
    expect(page.locator("#upload")).to_be_disabled()
    server.push("PARTIAL_COLLECTION_IMAGES", {"images": images[3:], "collection": "walk"})
    expect(page.locator("#load-status")).to_have_text("4 photographs by jan.")
    expect(page.locator("#upload")).to_be_enabled()


def test_the_photographs_behind_those_announced_are_added_in_order(page: Page, server: FakeServer) -> None:
    images = [image(number) for number in range(5)]
    server.answers["FETCH_IMAGES"] = lambda _: [
        reply("COLLECTION_IMAGE_IDS", [each["id"] for each in images[:2]]),
        reply("PARTIAL_COLLECTION_IMAGES", {"images": images[:2], "collection": "walk"}),
        reply("MORE_COLLECTION_IMAGES", {"images": images[2:4], "collection": "walk", "first": 2, "total": 5}),
        reply("MORE_COLLECTION_IMAGES", {"images": [image(9)], "collection": "another", "first": 2, "total": 3}),
    ]
    server.open()
    page.get_by_label("Mapillary sequence id or address").fill("walk")
    page.get_by_role("button", name="Load photographs").click()

    expect(page.locator("#load-status")).to_have_text("4 of 5 photographs loaded.")
    expect(page.locator("#upload")).to_be_disabled()
    server.push("MORE_COLLECTION_IMAGES", {"images": images[3:], "collection": "walk", "first": 3, "total": 5})
    expect(page.locator("#load-status")).to_have_text("5 photographs by jan.")
    shown = page.locator(".photograph").evaluate_all("all => all.map(one => one.dataset.id)")
    assert shown == [each["id"] for each in images]
    expect(page.locator("#upload")).to_be_enabled()


def test_a_bad_title_is_explained_and_keeps_the_selection_from_being_uploaded(page: Page, server: FakeServer) -> None:
    load(page, server, image(1), image(2))
    title = page.locator(".title").first

    title.fill("Street: a.jpg")

    expect(page.locator(".problem").first).to_have_text("The character : is not allowed in a title.")
    expect(page.get_by_role("button", name="Upload 2 photographs")).to_be_disabled()
    page.get_by_role("checkbox").first.uncheck()
    expect(page.get_by_role("button", name="Upload 1 photograph")).to_be_enabled()


def test_a_template_changes_every_title_but_those_written_by_hand(page: Page, server: FakeServer) -> None:
    load(page, server, image(1), image(2))
    page.locator(".title").first.fill("My own.jpg")

    page.get_by_label("Title of each file").fill("Street {number}.jpg")

    assert [title.input_value() for title in page.locator(".title").all()] == ["My own.jpg", "Street 002.jpg"]


def test_an_upload_goes_out_in_slices_one_at_a_time_and_is_then_watched(page: Page, server: FakeServer) -> None:
    load(page, server, *[image(number) for number in range(20)])
    page.get_by_label("Categories").fill("Streets in Utrecht")
    accept_uploads(server)
    acknowledge = server.answers.pop("UPLOAD_SLICE")

    page.get_by_role("button", name="Upload 20 photographs").click()

    expect(page.locator("#batch-summary")).to_have_text("Handing over 0 of 20 photographs…")
    first = server.last("UPLOAD_SLICE")
    assert (first["data"]["batchid"], first["data"]["sliceid"], len(first["data"]["items"])) == (12, 0, 18)
    server.answers["UPLOAD_SLICE"] = acknowledge
    for answer in acknowledge(first):
        server.push(**answer)
    expect(page.locator("#batch-summary")).to_have_text("Asking for the batch…")
    assert server.types()[-5:] == [
        "CREATE_BATCH",
        "UPLOAD_SLICE",
        "UPLOAD_SLICE",
        "FETCH_BATCH_UPLOADS",
        "SUBSCRIBE_BATCH",
    ]
    item = server.last("UPLOAD_SLICE")["data"]["items"][0]
    assert item["title"] == "Utrecht \N{EN DASH} 2024-05-12 (498763468214182).jpg"
    assert "[[Category:Streets in Utrecht]]" in item["wikitext"]
    assert item["labels"] == {"language": "en", "value": "Photo from Mapillary"}


def test_a_slice_the_connection_lost_is_sent_again_under_its_number(page: Page, server: FakeServer) -> None:
    load(page, server, image(1))
    server.answers["CREATE_BATCH"] = lambda _: [reply("BATCH_CREATED", 12)]
    page.get_by_role("button", name="Upload 1 photograph").click()
    expect(page.locator("#batch-summary")).to_have_text("Handing over 0 of 1 photograph…")
    lost = server.last("UPLOAD_SLICE")
    server.received.clear()
    accept_uploads(server)

    server.drop()

    expect(page.locator("#batch-summary")).to_have_text("Asking for the batch…")
    assert server.last("UPLOAD_SLICE") == lost
    assert "CREATE_BATCH" not in server.types()


def test_the_acknowledgement_of_an_earlier_slice_does_not_send_the_next(page: Page, server: FakeServer) -> None:
    load(page, server, *[image(number) for number in range(20)])
    server.answers["CREATE_BATCH"] = lambda _: [reply("BATCH_CREATED", 12)]
    page.get_by_role("button", name="Upload 20 photographs").click()
    server.last("UPLOAD_SLICE")

    server.push("UPLOAD_SLICE_ACK", [], sliceid=0)
    expect(page.locator("#batch-summary")).to_have_text("Handing over 18 of 20 photographs…")
    server.push("UPLOAD_SLICE_ACK", [], sliceid=0)
    server.push("ERROR", "said after the acknowledgement was read")

    expect(page.get_by_role("alert")).to_contain_text("said after")
    assert server.types().count("UPLOAD_SLICE") == 2
    assert "SUBSCRIBE_BATCH" not in server.types()
