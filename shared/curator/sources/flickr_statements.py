"""What Commons' structured data says about a photo from Flickr.

The model is that of Flickypedia (https://commons.wikimedia.org/wiki/Commons:Flickypedia/Data_Modeling), which most new
files from Flickr follow; properties and items are Wikidata's.
"""

from collections.abc import Sequence

from curator.sources.licences import BY_NAME, PUBLIC_DOMAIN
from curator.sources.source import DatePrecision, Dates, GeoLocation, MediaImage
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

PHOTO_ID = "P12120"

CREATOR, FLICKR_USER_ID, AUTHOR_NAME, URL = "P170", "P3267", "P2093", "P2699"
PUBLISHED_IN, PUBLICATION_DATE = "P1433", "P577"
INCEPTION, SOURCING_CIRCUMSTANCES = "P571", "P1480"
SOURCE_OF_FILE, DESCRIBED_AT, OPERATOR = "P7482", "P973", "P137"
POINT_OF_VIEW = "P1259"
COPYRIGHT_STATUS, LICENCE = "P6216", "P275"
JURISDICTION, DETERMINED_BY = "P1001", "P459"
WIDTH, HEIGHT = "P2049", "P2048"

FLICKR = 103204
FILE_ON_THE_INTERNET = 74228490
CIRCA = 5727902
UNITED_STATES = 30
FEDERAL_WORK = 60671452
PIXEL = 355198

COORDINATE_PRECISIONS = (
    (16, 1e-5),
    (14, 1 / 36_000),
    (12, 1e-4),
    (11, 1 / 3600),
    (7, 1e-3),
    (6, 1e-2),
    (4, 1 / 60),
)
"""Degrees for each of Flickr's accuracies from that number on, as Flickypedia measured them on Flickr's map."""

COARSEST_PRECISION = 0.1  # degrees: a country


def flickr_statements(image: MediaImage, *, with_licence: bool) -> list[Statement]:
    """Return the statements for one photo, in the order they appear on its page.

    Args:
        image: from Flickr.
        with_licence: False when the uploader states copyright in the wikitext otherwise.
    """
    return [
        statement(some_value(CREATOR), _creator(image)),
        statement(external_id(PHOTO_ID, image.id)),
        statement(item(PUBLISHED_IN, FLICKR), _published(image.dates)),
        *_inception(image.dates),
        statement(item(SOURCE_OF_FILE, FILE_ON_THE_INTERNET), _source(image)),
        *_point_of_view(image.location),
        *(_licence(image) if with_licence else []),
        *_dimensions(image),
    ]


def _creator(image: MediaImage) -> list[Snak]:
    creator = image.creator
    return [
        external_id(FLICKR_USER_ID, creator.id),
        text(AUTHOR_NAME, creator.username),
        url(URL, creator.profile_url),
    ]


def _published(dates: Dates) -> list[Snak]:
    posted = dates.posted
    if posted is None:
        return []
    return [day(PUBLICATION_DATE, year=posted.year, month=posted.month, day_of_month=posted.day)]


def _inception(dates: Dates) -> list[Statement]:
    """Return when the photo was taken, no more precisely than its owner told Flickr."""
    taken = dates.taken
    match dates.precision:
        case DatePrecision.DAY:
            return [statement(day(INCEPTION, year=taken.year, month=taken.month, day_of_month=taken.day))]
        case DatePrecision.MONTH:
            return [statement(month_of(INCEPTION, year=taken.year, month=taken.month))]
        case DatePrecision.YEAR:
            return [statement(year_of(INCEPTION, year=taken.year))]
        case DatePrecision.CIRCA:
            return [statement(year_of(INCEPTION, year=taken.year), [item(SOURCING_CIRCUMSTANCES, CIRCA)])]
        case DatePrecision.UNKNOWN:
            return []


def _source(image: MediaImage) -> list[Snak]:
    page = [url(DESCRIBED_AT, image.urls.url), item(OPERATOR, FLICKR)]
    return [*page, url(URL, image.urls.original)] if image.urls.original else page


def _point_of_view(location: GeoLocation) -> list[Statement]:
    if not (location.latitude or location.longitude):
        return []
    precision = _precision(location.accuracy)
    place = coordinate(POINT_OF_VIEW, latitude=location.latitude, longitude=location.longitude, precision=precision)
    return [statement(place)]


def _precision(accuracy: int | None) -> float:
    known = accuracy or 0
    return next((degrees for least, degrees in COORDINATE_PRECISIONS if known >= least), COARSEST_PRECISION)


def _licence(image: MediaImage) -> Sequence[Statement]:
    licence = BY_NAME.get(image.license or "")
    if licence is None:
        return []
    status = item(COPYRIGHT_STATUS, licence.status)
    if licence.status == PUBLIC_DOMAIN:
        return [statement(status, [item(JURISDICTION, UNITED_STATES), item(DETERMINED_BY, FEDERAL_WORK)])]
    return [statement(status), statement(item(LICENCE, licence.item))]


def _dimensions(image: MediaImage) -> list[Statement]:
    known = ((WIDTH, image.dimensions.width), (HEIGHT, image.dimensions.height))
    return [statement(quantity(name, pixels, unit=PIXEL)) for name, pixels in known if pixels > 0]
