"""How presets are put together from the environment of their function."""

from curator.uploads.presets.service import PresetService
from curator.uploads.presets.store import PresetStore
from curator.uploads.wiring import CLOCK, table


def preset_service() -> PresetService:
    """Return what users do with their presets."""
    return PresetService(PresetStore(table(), CLOCK))
