"""The janitor function: sets going again what got lost. Lanes once a minute, images once an hour."""

from dataclasses import asdict
from functools import cache
from typing import Any

from curator.foundation.logs import function_logger
from curator.images.housekeeping import Housekeeping
from curator.images.wiring import housekeeping
from curator.uploads.lanes.recovery import Recovery
from curator.uploads.wiring import recovery

logger = function_logger("janitor")

IMAGES = "images"  # what the hourly rule's event says under `run`; the minutely one is EventBridge's own


@cache
def _recovery() -> Recovery:
    return recovery()


@cache
def _housekeeping() -> Housekeeping:
    return housekeeping()


def handler(event: dict[str, Any], _context: Any) -> dict[str, int]:
    """Recover what should have moved by now; returns how much that was."""
    done = asdict(_housekeeping().run() if event.get("run") == IMAGES else _recovery().run())
    logger.info("recovered", extra=done)
    return done
