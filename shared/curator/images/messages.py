"""What travels on the images queue besides the events of the incoming bucket: an id, and what is wanted of it."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageMessage:
    """This image may have to be worked on; with `refresh`, its variants may have to be made anew."""

    image_id: str
    refresh: bool = False

    def body(self) -> dict[str, Any]:
        """Return the queue message's body."""
        return {"image_id": self.image_id, **({"refresh": True} if self.refresh else {})}

    @classmethod
    def parse(cls, body: dict[str, Any]) -> Self:
        """Read a body; raises KeyError or TypeError for one that is not of this shape."""
        return cls(image_id=str(body["image_id"]), refresh=bool(body.get("refresh", False)))
