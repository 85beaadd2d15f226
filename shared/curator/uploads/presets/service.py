"""What users do with their presets."""

import json
from collections.abc import Sequence

from curator.uploads.presets.errors import InvalidPresetError, PresetNotFoundError, TooManyPresetsError
from curator.uploads.presets.models import (
    MAX_CATEGORIES,
    MAX_LABEL,
    MAX_LIST_BYTES,
    MAX_TITLE,
    MAX_TITLE_TEMPLATE,
    Preset,
    PresetDraft,
)
from curator.uploads.presets.store import PresetStore
from curator.uploads.presets.views import preset_item


class PresetService:
    """The verbs; a user reaches their own presets only."""

    def __init__(self, presets: PresetStore) -> None:
        """Use this store."""
        self._presets = presets

    def of_handler(self, user_id: str, handler: str) -> Sequence[Preset]:
        """Return the user's presets for one source, the newest first."""
        return [preset for preset in self._presets.of_user(user_id) if preset.handler == handler]

    def save(self, user_id: str, draft: PresetDraft, *, preset_id: int | None = None) -> Preset:
        """Keep a new preset, or put this one in the place of an existing one, with all its fields.

        A default one takes that from the user's other presets for the same source.

        Raises:
            InvalidPresetError: a field is empty or too long.
            PresetNotFoundError: the user has no preset `preset_id`.
            TooManyPresetsError: the user has too many, or they would not fit into one list.
        """
        _check_lengths(draft)
        kept = self._presets.of_user(user_id)
        if preset_id is not None and preset_id not in {preset.id for preset in kept}:
            raise PresetNotFoundError(f"preset {preset_id} of {user_id}")
        _check_room(draft, [preset for preset in kept if preset.id != preset_id and preset.handler == draft.handler])
        if preset_id is None:
            return self._presets.create(user_id, draft)
        return self._presets.replace(user_id, preset_id, draft)

    def delete(self, user_id: str, preset_id: int) -> Preset:
        """Remove a preset and return what it was; raises PresetNotFoundError."""
        return self._presets.delete(user_id, preset_id)


def _check_lengths(draft: PresetDraft) -> None:
    label = draft.label
    for name, value, most in (
        ("title", draft.title, MAX_TITLE),
        ("title template", draft.title_template, MAX_TITLE_TEMPLATE),
        ("categories", draft.categories or "", MAX_CATEGORIES),
        ("caption", label.value if label else "", MAX_LABEL),
    ):
        if len(value) > most:
            raise InvalidPresetError(
                public_message=f"Preset: {name} too long ({len(value)} characters, at most {most})"
            )
    if not draft.title.strip():
        raise InvalidPresetError(public_message="Preset: title missing")


def _check_room(draft: PresetDraft, others: Sequence[Preset]) -> None:
    """Refuse what would make the list too long for one frame. Two saves at one moment can pass together: see frames."""
    new = Preset(
        id=2**53,
        user_id="",
        created_at=" " * 27,  # as long as a timestamp
        updated_at=" " * 27,
        handler=draft.handler,
        title=draft.title,
        title_template=draft.title_template,
        label=draft.label,
        categories=draft.categories,
    )
    size = sum(len(json.dumps(preset_item(preset), ensure_ascii=False).encode()) for preset in [new, *others])
    if size > MAX_LIST_BYTES:
        raise TooManyPresetsError(public_message="Your presets take too much room: delete or shorten some first")
