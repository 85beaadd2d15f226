"""How what operators work with is put together from the environment of its function."""

from functools import cache
from typing import TYPE_CHECKING

from curator.foundation.settings import read_settings
from curator.uploads.wiring import CLOCK, PaceSettings, table, upload_service

if TYPE_CHECKING:
    from curator.uploads.admin.room import AdminRoom


@cache
def room() -> "AdminRoom":
    """Return what operators work with."""
    from curator.uploads.admin.room import admin_room

    return admin_room(table=table(), clock=CLOCK, service=upload_service(), pace=read_settings(PaceSettings).pace())
