"""What travels on the replays queue: an id. The replay's record says what is wanted, and how far it came."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayMessage:
    """This replay may have to go on."""

    replay_id: str

    def body(self) -> dict[str, Any]:
        """Return the queue message's body."""
        return {"replay_id": self.replay_id}

    @classmethod
    def parse(cls, body: dict[str, Any]) -> Self:
        """Read a body; raises KeyError or TypeError for one that is not of this shape."""
        return cls(replay_id=str(body["replay_id"]))
