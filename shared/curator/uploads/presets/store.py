"""Presets in the uploads table.

    PK PRESETS#<user>    SK PRESET#<id>          a preset
    PK PRESETS#<user>    SK DEFAULT#<handler>    which of them is the default for this source
    PK PRESETS#<user>    SK COUNT                how many there are
    PK PRESETS           SK <id>                 whose preset this id is, for the operators' list
    PK COUNTER#preset    SK COUNTER              the last id given, and how many presets are kept in all

A preset does not say itself whether it is the default: one item does, so there can never be two. Changes are
transactions that carry the preset's version, so two at one moment take place one after the other.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import islice
from typing import Any, TypeVar

from curator.foundation.clock import Clock, iso_timestamp
from curator.foundation.table import (
    PARTITION,
    SORT,
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Put,
    Table,
    TransactionConflictError,
    Update,
    Write,
)
from curator.uploads.models import Label
from curator.uploads.presets.errors import PresetNotFoundError, TooManyPresetsError
from curator.uploads.presets.models import MAX_PRESETS, Preset, PresetDraft

T = TypeVar("T")

LISTING = "PRESETS"
COUNTER: Key = {PARTITION: "COUNTER#preset", SORT: "COUNTER"}
PRESET_PREFIX, DEFAULT_PREFIX = "PRESET#", "DEFAULT#"
ATTEMPTS = 12  # a user's presets have one writer, or a few windows of one
CONFLICT_PAUSE = 0.05  # seconds, growing with each attempt


class PresetStore:
    """Keeps presets."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Use the uploads table."""
        self._table = table
        self._clock = clock

    def of_user(self, user_id: str) -> list[Preset]:
        """Return all presets of a user, the newest first."""
        items = list(self._table.query("PK = :user", {":user": _partition(user_id)}, newest_first=True))
        defaults = {item[SORT].removeprefix(DEFAULT_PREFIX): item["preset_id"] for item in items if "preset_id" in item}
        return [_decode(item, defaults) for item in items if item[SORT].startswith(PRESET_PREFIX)]

    def create(self, user_id: str, draft: PresetDraft) -> Preset:
        """Keep a new preset; raises TooManyPresetsError."""
        counter = self._table.update(Update(key=COUNTER, expression="ADD last_id :one", values={":one": 1}))
        now = iso_timestamp(self._clock.now())
        preset = Preset(id=int(counter["last_id"]), user_id=user_id, created_at=now, updated_at=now, **_fields(draft))
        counted = Update(
            key=_count_key(user_id),
            expression="ADD presets :one",
            condition="attribute_not_exists(presets) OR presets < :most",
            values={":one": 1, ":most": MAX_PRESETS},
        )
        writes: list[Write] = [
            counted,
            Put(item=_encode(preset, version=1), condition="attribute_not_exists(PK)"),
            Put(item={**_listing_key(preset.id), "user_id": user_id}),
            Update(key=COUNTER, expression="ADD kept :one", values={":one": 1}),
            *_made_default(preset),
        ]

        def store() -> Preset:
            try:
                self._table.transact(writes)
            except ConditionFailedError as error:
                raise TooManyPresetsError(
                    public_message=f"You have {MAX_PRESETS} presets, which is the most: delete one first"
                ) from error
            return preset

        return self._without_conflict(store)

    def replace(self, user_id: str, preset_id: int, draft: PresetDraft) -> Preset:
        """Overwrite every field of a preset; raises PresetNotFoundError."""

        def overwrite() -> Preset:
            found, version, was_default = self._load(user_id, preset_id)
            now = iso_timestamp(self._clock.now())
            preset = replace(found, updated_at=now, **_fields(draft))
            moved = was_default and not (preset.is_default and preset.handler == found.handler)
            self._table.transact(
                [
                    _if_version(Put(item=_encode(preset, version=version + 1)), version),
                    *_made_default(preset),
                    *([_no_default(found)] if moved else []),
                ]
            )
            return preset

        return self._without_conflict(overwrite)

    def delete(self, user_id: str, preset_id: int) -> Preset:
        """Remove a preset and return what it was; raises PresetNotFoundError."""

        def remove() -> Preset:
            found, version, was_default = self._load(user_id, preset_id)
            self._table.transact(
                [
                    Delete(
                        key=_preset_key(user_id, preset_id), condition="version = :known", values={":known": version}
                    ),
                    Delete(key=_listing_key(preset_id)),
                    Update(key=_count_key(user_id), expression="ADD presets :less", values={":less": -1}),
                    Update(key=COUNTER, expression="ADD kept :less", values={":less": -1}),
                    *([_no_default(found)] if was_default else []),
                ]
            )
            return found

        return self._without_conflict(remove)

    def count(self) -> int:
        """Return how many presets of all users are kept."""
        item = self._table.get(COUNTER)
        return int(item.get("kept", 0)) if item else 0

    def newest(self, count: int, *, skip: int = 0) -> list[Preset]:
        """Return the newest presets of all users, at most `count` of them after the first `skip`."""
        listed = self._table.query("PK = :all", {":all": LISTING}, newest_first=True, limit=skip + count)
        keys = [_preset_key(item["user_id"], int(item[SORT])) for item in islice(listed, skip, None)]
        found = {item["id"]: item for item in self._table.get_many(keys)}
        wanted = {(item["user_id"], item["handler"]) for item in found.values()}
        defaults = {
            (item[PARTITION], item[SORT].removeprefix(DEFAULT_PREFIX)): item["preset_id"]
            for item in self._table.get_many([_default_key(*whose) for whose in sorted(wanted)])
        }
        return [
            _decode(item, {item["handler"]: defaults.get((item[PARTITION], item["handler"]), 0)})
            for _, item in sorted(found.items(), reverse=True)
        ]

    def _load(self, user_id: str, preset_id: int) -> tuple[Preset, int, bool]:
        """Return the preset, its version, and whether it is the default; raises PresetNotFoundError."""
        item = self._table.get(_preset_key(user_id, preset_id))
        if item is None:
            raise PresetNotFoundError(f"preset {preset_id} of {user_id}")
        default = self._table.get(_default_key(user_id, item["handler"]))
        preset = _decode(item, {item["handler"]: default["preset_id"]} if default else {})
        return preset, int(item["version"]), preset.is_default

    def _without_conflict(self, change: Callable[[], T]) -> T:
        for attempt in range(ATTEMPTS - 1):
            try:
                return change()
            except (ConditionFailedError, TransactionConflictError):
                self._clock.sleep(CONFLICT_PAUSE * (attempt + 1))
        return change()


