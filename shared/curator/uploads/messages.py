"""What travels on the lanes and uploads queues: ids only. Whoever receives one asks the tables what is true now."""

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadMessage:
    """It may be this upload's turn."""

    user_id: str
    batch_id: int
    upload_id: int

    def body(self) -> dict[str, Any]:
        """Return the queue message's body."""
        return asdict(self)

    @classmethod
    def parse(cls, body: dict[str, Any]) -> Self:
        """Read a body; raises KeyError, TypeError or ValueError for one that is not of this shape."""
        return cls(user_id=str(body["user_id"]), batch_id=int(body["batch_id"]), upload_id=int(body["upload_id"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class TickMessage:
    """This user's lane wants the pacer. `sequence` tells the one live chain of ticks from repeats of older ones."""

    user_id: str
    sequence: int

    def body(self) -> dict[str, Any]:
        """Return the queue message's body."""
        return asdict(self)

    @classmethod
    def parse(cls, body: dict[str, Any]) -> Self:
        """Read a body; raises KeyError, TypeError or ValueError for one that is not of this shape."""
        return cls(user_id=str(body["user_id"]), sequence=int(body["sequence"]))
