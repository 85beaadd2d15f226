"""What Commons' structured data says about a photo that its uploader took.

The model is that of Commons' own upload wizard (https://commons.wikimedia.org/wiki/Commons:Structured_data/Modeling):
the creator is somebody without an item, known by their account.
"""

from curator.sources.licences import BY_NAME
from curator.sources.source import Camera, DatePrecision, Dates, GeoLocation, MediaImage
from curator.sources.statements import (
    Snak,
    Statement,
    coordinate,
    day,
    external_id,
    item,
    month_of,
    quantity,
    some_value,
    statement,
    text,
    url,
    year_of,
)

CREATOR, AUTHOR_NAME, WIKIMEDIA_USERNAME, URL = "P170", "P2093", "P4174", "P2699"
INCEPTION, SOURCE_OF_FILE = "P571", "P7482"
CAPTURED_WITH, NAMED_AS = "P4082", "P1932"
POINT_OF_VIEW, HEADING = "P1259", "P7787"
COPYRIGHT_STATUS, LICENCE = "P6216", "P275"
WIDTH, HEIGHT = "P2049", "P2048"

ORIGINAL_CREATION_BY_UPLOADER = 66458942
DEGREE, PIXEL = 28390, 355198

COORDINATE_PRECISION = 1e-5  # degrees: a metre, which is as good as a camera's receiver gets


def files_statements(image: MediaImage, *, with_licence: bool) -> list[Statement]:
    """Return the statements for one photo, in the order they appear on its page.

    Args:
        image: of a user's own.
        with_licence: False when the uploader states copyright in the wikitext otherwise.
    """
    return [
        statement(some_value(CREATOR), _creator(image)),
        *_inception(image.dates),
        statement(item(SOURCE_OF_FILE, ORIGINAL_CREATION_BY_UPLOADER)),
        *_camera(image.camera),
        *_point_of_view(image.location),
        *(_licence(image) if with_licence else []),
        *_dimensions(image),
    ]


def _creator(image: MediaImage) -> list[Snak]:
    creator = image.creator
    return [
        text(AUTHOR_NAME, creator.username),
        external_id(WIKIMEDIA_USERNAME, creator.username),
        url(URL, creator.profile_url),
    ]


def _inception(dates: Dates) -> list[Statement]:
    """Return when the photo was taken: the day its photographer lived in, no more precisely than the file says."""
    taken = dates.by_the_clock
    match dates.precision:
        case DatePrecision.DAY:
            return [statement(day(INCEPTION, year=taken.year, month=taken.month, day_of_month=taken.day))]
        case DatePrecision.MONTH:
            return [statement(month_of(INCEPTION, year=taken.year, month=taken.month))]
        case DatePrecision.YEAR:
            return [statement(year_of(INCEPTION, year=taken.year))]
    return []


def _camera(camera: Camera) -> list[Statement]:
    """Return what it was taken with, as the camera calls itself: which item that is, nobody here knows for sure."""
    make, model = camera.make or "", camera.model or ""
    if not model:
        return []
    known_by = model if model.lower().startswith(make.lower()) else f"{make} {model}"
    return [statement(some_value(CAPTURED_WITH), [text(NAMED_AS, known_by)])]


def _point_of_view(location: GeoLocation) -> list[Statement]:
    if not (location.latitude or location.longitude):
        return []
    place = coordinate(
        POINT_OF_VIEW,
        latitude=location.latitude,
        longitude=location.longitude,
        precision=COORDINATE_PRECISION,
    )
    angle = location.compass_angle
    return [statement(place, [] if angle is None else [quantity(HEADING, angle, unit=DEGREE)])]


def _licence(image: MediaImage) -> list[Statement]:
    licence = BY_NAME.get(image.license or "")
    if licence is None:
        return []
    return [statement(item(COPYRIGHT_STATUS, licence.status)), statement(item(LICENCE, licence.item))]


def _dimensions(image: MediaImage) -> list[Statement]:
    known = ((WIDTH, image.dimensions.width), (HEIGHT, image.dimensions.height))
    return [statement(quantity(name, pixels, unit=PIXEL)) for name, pixels in known if pixels > 0]
