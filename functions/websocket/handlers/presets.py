"""A user's presets for one source: shown, kept, removed. Each is answered with the list as it then is."""

from curator.realtime import frames
from curator.realtime.protocol import DeletePreset, FetchPresets, PresetFields, SavePreset
from curator.realtime.router import handles
from curator.uploads.models import Label
from curator.uploads.presets.models import PresetDraft
from curator.uploads.presets.views import preset_item
from functions.websocket.conversation import SocketConversation


@handles("FETCH_PRESETS", FetchPresets)
def fetch_presets(message: FetchPresets, conversation: SocketConversation) -> None:
    """Show the user's presets."""
    _show(message.data.handler, conversation)


@handles("SAVE_PRESET", SavePreset)
def save_preset(message: SavePreset, conversation: SocketConversation) -> None:
    """Keep a new preset, or overwrite one."""
    fields = message.data
    conversation.services.presets.save(conversation.principal.user_id, _draft(fields), preset_id=fields.preset_id)
    _show(fields.handler, conversation)


@handles("DELETE_PRESET", DeletePreset)
def delete_preset(message: DeletePreset, conversation: SocketConversation) -> None:
    """Remove a preset."""
    removed = conversation.services.presets.delete(conversation.principal.user_id, message.data.preset_id)
    _show(removed.handler, conversation)


def _show(handler: str, conversation: SocketConversation) -> None:
    presets = conversation.services.presets.of_handler(conversation.principal.user_id, handler)
    conversation.reply(frames.presets_list(handler, map(preset_item, presets)))


def _draft(fields: PresetFields) -> PresetDraft:
    label = Label(language=fields.labels.language, value=fields.labels.value) if fields.labels else None
    return PresetDraft(
        handler=fields.handler,
        title=fields.title,
        title_template=fields.title_template,
        label=label,
        categories=fields.categories,
        exclude_from_date_category=fields.exclude_from_date_category,
        is_default=fields.is_default,
    )
