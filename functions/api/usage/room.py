"""What the usage routes work with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curator.usage.answers.room import Answers
    from curator.usage.scans.service import ScanService


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRoom:
    """The verbs of the room `curator.usage`."""

    answers: "Answers"
    scans: "ScanService"
