"""What Commons' structured data says about a photo from Mapillary.

Properties and items are Wikidata's; see https://commons.wikimedia.org/wiki/Commons:Structured_data/Modeling.
"""

from datetime import UTC

from curator.sources.source import MediaImage
from curator.sources.statements import (
    Snak,
    Statement,
    coordinate,
    day,
    external_id,
    item,
    quantity,
    some_value,
    statement,
    text,
)

PHOTO_ID = "P1947"

CREATOR, AUTHOR_NAME, MAPILLARY_USERNAME = "P170", "P2093", "P13988"
PUBLISHED_IN, INCEPTION = "P1433", "P571"
SOURCE_OF_FILE, OPERATOR, DESCRIBED_AT = "P7482", "P137", "P973"
POINT_OF_VIEW, HEADING = "P1259", "P7787"
COPYRIGHT_STATUS, LICENCE = "P6216", "P275"
WIDTH, HEIGHT = "P2049", "P2048"

MAPILLARY_DATABASE = 26757498
FILE_ON_THE_INTERNET = 74228490
MAPILLARY_COMPANY = 17985544
COPYRIGHTED = 50423863
CC_BY_SA_4 = 18199165
DEGREE = 28390
PIXEL = 355198


def mapillary_statements(image: MediaImage, *, with_licence: bool) -> list[Statement]:
    """Return the statements for one photo, in the order they appear on its page.

    Args:
        image: from Mapillary.
        with_licence: False when the uploader states copyright in the wikitext otherwise.
    """
    taken = image.dates.taken.astimezone(UTC)
    return [
        statement(some_value(CREATOR), _creator_names(image)),
        statement(external_id(PHOTO_ID, image.id)),
        statement(item(PUBLISHED_IN, MAPILLARY_DATABASE)),
        statement(day(INCEPTION, year=taken.year, month=taken.month, day_of_month=taken.day)),
        statement(
            item(SOURCE_OF_FILE, FILE_ON_THE_INTERNET),
            [item(OPERATOR, MAPILLARY_COMPANY), text(DESCRIBED_AT, image.urls.url)],
        ),
        statement(
            coordinate(POINT_OF_VIEW, latitude=image.location.latitude, longitude=image.location.longitude),
            _heading(image),
        ),
        *(_licence() if with_licence else []),
        *_dimensions(image),
    ]


def _creator_names(image: MediaImage) -> list[Snak]:
    return [text(AUTHOR_NAME, image.creator.username), external_id(MAPILLARY_USERNAME, image.creator.username)]


def _heading(image: MediaImage) -> list[Snak]:
    angle = image.location.compass_angle
    return [] if angle is None else [quantity(HEADING, angle, unit=DEGREE)]


def _licence() -> list[Statement]:
    """Return the terms under which Mapillary publishes all photos (https://help.mapillary.com, «Licenses»)."""
    return [statement(item(COPYRIGHT_STATUS, COPYRIGHTED)), statement(item(LICENCE, CC_BY_SA_4))]


def _dimensions(image: MediaImage) -> list[Statement]:
    known = ((WIDTH, image.dimensions.width), (HEIGHT, image.dimensions.height))
    return [statement(quantity(name, pixels, unit=PIXEL)) for name, pixels in known if pixels > 0]
