"""The janitor function: sets going again what got lost, and closes what has ended.

Lanes and sockets once a minute, images once an hour.
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

from curator.foundation.logs import function_logger
from curator.images.housekeeping import Housekeeping
from curator.images.wiring import housekeeping
from curator.operations.metrics.wiring import measured
from curator.realtime.expiry.sweep import Sweep
from curator.realtime.expiry.wiring import sweep
from curator.uploads.lanes.recovery import Recovery
from curator.uploads.wiring import recovery

logger = function_logger("janitor")

IMAGES, SOCKETS = "images", "sockets"  # what a rule's event says under `run`; that for lanes is EventBridge's own


@cache
def _recovery() -> Recovery:
    return recovery()


@cache
def _housekeeping() -> Housekeeping:
    return housekeeping()


@cache
def _sweep() -> Sweep:
    return sweep()


RUNS: dict[str, Callable[[], Recovery | Housekeeping | Sweep]] = {IMAGES: _housekeeping, SOCKETS: _sweep}


@measured("janitor")
def handler(event: dict[str, Any], _context: Any) -> dict[str, int]:
    """Recover what should have moved by now, or close what has ended; returns how much that was."""
    done = asdict(RUNS.get(event.get("run", ""), _recovery)().run())
    logger.info("recovered", extra=done)
    return done
