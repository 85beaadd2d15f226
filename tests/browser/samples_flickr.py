"""Small real messages about photographs from Flickr."""

from typing import Any

from tests.browser.samples import PICTURES, Row

ALBUM = "https://www.flickr.com/photos/40000001@N01/albums/72177720300000001"
RESERVED = "All rights are reserved: only the photographer can offer this photo to Commons"


def flickr_image(number: int, **changes: Any) -> Row:
    """Return a `MediaImage` of Flickr, taken and posted on the `number`th of May."""
    photo_id = str(54_905_000_000 + number)
    sample: Row = {
        "id": photo_id,
        "title": f"Bridge no. {number} ({photo_id}).jpg",
        "dates": {"taken": f"2026-05-{number:02}T06:00:00+00:00", "posted": "2026-05-20T09:00:00+00:00"},
        "creator": {
            "id": "40000001@N01",
            "username": "Brückenfreundin",
            "profile_url": "https://www.flickr.com/people/sandbox-bruecken/",
        },
        "location": {"latitude": 47.3768, "longitude": 8.5412, "accuracy": 16},
        "urls": {
            "url": f"https://www.flickr.com/photos/sandbox-bruecken/{photo_id}/",
            "original": "",
            "preview": "",
            "thumbnail": f"{PICTURES}/{number}.svg",
        },
        "dimensions": {"width": 4000, "height": 3000},
        "camera": {"is_pano": False},
        "existing": [],
        "tags": [],
        "description": "A bridge & what is around it.",
        "license": "CC BY 2.0",
        "license_template": "Cc-by-2.0",
    }
    return {**sample, **changes}


def refused_image(number: int) -> Row:
    """Return one that Commons would not take."""
    image = flickr_image(number, license="All rights reserved", refusal=RESERVED)
    del image["license_template"]
    return image
