"""Presets: kept per user and source, with at most one default."""

from dataclasses import replace

import pytest

from curator.uploads.models import Label
from curator.uploads.presets import service
from curator.uploads.presets.errors import InvalidPresetError, PresetNotFoundError, TooManyPresetsError
from curator.uploads.presets.models import MAX_PRESETS, Preset, PresetDraft
from curator.uploads.presets.store import PresetStore
from tests.unit.uploads.admin_world import AdminWorld, memory_world

DRAFT = PresetDraft(
    handler="mapillary",
    title="Street",
    title_template="Street of {{location.city}}",
    label=Label(language="en", value="A street"),
    categories="[[Category:Streets]]",
    exclude_from_date_category=True,
)
DEFAULT = replace(DRAFT, is_default=True)


@pytest.fixture
def world() -> AdminWorld:
    return memory_world()[0]


def kept(world: AdminWorld, user_id: str = "1", handler: str = "mapillary") -> list[Preset]:
    return list(world.presets.of_handler(user_id, handler))


def defaults(world: AdminWorld, handler: str = "mapillary") -> list[int]:
    return [preset.id for preset in kept(world, handler=handler) if preset.is_default]


# scenario 41
def test_a_user_sees_their_own_presets_of_one_source_the_newest_first(world: AdminWorld) -> None:
    titles = ["first", "second", "third"]
    for title in titles:
        world.presets.save("1", replace(DRAFT, title=title))
    world.presets.save("2", replace(DRAFT, title="somebody else's"))
    world.presets.save("1", replace(DRAFT, title="another source's", handler="flickr"))
    assert [preset.title for preset in kept(world)] == ["third", "second", "first"]


# scenario 42
def test_a_new_preset_keeps_every_field_and_has_an_integer_id(world: AdminWorld) -> None:
    preset = world.presets.save("1", DRAFT)
    assert kept(world) == [preset]
    assert (preset.id, preset.user_id, preset.label) == (1, "1", DRAFT.label)
    assert (preset.title_template, preset.categories) == (DRAFT.title_template, DRAFT.categories)
    assert (preset.exclude_from_date_category, preset.is_default) == (True, False)


# scenario 42
def test_a_new_default_takes_that_from_the_one_before_of_the_same_source(world: AdminWorld) -> None:
    world.presets.save("1", DEFAULT)
    flickrs = world.presets.save("1", replace(DEFAULT, handler="flickr"))
    second = world.presets.save("1", DEFAULT)
    assert defaults(world) == [second.id]
    assert defaults(world, "flickr") == [flickrs.id]


# scenario 43
def test_an_update_overwrites_every_field_and_creates_nothing(world: AdminWorld) -> None:
    preset = world.presets.save("1", DEFAULT)
    world.clock.advance(60)
    bare = PresetDraft(handler="mapillary", title="Bare", title_template="")
    world.presets.save("1", bare, preset_id=preset.id)
    (found,) = kept(world)
    assert (found.id, found.title, found.label, found.categories) == (preset.id, "Bare", None, None)
    assert (found.is_default, found.exclude_from_date_category) == (False, False)
    assert (found.created_at, found.updated_at > preset.updated_at) == (preset.created_at, True)


# scenario 43
# scenario 44
@pytest.mark.parametrize("user_id", ["1", "2"], ids=["missing", "foreign"])
def test_what_is_not_there_and_what_is_somebody_elses_cannot_be_told_apart(world: AdminWorld, user_id: str) -> None:
    preset = world.presets.save("1", DRAFT)
    preset_id = preset.id if user_id == "2" else 99
    with pytest.raises(PresetNotFoundError) as updating:
        world.presets.save(user_id, replace(DRAFT, title="Mine"), preset_id=preset_id)
    with pytest.raises(PresetNotFoundError) as deleting:
        world.presets.delete(user_id, preset_id)
    assert updating.value.public_message == deleting.value.public_message == "Preset not found"
    assert kept(world) == [preset]


# scenario 44
def test_a_removed_preset_is_gone_and_is_no_default_any_more(world: AdminWorld) -> None:
    other, preset = world.presets.save("1", DRAFT), world.presets.save("1", DEFAULT)
    assert world.presets.delete("1", preset.id) == preset
    assert kept(world) == [other]
    assert defaults(world) == []
    assert world.table.get({"PK": "PRESETS#1", "SK": "DEFAULT#mapillary"}) is None
    assert world.room.lists.presets(page=1, limit=10) == ([other], 1)


