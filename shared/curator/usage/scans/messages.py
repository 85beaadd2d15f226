"""What travels on the scans queue: ids only. Whoever receives one asks the table what is true now."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TickMessage:
    """This lane wants its pacer. `sequence` tells the one live chain of ticks from repeats of older ones."""

    lane: str
    sequence: int

    def body(self) -> dict[str, Any]:
        """Return the queue message's body."""
        return {"kind": "tick", "lane": self.lane, "sequence": self.sequence}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMessage:
    """It may be this task's turn."""

    lane: str
    task_id: str

    def body(self) -> dict[str, Any]:
        """Return the queue message's body."""
        return {"kind": "task", "lane": self.lane, "task_id": self.task_id}


def read_message(body: dict[str, Any]) -> TickMessage | TaskMessage:
    """Read a body; raises KeyError, TypeError or ValueError for one of another shape."""
    match body["kind"]:
        case "tick":
            return TickMessage(lane=str(body["lane"]), sequence=int(body["sequence"]))
        case "task":
            return TaskMessage(lane=str(body["lane"]), task_id=str(body["task_id"]))
    raise ValueError(f"no message of scans: {body['kind']!r}")