def _made_default(preset: Preset) -> list[Write]:
    if not preset.is_default:
        return []
    return [Put(item={**_default_key(preset.user_id, preset.handler), "preset_id": preset.id})]


def _no_default(preset: Preset) -> Delete:
    """Return the write that makes a preset, the default until now, an ordinary one."""
    return Delete(
        key=_default_key(preset.user_id, preset.handler), condition="preset_id = :id", values={":id": preset.id}
    )


def _if_version(put: Put, version: int) -> Put:
    return replace(put, condition="version = :known", values={":known": version})


def _fields(draft: PresetDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in PresetDraft.__dataclass_fields__}


def _encode(preset: Preset, *, version: int) -> Item:
    values = asdict(preset)
    del values["is_default"]
    return {**_preset_key(preset.user_id, preset.id), **values, "version": version}


def _decode(item: Item, defaults: dict[str, int]) -> Preset:
    label = item.get("label")
    return Preset(
        id=item["id"],
        user_id=item["user_id"],
        handler=item["handler"],
        title=item["title"],
        title_template=item["title_template"],
        label=Label(language=label["language"], value=label["value"]) if label else None,
        categories=item.get("categories"),
        exclude_from_date_category=item["exclude_from_date_category"],
        is_default=defaults.get(item["handler"]) == item["id"],
        created_at=item["created_at"],
        updated_at=item["updated_at"],
    )


def _partition(user_id: str) -> str:
    return f"PRESETS#{user_id}"


def _preset_key(user_id: str, preset_id: int) -> Key:
    return {PARTITION: _partition(user_id), SORT: f"{PRESET_PREFIX}{preset_id:012d}"}


def _default_key(user_id: str, handler: str) -> Key:
    return {PARTITION: _partition(user_id), SORT: f"{DEFAULT_PREFIX}{handler}"}


def _count_key(user_id: str) -> Key:
    return {PARTITION: _partition(user_id), SORT: "COUNT"}


def _listing_key(preset_id: int) -> Key:
    return {PARTITION: LISTING, SORT: f"{preset_id:012d}"}
