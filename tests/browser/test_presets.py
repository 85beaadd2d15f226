"""Presets: filled in, kept, replaced, deleted, and the one that is filled in by itself."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.fake_server import FakeServer, Message, reply
from tests.browser.samples import Row, image
from tests.browser.steps import load

TITLE, DESCRIPTION, LANGUAGE = "Title of each file", "#description", "#language"
FIELDS = ("#template", "#description", "#language", "#categories")


def preset(number: int, name: str, **changes: Any) -> Row:
    """Return a `PresetItem` of Mapillary."""
    item = {
        "id": number,
        "title": name,
        "title_template": "Street {number}.jpg",
        "labels": {"language": "nl", "value": "Een straat"},
        "categories": "Streets in Utrecht",
        "exclude_from_date_category": False,
        "is_default": False,
        "handler": "mapillary",
        "created_at": "2026-11-21T10:00:00Z",
        "updated_at": "2026-11-21T10:00:00Z",
    }
    return {**item, **changes}


def listed(*presets: Row, handler: str = "mapillary") -> Message:
    return reply("PRESETS_LIST", {"handler": handler, "presets": list(presets)})


def load_with(page: Page, server: FakeServer, *presets: Row) -> None:
    server.answers["FETCH_PRESETS"] = lambda message: [
        listed(*(each for each in presets if each["handler"] == message["data"]["handler"]), **message["data"])
    ]
    load(page, server, image(1))


def texts(page: Page) -> list[str]:
    return [page.locator(field).input_value() for field in FIELDS]


def test_a_preset_fills_in_the_texts_and_every_title(page: Page, server: FakeServer) -> None:
    load_with(page, server, preset(2, "Evening"), preset(1, "Streets", labels={"language": "be", "value": "Вуліца"}))
    assert server.last("FETCH_PRESETS")["data"] == {"handler": "mapillary"}
    page.locator(DESCRIPTION).fill("A street")

    page.get_by_label("Preset", exact=True).select_option("Streets")
    page.get_by_role("button", name="Fill in").click()

    assert texts(page) == ["Street {number}.jpg", "Вуліца", "be", "Streets in Utrecht"]
    expect(page.locator(".title")).to_have_value("Street 001.jpg")
    expect(page.locator("#preset-status")).to_have_text("Filled in from “Streets”.")


def test_a_preset_of_another_client_leaves_a_field_it_says_nothing_about(page: Page, server: FakeServer) -> None:
    sparse = preset(1, "Sparse", title_template="")
    del sparse["labels"], sparse["categories"]
    load_with(page, server, sparse)
    page.get_by_label(TITLE).fill("Own {id}.jpg")

    page.get_by_role("button", name="Fill in").click()

    assert texts(page) == ["Own {id}.jpg", "", "en", ""]


def test_the_texts_are_kept_under_a_name(page: Page, server: FakeServer) -> None:
    load_with(page, server)
    expect(page.get_by_label("Preset", exact=True)).to_be_hidden()
    server.answers["SAVE_PRESET"] = lambda _: [listed(preset(1, "Streets", is_default=True))]
    page.get_by_label(TITLE).fill("Street {number}.jpg")
    page.locator(DESCRIPTION).fill("Een straat")
    page.locator(LANGUAGE).select_option("nl")
    page.locator("#categories").fill("Streets in Utrecht")

    page.get_by_text("Keep these texts as a preset").click()
    page.get_by_label("Name of the preset").fill(" Streets ")
    page.get_by_label("Fill it in whenever Mapillary is chosen").check()
    page.get_by_role("button", name="Save preset").click()

    expect(page.locator("#preset-status")).to_have_text("“Streets” is saved.")
    assert server.last("SAVE_PRESET")["data"] == {
        "handler": "mapillary",
        "title": "Streets",
        "title_template": "Street {number}.jpg",
        "labels": {"language": "nl", "value": "Een straat"},
        "categories": "Streets in Utrecht",
        "exclude_from_date_category": False,
        "is_default": True,
    }
    expect(page.get_by_label("Preset", exact=True).locator("option")).to_have_text(["Streets (default)"])


def test_the_same_name_replaces_a_preset_and_keeps_what_this_page_has_no_field_for(
    page: Page, server: FakeServer
) -> None:
    load_with(page, server, preset(7, "Streets", exclude_from_date_category=True, is_default=True))
    page.get_by_text("Keep these texts as a preset").click()
    page.locator(DESCRIPTION).fill("Een laan")

    page.get_by_label("Name of the preset").fill("Streets")
    page.get_by_role("button", name="Replace preset").click()

    data = server.last("SAVE_PRESET")["data"]
    assert (data["preset_id"], data["exclude_from_date_category"], data["is_default"]) == (7, True, True)
    assert data["labels"] == {"language": "nl", "value": "Een laan"}


def test_a_preset_is_deleted(page: Page, server: FakeServer) -> None:
    load_with(page, server, preset(7, "Streets"))
    server.answers["DELETE_PRESET"] = lambda _: [listed()]

    page.get_by_role("button", name="Delete preset").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#preset-status")).to_have_text("“Streets” is deleted.")
    assert server.last("DELETE_PRESET")["data"] == {"preset_id": 7}
    expect(page.get_by_label("Preset", exact=True)).to_be_hidden()
    expect(page.locator("#preset-summary")).to_be_focused()


def test_a_preset_that_is_refused_can_be_sent_again(page: Page, server: FakeServer) -> None:
    load_with(page, server)
    server.answers["SAVE_PRESET"] = lambda _: [reply("ERROR", "Preset: title template too long")]
    page.get_by_text("Keep these texts as a preset").click()
    page.get_by_label("Name of the preset").fill("Streets")

    page.get_by_role("button", name="Save preset").click()
    expect(page.get_by_role("alert")).to_contain_text("too long")
    server.answers["SAVE_PRESET"] = lambda _: [listed(preset(1, "Streets"))]
    page.get_by_role("button", name="Save preset").click()

    expect(page.locator("#preset-status")).to_have_text("“Streets” is saved.")


def test_the_default_of_a_source_is_filled_in_when_it_is_chosen(page: Page, server: FakeServer) -> None:
    load_with(page, server, preset(2, "Evening"), preset(1, "Streets", is_default=True))

    assert texts(page) == ["Street {number}.jpg", "Een straat", "nl", "Streets in Utrecht"]
    expect(page.get_by_label("Preset", exact=True)).to_have_value("1")


def test_what_was_typed_stays_for_the_next_collection_of_the_same_source(page: Page, server: FakeServer) -> None:
    load_with(page, server, preset(1, "Streets", is_default=True))
    page.locator(DESCRIPTION).fill("Een laan")

    page.get_by_role("button", name="Load photographs").click()

    expect(page.locator(".photograph")).to_have_count(1)
    assert texts(page) == ["Street {number}.jpg", "Een laan", "nl", "Streets in Utrecht"]


def test_a_default_that_arrives_after_somebody_has_begun_to_write_is_not_filled_in(
    page: Page, server: FakeServer
) -> None:
    load(page, server, image(1))
    page.locator(DESCRIPTION).fill("A street")

    server.push(**listed(preset(1, "Streets", is_default=True)))

    expect(page.get_by_label("Preset", exact=True)).to_be_visible()
    assert texts(page)[1:3] == ["A street", "en"]


def test_a_default_that_arrives_after_the_photographs_is_filled_in(page: Page, server: FakeServer) -> None:
    load(page, server, image(1))

    server.push(**listed(preset(1, "Streets", is_default=True)))

    expect(page.locator(DESCRIPTION)).to_have_value("Een straat")


def test_presets_of_another_source_change_nothing_about_what_is_loaded(page: Page, server: FakeServer) -> None:
    flickr = preset(2, "Bridges", handler="flickr", is_default=True)
    load_with(page, server, preset(1, "Streets"), flickr)

    page.get_by_role("radio", name="Flickr").check()

    assert server.last("FETCH_PRESETS")["data"] == {"handler": "flickr"}
    expect(page.get_by_label("Preset", exact=True).locator("option")).to_have_text(["Streets"])
    assert texts(page)[1:] == ["", "en", ""]


def test_a_long_name_is_no_wider_than_a_phone(page: Page, server: FakeServer) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    name = "Streets_" * 31

    load_with(page, server, preset(1, name, is_default=True))
    page.get_by_text("Keep these texts as a preset").click()

    expect(page.locator("#preset-status")).to_contain_text(name)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
