"""What a file says about itself, on its way to a title, a page and a place."""

from datetime import UTC, datetime
from typing import Any

import pytest

from curator.sources.files_images import media_image
from curator.sources.source import (
    Camera,
    Creator,
    DatePrecision,
    Dates,
    Dimensions,
    GeoLocation,
    ImageUrls,
    MediaImage,
    to_message,
)
from tests.unit.sources.files_keeper import ALICE, PHOTO, UPLOADED, file_id, keeper, own_file

POSTED = datetime.fromtimestamp(UPLOADED, UTC)
ID = file_id(1)


def image(**changes: Any) -> MediaImage:
    return media_image(own_file(1, **changes), ALICE, keeper())


def of_photo(**photo: Any) -> MediaImage:
    return image(photo={**PHOTO, **photo})


def test_a_photo_with_everything() -> None:
    assert image() == MediaImage(
        id=ID,
        title=f"Münsterbrücke ({ID}).jpg",
        dates=Dates(taken=datetime(2026, 11, 19, 23, 30, tzinfo=UTC), posted=POSTED, utc_offset=60),
        creator=Creator(id="42", username="Alice A.", profile_url="https://commons.wikimedia.org/wiki/User:Alice_A."),
        location=GeoLocation(latitude=47.3768167, longitude=8.54, compass_angle=123.46, altitude=408.5),
        urls=ImageUrls(
            url=f"https://curator.example/{ID}/original",
            original="",
            preview=f"https://curator.example/{ID}/medium",
            thumbnail=f"https://curator.example/{ID}/medium",
        ),
        dimensions=Dimensions(width=8000, height=6000),
        camera=Camera(make="Canon", model="Canon EOS R5"),
        description="The bridge at night. Seen from the quay.",
        license="CC BY-SA 4.0",
        license_template="Cc-by-sa-4.0",
        tags=("bridge", "Zürich"),
    )


def test_a_photo_that_says_nothing() -> None:
    nothing = image(photo={})
    assert nothing.title == f"Photograph by Alice A ({ID}).jpg"
    assert nothing.dates == Dates(taken=POSTED, precision=DatePrecision.UNKNOWN, posted=POSTED)
    assert nothing.location == GeoLocation(latitude=0, longitude=0)
    assert nothing.camera == Camera()
    assert (nothing.description, nothing.credit, nothing.tags) == (None, None, ())


def test_a_client_is_told_the_clocks_zone_and_the_height() -> None:
    message = to_message(image())
    assert message["dates"] == {
        "taken": "2026-11-19T23:30:00+00:00",
        "posted": "2026-11-21T14:00:00+00:00",
        "utc_offset": 60,
    }
    assert message["location"]["altitude"] == 408.5


TITLES = [
    pytest.param("IMG_20261121_140506.jpg", {}, "Photograph by Alice A", id="a camera's name"),
    pytest.param("DSC00042.JPG", {}, "Photograph by Alice A", id="another camera's"),
    pytest.param("PXL_20261121_130506789.PORTRAIT.jpg", {}, "Photograph by Alice A", id="a telephone's"),
    pytest.param("Münsterbrücke_bei_Nacht.jpg", {}, "Münsterbrücke bei Nacht", id="a person's name"),
    pytest.param("x.jpg", {"title": "A [[bridge]] {{delete}}: #1 | 2/3"}, "A bridge delete 1 2 3", id="markup"),
    pytest.param("x.jpg", {"description": "A bridge. Seen from afar."}, "A bridge", id="the first sentence"),
    pytest.param("x.jpg", {"title": "a" * 500}, "a" * 120, id="long"),
    pytest.param("x.jpg", {"title": "橋" * 100}, "橋" * 40, id="long in bytes"),
    pytest.param("x.jpg", {"title": "~~~~ ."}, "Photograph by Alice A", id="nothing left"),
]


@pytest.mark.parametrize(("filename", "photo", "expected"), TITLES)
def test_a_title_is_found_where_somebody_wrote_one(filename: str, photo: dict[str, Any], expected: str) -> None:
    assert image(filename=filename, photo=photo).title == f"{expected} ({ID}).jpg"


@pytest.mark.parametrize(("kind", "extension"), [("image/png", "png"), ("image/webp", "webp"), ("image/jpeg", "jpg")])
def test_the_extension_is_that_of_the_bytes(kind: str, extension: str) -> None:
    assert image(content_type=kind, filename="a.gif").title.endswith(f").{extension}")


DATES = [
    pytest.param({"precision": "day"}, (datetime(2026, 11, 20, 0, 30, tzinfo=UTC), DatePrecision.DAY), id="day"),
    pytest.param({"precision": "month"}, (datetime(2026, 11, 20, 0, 30, tzinfo=UTC), DatePrecision.MONTH), id="month"),
    pytest.param({"precision": "year"}, (datetime(2026, 11, 20, 0, 30, tzinfo=UTC), DatePrecision.YEAR), id="year"),
    pytest.param({"taken": "2027-01-01T00:00:00"}, (POSTED, DatePrecision.UNKNOWN), id="taken after the upload"),
    pytest.param({"taken": "never"}, (POSTED, DatePrecision.UNKNOWN), id="no date"),
    pytest.param({"taken": 17}, (POSTED, DatePrecision.UNKNOWN), id="a number"),
    pytest.param({"precision": "hour"}, (POSTED, DatePrecision.UNKNOWN), id="a precision nobody knows"),
]


