"""Presets as the rest of Curator sees them."""

from dataclasses import dataclass

from curator.uploads.models import Label

# The Curator client's fields, in characters.
MAX_TITLE = 255
MAX_TITLE_TEMPLATE = 500
MAX_CATEGORIES = 500
MAX_LABEL = 1000

MAX_PRESETS = 100  # of one user
MAX_LIST_BYTES = 28 * 1024  # of one user's presets for one source, as JSON: clients take them in one frame of 32 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetDraft:
    """A preset as its user wants it."""

    handler: str  # the source it is for
    title: str
    title_template: str
    label: Label | None = None
    categories: str | None = None
    exclude_from_date_category: bool = False
    is_default: bool = False  # there is at most one default per user and source


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset(PresetDraft):
    """A preset as it is kept."""

    id: int
    user_id: str
    created_at: str
    updated_at: str
