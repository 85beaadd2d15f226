"""Presets as their owner is shown them."""

from typing import Literal

from curator.realtime.messages.shape import Id, Moment, ServerMessage, Shape
from curator.realtime.messages.uploads import StoredLabel


class PresetItem(Shape):
    """A preset."""

    id: Id
    title: str
    title_template: str
    labels: StoredLabel | None = None
    categories: str | None = None
    exclude_from_date_category: bool
    is_default: bool
    handler: str
    created_at: Moment
    updated_at: Moment


class PresetsOfHandler(Shape):
    """A user's presets for one source, the newest first."""

    handler: str
    presets: list[PresetItem]


class PresetsList(ServerMessage):
    """The answer to everything about presets: the list as it then is."""

    type: Literal["PRESETS_LIST"]
    data: PresetsOfHandler
