"""What the demo uploads: the title and the description page of each photograph, as the web client writes them."""

from typing import Any

Row = dict[str, Any]

CATEGORY = "Images from Mapillary uploaded with Curator"


def new_photographs(images: tuple[Row, ...]) -> list[Row]:
    """Return the photographs that are not on Commons yet."""
    return [image for image in images if not image.get("existing")]


def upload_item(image: Row, *, sequence_id: str) -> Row:
    """Return the `UploadItem` of a `MediaImage`."""
    return {
        "id": image["id"],
        "input": sequence_id,
        "title": title_of(image),
        "wikitext": wikitext_of(image, sequence_id=sequence_id),
        "labels": {"language": "en", "value": f"Photo from Mapillary, {_day(image)}"},
    }


def title_of(image: Row) -> str:
    """Return a title that tells the place and the day, and is unique by the photograph's id."""
    place = image["location"].get("city") or "Photo from Mapillary"
    return f"{place} \N{EN DASH} {_day(image)} ({image['id']}).jpg"


def wikitext_of(image: Row, *, sequence_id: str) -> str:
    """Return the description page."""
    location, author = image["location"], image["creator"]
    heading = f"|heading:{location['compass_angle']}" if "compass_angle" in location else ""
    return "\n".join(
        [
            "== {{int:filedesc}} ==",
            "{{Information",
            " |description = {{en|1=Photo from Mapillary}}",
            f" |date = {{{{Taken on|{image['dates']['taken']}}}}}",
            f" |source = {{{{Mapillary-source|key={image['id']}}}}} Sequence ID: {sequence_id}",
            f" |author = [{author['profile_url']} {author['username']}]",
            "}}",
            f"{{{{Location|{location['latitude']}|{location['longitude']}{heading}}}}}",
            "",
            "== {{int:license-header}} ==",
            "{{cc-by-sa-4.0}}",
            "",
            f"[[Category:{CATEGORY}]]",
        ]
    )


def _day(image: Row) -> str:
    return str(image["dates"]["taken"])[:10]