@pytest.mark.parametrize(("photo", "expected"), DATES)
def test_a_date_is_as_precise_as_the_file_says_or_unknown(
    photo: dict[str, Any], expected: tuple[datetime, DatePrecision]
) -> None:
    dates = of_photo(offset=None, **photo).dates
    assert (dates.taken, dates.precision) == expected
    assert dates.posted == POSTED


@pytest.mark.parametrize("offset", ["+01:00", 1e9, 100_000, None])
def test_an_offset_that_cannot_be_leaves_the_clock_as_it_stands(offset: Any) -> None:
    dates = of_photo(offset=offset).dates
    assert (dates.taken, dates.utc_offset) == (datetime(2026, 11, 20, 0, 30, tzinfo=UTC), None)


@pytest.mark.parametrize(
    "photo",
    [{"latitude": "47"}, {"latitude": 91}, {"longitude": None}, {"longitude": float("nan")}, {"latitude": True}],
    ids=str,
)
def test_a_place_that_is_none_is_left_out(photo: dict[str, Any]) -> None:
    assert of_photo(**photo).location == GeoLocation(latitude=0, longitude=0)


@pytest.mark.parametrize("direction", [0.0, 360.0, "north", 400.0])
def test_a_direction_is_strictly_between_north_and_north(direction: Any) -> None:
    assert of_photo(direction=direction).location.compass_angle is None


CREDITS = [
    pytest.param({"artist": "Carla C."}, "Carla C.", id="another name"),
    pytest.param({"artist": "ALICE a."}, None, id="their own name"),
    pytest.param({"copyright": "(c) Agency"}, "(c) Agency", id="a notice"),
    pytest.param({"artist": "Alice A.", "copyright": "(c) Agency"}, None, id="their own name counts"),
    pytest.param({"artist": 7}, None, id="no name"),
]


@pytest.mark.parametrize(("photo", "expected"), CREDITS)
def test_whom_the_file_names_is_told(photo: dict[str, Any], expected: str | None) -> None:
    assert of_photo(**photo).credit == expected


def test_a_name_with_odd_letters_is_a_page_all_the_same() -> None:
    odd = media_image(own_file(1), ALICE.__class__(user_id="1", username="Ä/B?c&d #e"), keeper())
    assert odd.creator.profile_url == "https://commons.wikimedia.org/wiki/User:%C3%84%2FB%3Fc%26d_%23e"


LICENCES = [
    pytest.param("", {}, ("CC BY-SA 4.0", None), id="nothing stated"),
    pytest.param("CC BY 4.0", {}, ("CC BY 4.0", None), id="a name"),
    pytest.param("cc-by-sa-4.0", {}, ("CC BY-SA 4.0", None), id="a template"),
    pytest.param("CC0", {}, ("CC0 1.0", None), id="zero"),
    pytest.param("cc-zero", {}, ("CC0 1.0", None), id="zero as a template"),
    pytest.param("Creative Commons", {}, ("Creative Commons", "does not know"), id="too general"),
    pytest.param("https://creativecommons.org/licenses/by/4.0/deed.de", {}, ("CC BY 4.0", None), id="a deed"),
    pytest.param("CC BY-SA", {}, ("CC BY-SA 4.0", None), id="no version"),
    pytest.param("CC BY 3.0", {}, ("CC BY 3.0", "does not know"), id="a version nobody takes own works under"),
    pytest.param("CC BY-NC-SA 4.0", {}, ("CC BY-NC-SA 4.0", "commercially"), id="not commercially"),
    pytest.param("CC BY-ND 4.0", {}, ("CC BY-ND 4.0", "changed"), id="unchanged only"),
    pytest.param("PDM", {}, ("Public Domain Mark", "a person has to look"), id="a mark"),
    pytest.param("All rights reserved {x}", {}, ("All rights reserved (x)", "does not know"), id="words with braces"),
    pytest.param(
        "", {"licence_url": "https://creativecommons.org/licenses/by/4.0/"}, ("CC BY 4.0", None), id="the file's own"
    ),
    pytest.param(
        "",
        {"licence_url": "https://creativecommons.org/licenses/by-nc/4.0/"},
        ("CC BY-NC 4.0", "commercially"),
        id="the file's own, which is refused",
    ),
    pytest.param(
        "CC BY-SA 4.0",
        {"licence_url": "https://creativecommons.org/licenses/by-nc/4.0/"},
        ("CC BY-SA 4.0", None),
        id="the user's word counts more",
    ),
]


@pytest.mark.parametrize(("licence", "photo", "expected"), LICENCES)
def test_the_terms_are_those_the_user_states(
    licence: str, photo: dict[str, Any], expected: tuple[str, str | None]
) -> None:
    found = image(licence=licence, photo=photo)
    name, sentence = expected
    assert found.license == name
    assert (found.refusal is None) == (sentence is None)
    assert (sentence or "") in (found.refusal or "")
    assert (found.license_template is None) == (sentence is not None)
