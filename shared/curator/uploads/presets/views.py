"""Presets as clients read them."""

from typing import Any

from curator.uploads.presets.models import Preset


def preset_item(preset: Preset) -> dict[str, Any]:
    """Return a `PresetItem`, with nulls where there is nothing."""
    label = preset.label
    return {
        "id": preset.id,
        "title": preset.title,
        "title_template": preset.title_template,
        "labels": {"language": label.language, "value": label.value} if label else None,
        "categories": preset.categories,
        "exclude_from_date_category": preset.exclude_from_date_category,
        "is_default": preset.is_default,
        "handler": preset.handler,
        "created_at": preset.created_at,
        "updated_at": preset.updated_at,
    }
