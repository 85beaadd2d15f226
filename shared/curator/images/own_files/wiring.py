"""How the offer is put together from the environment of a function.

What it is made of is imported when a user's files are first asked for: the uploader starts for other sources as well.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from curator.foundation.settings import read_settings

if TYPE_CHECKING:
    from curator.images.own_files.offering import OfferedImages


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """Where pictures are shown."""

    public_url: str


@cache
def own_files() -> "OfferedImages":
    """Return what offers users their images; raises SettingsError where a function has no part in images."""
    from curator.images.own_files.offering import OfferedImages  # see above
    from curator.images.wiring import images, originals

    return OfferedImages(images=images(), originals=originals(), public_url=read_settings(SiteSettings).public_url)
