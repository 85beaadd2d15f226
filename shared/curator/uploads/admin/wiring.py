"""How what operators work with is put together from the environment of its function."""

from functools import cache

from curator.foundation.settings import read_settings
from curator.uploads.admin.room import AdminRoom, admin_room
from curator.uploads.wiring import CLOCK, PaceSettings, table, upload_service


@cache
def room() -> AdminRoom:
    """Return what operators work with."""
    return admin_room(table=table(), clock=CLOCK, service=upload_service(), pace=read_settings(PaceSettings).pace())
