"""Presets over a socket."""

from typing import Any

import pytest

from curator.realtime import frames
from curator.uploads.presets.models import PresetDraft
from tests.unit.functions.socket_world import BOB, Browser, SocketWorld

FIELDS = {"handler": "mapillary", "title": "Street", "title_template": "Street {{captured.date}}"}


def save(browser: Browser, **changes: Any) -> dict[str, Any]:
    (reply,) = browser.send("SAVE_PRESET", FIELDS | changes)
    return reply


# scenario 41
def test_a_user_who_has_none_gets_an_empty_list_of_the_source(world: SocketWorld) -> None:
    assert world.connect().send("FETCH_PRESETS", {"handler": "mapillary"}) == [
        {"type": "PRESETS_LIST", "data": {"handler": "mapillary", "presets": []}}
    ]


# scenario 42
def test_saving_is_answered_with_the_list_as_it_is_then(world: SocketWorld) -> None:
    browser = world.connect()
    save(browser, title="First", is_default=True)
    reply = save(browser, labels={"language": "en", "value": "A street"}, is_default=True, categories="Streets")
    newest, first = reply["data"]["presets"]
    assert {key: newest[key] for key in newest.keys() - {"created_at", "updated_at"}} == {
        **FIELDS,
        "id": 2,
        "labels": {"language": "en", "value": "A street"},
        "categories": "Streets",
        "exclude_from_date_category": False,
        "is_default": True,
    }
    assert newest["created_at"].endswith("Z")
    assert (first["title"], first["is_default"]) == ("First", False)
    assert browser.send("FETCH_PRESETS", {"handler": "mapillary"}) == [reply]


# scenario 43
def test_a_preset_is_overwritten_by_its_id(world: SocketWorld) -> None:
    browser = world.connect()
    save(browser, categories="Streets")
    (preset,) = save(browser, preset_id=1, title="Road")["data"]["presets"]
    assert (preset["id"], preset["title"], preset.get("categories")) == (1, "Road", None)


# scenario 43
# scenario 44
@pytest.mark.parametrize("owner", [True, False], ids=["missing", "foreign"])
def test_what_one_does_not_have_is_not_found(world: SocketWorld, owner: bool) -> None:
    alice = world.connect()
    save(alice)
    browser, preset_id = (alice, 99) if owner else (world.connect(BOB), 1)
    refusal = [{"type": "ERROR", "data": "Preset not found"}]
    assert browser.send("SAVE_PRESET", FIELDS | {"preset_id": preset_id}) == refusal
    assert browser.send("DELETE_PRESET", {"preset_id": preset_id}) == refusal
    assert len(alice.send("FETCH_PRESETS", {"handler": "mapillary"})[0]["data"]["presets"]) == 1


# scenario 44
def test_removing_is_answered_with_the_list_of_its_source(world: SocketWorld) -> None:
    browser = world.connect()
    save(browser)
    assert browser.send("DELETE_PRESET", {"preset_id": 1}) == [
        {"type": "PRESETS_LIST", "data": {"handler": "mapillary", "presets": []}}
    ]


# scenario 45
@pytest.mark.parametrize(
    ("type_name", "data"),
    [("FETCH_PRESETS", {"handler": "nowhere"}), ("SAVE_PRESET", FIELDS | {"handler": "nowhere"})],
    ids=["fetch", "save"],
)
def test_a_source_nobody_knows_is_refused_and_nothing_is_kept(
    world: SocketWorld, type_name: str, data: dict[str, Any]
) -> None:
    browser = world.connect()
    assert browser.send(type_name, data) == [{"type": "ERROR", "data": "Invalid message format"}]
    assert browser.send("FETCH_PRESETS", {"handler": "mapillary"})[0]["data"]["presets"] == []


def test_what_is_too_long_is_said_in_words(world: SocketWorld) -> None:
    assert save(world.connect(), title="x" * 300) == {
        "type": "ERROR",
        "data": "Preset: title too long (300 characters, at most 255)",
    }


def test_a_list_that_grew_too_long_for_a_frame_keeps_its_newest(world: SocketWorld) -> None:
    store = world.services.presets._presets
    for number in range(30):  # two windows that save at the same moment can pass the check together
        store.create("1", PresetDraft(handler="mapillary", title=f"{number}", title_template="x" * 2000))
    (reply,) = world.connect().send("FETCH_PRESETS", {"handler": "mapillary"})
    shown = [preset["title"] for preset in reply["data"]["presets"]]
    assert shown[0] == "29"
    assert 10 < len(shown) < 30
    assert frames.fits(reply)