@pytest.mark.parametrize(
    ("changes", "mapillary", "flickr"),
    [
        ({"is_default": True}, [1], []),
        ({"is_default": False}, [], []),
        ({"is_default": True, "handler": "flickr"}, [], [1]),
        ({"is_default": False, "handler": "flickr"}, [], []),
    ],
    ids=["stays-default", "no-default-any-more", "default-elsewhere", "ordinary-elsewhere"],
)
def test_an_update_of_the_default_leaves_no_default_behind_that_nobody_chose(
    world: AdminWorld, changes: dict[str, str | bool], mapillary: list[int], flickr: list[int]
) -> None:
    preset = world.presets.save("1", DEFAULT)
    world.presets.save("1", replace(DRAFT, **changes), preset_id=preset.id)  # type: ignore[arg-type]
    assert (defaults(world), defaults(world, "flickr")) == (mapillary, flickr)


def test_a_change_that_meets_another_one_is_made_after_it(world: AdminWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """One window makes a preset the default while the other, which still sees an ordinary one, saves it as ordinary."""
    preset = world.presets.save("1", DRAFT)
    load = PresetStore._load

    def slow_load(self: PresetStore, user_id: str, preset_id: int) -> tuple[Preset, int, bool]:
        found = load(self, user_id, preset_id)
        monkeypatch.setattr(PresetStore, "_load", load)
        world.presets.save("1", DEFAULT, preset_id=preset.id)
        return found

    monkeypatch.setattr(PresetStore, "_load", slow_load)
    world.presets.save("1", replace(DRAFT, title="Later"), preset_id=preset.id)
    (found,) = kept(world)
    assert (found.title, found.is_default) == ("Later", False)


def test_a_removal_that_meets_another_one_finds_nothing(world: AdminWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    preset = world.presets.save("1", DEFAULT)
    load = PresetStore._load

    def slow_load(self: PresetStore, user_id: str, preset_id: int) -> tuple[Preset, int, bool]:
        found = load(self, user_id, preset_id)
        monkeypatch.setattr(PresetStore, "_load", load)
        world.presets.delete("1", preset.id)
        return found

    monkeypatch.setattr(PresetStore, "_load", slow_load)
    with pytest.raises(PresetNotFoundError):
        world.presets.delete("1", preset.id)
    assert world.room.lists.presets(page=1, limit=10) == ([], 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "x" * 256}, "Preset: title too long (256 characters, at most 255)"),
        ({"title": " "}, "Preset: title missing"),
        ({"title_template": "x" * 501}, "Preset: title template too long (501 characters, at most 500)"),
        ({"categories": "x" * 501}, "Preset: categories too long (501 characters, at most 500)"),
        ({"label": Label(language="en", value="x" * 1001)}, "Preset: caption too long (1001 characters, at most 1000)"),
    ],
    ids=["title", "no-title", "title-template", "categories", "caption"],
)
def test_a_field_that_is_too_long_is_named_and_nothing_is_kept(
    world: AdminWorld, changes: dict[str, str | Label], sentence: str
) -> None:
    with pytest.raises(InvalidPresetError) as refusal:
        world.presets.save("1", replace(DRAFT, **changes))  # type: ignore[arg-type]
    assert refusal.value.public_message == sentence
    assert kept(world) == []


def test_a_user_keeps_so_many_presets_and_no_more_until_one_is_gone(world: AdminWorld) -> None:
    small = PresetDraft(handler="mapillary", title="x", title_template="")
    presets = [world.presets.save("1", small) for _ in range(MAX_PRESETS)]
    with pytest.raises(TooManyPresetsError):
        world.presets.save("1", small)
    world.presets.save("2", small)
    world.presets.delete("1", presets[0].id)
    world.presets.save("1", small)
    assert len(kept(world)) == MAX_PRESETS


def test_presets_that_would_not_fit_into_one_frame_are_refused(
    world: AdminWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MAX_LIST_BYTES", 4000)
    large = replace(DRAFT, title_template="x" * 500, categories="é" * 500)
    first = world.presets.save("1", large)
    world.presets.save("1", large)
    with pytest.raises(TooManyPresetsError, match="Your presets take too much room"):
        world.presets.save("1", large)
    world.presets.save("1", replace(large, handler="flickr"))
    world.presets.save("1", replace(large, title="Renamed"), preset_id=first.id)
    assert [preset.title for preset in kept(world)] == ["Street", "Renamed"]
