"""The janitor function: sets going again what got lost, closes what has ended, and begins what is due by the clock.

Lanes, sockets and scans once a minute, images and the use of files once an hour, jobs of scans as the template's rules
say.
"""

from dataclasses import asdict
from typing import Any

from curator.foundation import starting  # before what is heavy
from curator.foundation.logs import function_logger
from curator.operations.metrics.wiring import invoked, measured
from functions.janitor.runs import LANES, RUNS

logger = function_logger("janitor")


@measured("janitor")
@invoked("janitor")
def handler(event: dict[str, Any], _context: Any) -> dict[str, int]:
    """Recover what should have moved by now, close what has ended, or begin what is due; returns how much that was."""
    done = asdict(RUNS[event.get("run", LANES)]().run())
    logger.info("recovered", extra=done)
    return done


starting.started()
