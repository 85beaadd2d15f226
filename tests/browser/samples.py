"""Small real messages."""

from typing import Any

Row = dict[str, Any]

PICTURES = "https://pictures.test"
KNOWN = [{"url": "https://commons.wikimedia.org/entity/M123"}]


def image(number: int, **changes: Any) -> Row:
    """Return a `MediaImage`, taken `number` seconds after ten past ten."""
    sample: Row = {
        "id": str(498763468214164 + number),
        "title": f"Photo from Mapillary 2024-05-12 ({498763468214164 + number}).jpg",
        "dates": {"taken": f"2024-05-12T10:10:{number % 60:02}+00:00"},
        "creator": {"id": "9", "username": "jan", "profile_url": "https://www.mapillary.com/app/user/jan"},
        "location": {
            "latitude": 52.0907,
            "longitude": 5.1214,
            "compass_angle": 123.5,
            "city": "Utrecht",
            "country": "Netherlands",
        },
        "urls": {
            "url": f"https://www.mapillary.com/app/?pKey={number}&focus=photo",
            "original": "",
            "preview": "",
            "thumbnail": f"{PICTURES}/{number}.svg",
        },
        "dimensions": {"width": 4000, "height": 3000},
        "camera": {"make": "GoPro", "model": "Max", "is_pano": False},
        "existing": [],
        "tags": [],
    }
    return {**sample, **changes}


def own_photograph(number: int, **changes: Any) -> Row:
    """Return a `MediaImage` of Demo's own files."""
    image_id = f"00000000-0000-4000-8000-{number:012}"
    sample: Row = {
        "id": image_id,
        "title": f"A bridge ({image_id}).jpg",
        "creator": {"id": "15", "username": "Demo", "profile_url": "https://commons.wikimedia.org/wiki/User:Demo"},
        "license": "CC BY 4.0",
        "license_template": "Cc-by-4.0",
    }
    return image(number, **{**sample, **changes})


def collection(*images: Row) -> Row:
    """Return the data of COLLECTION_IMAGES."""
    by_id = {each["id"]: each for each in images}
    return {"images": by_id, "creator": images[0]["creator"], "sequence_id": "walk"}


def upload(number: int, status: str, *, batch: int = 12, **changes: Any) -> Row:
    """Return a row of UPLOADS_UPDATE."""
    row = {"id": number, "batchid": batch, "key": str(498763468214164 + number), "handler": "mapillary"}
    return {**row, "status": status, **changes}


def stats(**counts: int) -> Row:
    """Return `BatchStats`."""
    names = ("cancelled", "completed", "duplicate", "failed", "in_progress", "queued")
    filled = {name: counts.get(name, 0) for name in names}
    return {**filled, "total": sum(filled.values())}


def batch(number: int, **counts: int) -> Row:
    """Return a `BatchItem` of Demo."""
    return {
        "id": number,
        "created_at": "2026-11-21T10:00:00Z",
        "updated_at": "2026-11-21T10:00:00Z",
        "edit_group_id": "0123456789ab",
        "username": "Demo",
        "userid": "15",
        "stats": stats(**counts),
    }
