"""How the pacer is put together from the environment of its function."""

from typing import TYPE_CHECKING

from curator.foundation.settings import read_settings
from curator.uploads.lanes.pacer import Pacer
from curator.uploads.lanes.store import LaneStore, Outages
from curator.uploads.wiring import CLOCK, PaceSettings, lanes_queue, table, upload_store, uploads_queue

if TYPE_CHECKING:
    from curator.commons.limits import RateLimits


def pacer() -> Pacer:
    """Return the handler of ticks."""
    return Pacer(
        lanes=LaneStore(table(), CLOCK),
        uploads=upload_store(),
        outages=Outages(table(), CLOCK),
        lanes_queue=lanes_queue(),
        uploads_queue=uploads_queue(),
        read_limits=_read_limits,
        pace=read_settings(PaceSettings).pace(),
        clock=CLOCK,
    )


def _read_limits(encrypted_token: str) -> "RateLimits":
    from curator.uploads import acting  # with httpx and cryptography, for few ticks of many

    return acting.read_limits(encrypted_token)
