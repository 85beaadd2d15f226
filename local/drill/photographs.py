"""What the drill uploads: the first photographs of a sequence that has enough of them."""

from datetime import UTC, datetime

from local.demo.selection import Row, upload_item
from local.sandbox.sequences import BY_SEQUENCE, Photograph

SEQUENCE = "sandbox-endless"
MOST = len(BY_SEQUENCE[SEQUENCE])


def upload_items(count: int) -> list[Row]:
    """Return the first `count` photographs as `UploadItem`s.

    They are not asked of Curator: it would look up the place of every photograph of the sequence, and that is not what
    the drill is about.
    """
    return [upload_item(_image(one), sequence_id=SEQUENCE) for one in BY_SEQUENCE[SEQUENCE][:count]]


def _image(photograph: Photograph) -> Row:
    """Return what the items are written from, as a `MediaImage` tells it."""
    walker = photograph.sequence
    return {
        "id": str(photograph.id),
        "location": {"latitude": photograph.latitude, "longitude": photograph.longitude},
        "dates": {"taken": datetime.fromtimestamp(photograph.captured_at / 1000, UTC).isoformat()},
        "creator": {
            "username": walker.creator_name,
            "profile_url": f"https://www.mapillary.com/app/user/{walker.creator_name}",
        },
    }
