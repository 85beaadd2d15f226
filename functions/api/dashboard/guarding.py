"""A part of the numbers that fails says so and leaves the others alone; why is in the log."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.api.services import Services

Reply = dict[str, Any]

DOWN: Mapping[str, Any] = {"status": "down"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part, and what stands beside the error where it fails."""

    show: Callable[[Services], Reply]
    when_down: Mapping[str, Any]


def guarded(name: str, show: Callable[[Services], Reply], when_down: Mapping[str, Any], services: Services) -> Reply:
    """Return a part, or that it failed."""
    try:
        return show(services)
    except Exception as problem:  # whatever it is, the other parts are worth showing
        log.exception("a part of the dashboard failed", extra={"part": name})
        return {**when_down, "error": type(problem).__name__}
