import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from curator.sources.flickr_licences import BY_ID
from curator.sources.flickr_photos import media_image
from curator.sources.flickr_statements import flickr_statements
from curator.sources.source import DatePrecision, Dates, Dimensions, GeoLocation, MediaImage
from tests.unit.sources.claims import item, pixels, place, statement, time, value
from tests.unit.sources.flickr_replies import STATIC, listed

PAGE = "https://www.flickr.com/photos/alice/51000000001/"
IMAGE = media_image(listed(), lambda licence_id: BY_ID[licence_id])


CREATOR = statement(
    {"snaktype": "somevalue", "property": "P170"},
    P3267=value("P3267", "external-id", "string", "12345678@N00"),
    P2093=value("P2093", "string", "string", "Alice on Flickr"),
    P2699=value("P2699", "url", "string", "https://www.flickr.com/people/alice/"),
)
PHOTO_ID = statement(value("P12120", "external-id", "string", "51000000001"))
PUBLISHED = statement(item("P1433", 103204), P577=time("P577", "2024-05-18", 11))
INCEPTION = statement(time("P571", "2024-05-17", 11))
SOURCE = statement(
    item("P7482", 74228490),
    P973=value("P973", "url", "string", PAGE),
    P137=item("P137", 103204),
    P2699=value("P2699", "url", "string", f"{STATIC}/51000000001_abcdef_o.jpg"),
)
POINT_OF_VIEW = statement(place(47.37631, 8.53964, 1e-5))
SIZE = [statement(pixels("P2049", "+4000")), statement(pixels("P2048", "+3000"))]
LICENCE = [statement(item("P6216", 50423863)), statement(item("P275", 19125117))]
BEFORE_LICENCE = [CREATOR, PHOTO_ID, PUBLISHED, INCEPTION, SOURCE, POINT_OF_VIEW]


def without_licence(image: MediaImage) -> list[dict[str, Any]]:
    return flickr_statements(image, with_licence=False)


def test_a_photo_is_described_in_full_and_in_order() -> None:
    assert flickr_statements(IMAGE, with_licence=True) == [*BEFORE_LICENCE, *LICENCE, *SIZE]


def test_the_licence_is_left_out_when_the_uploader_states_another() -> None:
    assert without_licence(IMAGE) == [*BEFORE_LICENCE, *SIZE]


FREE = [
    ("CC BY-SA 2.0", [statement(item("P6216", 50423863)), statement(item("P275", 19068220))]),
    ("CC BY 4.0", [statement(item("P6216", 50423863)), statement(item("P275", 20007257))]),
    ("CC BY-SA 4.0", [statement(item("P6216", 50423863)), statement(item("P275", 18199165))]),
    ("CC0 1.0", [statement(item("P6216", 88088423)), statement(item("P275", 6938433))]),
    (
        "United States Government Work",
        [statement(item("P6216", 19652), P1001=item("P1001", 30), P459=item("P459", 60671452))],
    ),
    ("a licence nobody accepts", []),
]


@pytest.mark.parametrize(("name", "expected"), FREE, ids=[row[0] for row in FREE])
def test_each_licence_has_its_copyright_status(name: str, expected: list[dict[str, Any]]) -> None:
    image = dataclasses.replace(IMAGE, license=name)
    assert flickr_statements(image, with_licence=True) == [*BEFORE_LICENCE, *expected, *SIZE]


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        pytest.param(DatePrecision.DAY, [INCEPTION], id="day"),
        pytest.param(DatePrecision.MONTH, [statement(time("P571", "2024-05-00", 10))], id="month"),
        pytest.param(DatePrecision.YEAR, [statement(time("P571", "2024-00-00", 9))], id="year"),
        pytest.param(
            DatePrecision.CIRCA, [statement(time("P571", "2024-00-00", 9), P1480=item("P1480", 5727902))], id="circa"
        ),
        pytest.param(DatePrecision.UNKNOWN, [], id="unknown"),
    ],
)
def test_a_date_is_claimed_no_more_precisely_than_it_is_known(
    precision: DatePrecision, expected: list[dict[str, Any]]
) -> None:
    image = dataclasses.replace(IMAGE, dates=dataclasses.replace(IMAGE.dates, precision=precision))
    assert without_licence(image) == [CREATOR, PHOTO_ID, PUBLISHED, *expected, SOURCE, POINT_OF_VIEW, *SIZE]


def test_an_unknown_day_of_publication_is_left_out() -> None:
    image = dataclasses.replace(IMAGE, dates=Dates(taken=datetime(2024, 5, 17, tzinfo=UTC)))
    assert statement(item("P1433", 103204)) in without_licence(image)


def test_a_photo_without_a_place_claims_none() -> None:
    image = dataclasses.replace(IMAGE, location=GeoLocation(latitude=0, longitude=0, accuracy=16))
    assert without_licence(image) == [CREATOR, PHOTO_ID, PUBLISHED, INCEPTION, SOURCE, *SIZE]


def test_a_place_on_the_equator_is_one() -> None:
    image = dataclasses.replace(IMAGE, location=GeoLocation(latitude=0, longitude=8.5, accuracy=16))
    assert statement(place(0, 8.5, 1e-5)) in without_licence(image)


ACCURACIES = [
    (16, 1e-5),
    (15, 1 / 36_000),
    (14, 1 / 36_000),
    (13, 1e-4),
    (12, 1e-4),
    (11, 1 / 3600),
    (10, 1e-3),
    (7, 1e-3),
    (6, 1e-2),
    (5, 1 / 60),
    (4, 1 / 60),
    (3, 0.1),
    (1, 0.1),
    (None, 0.1),
]


@pytest.mark.parametrize(("accuracy", "degrees"), ACCURACIES, ids=[str(row[0]) for row in ACCURACIES])
def test_a_place_is_no_more_precise_than_its_owner_told_flickr(accuracy: int | None, degrees: float) -> None:
    image = dataclasses.replace(IMAGE, location=GeoLocation(latitude=1.5, longitude=2.5, accuracy=accuracy))
    assert statement(place(1.5, 2.5, degrees)) in without_licence(image)


def test_what_is_not_known_of_the_file_is_not_claimed() -> None:
    urls = dataclasses.replace(IMAGE.urls, original="")
    image = dataclasses.replace(IMAGE, urls=urls, dimensions=Dimensions(width=0, height=0))
    source = statement(item("P7482", 74228490), P973=value("P973", "url", "string", PAGE), P137=item("P137", 103204))
    assert without_licence(image) == [CREATOR, PHOTO_ID, PUBLISHED, INCEPTION, source, POINT_OF_VIEW]
