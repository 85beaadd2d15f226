"""Structured data of an own work."""

from dataclasses import replace
from typing import Any

import pytest

from curator.sources.files_images import media_image
from curator.sources.files_statements import files_statements
from curator.sources.source import Camera, DatePrecision, Dimensions, GeoLocation, MediaImage
from tests.unit.sources.claims import item, pixels, place, statement, time, value
from tests.unit.sources.files_keeper import ALICE, keeper, own_file

IMAGE = media_image(own_file(1), ALICE, keeper())
CREATOR = statement(
    {"snaktype": "somevalue", "property": "P170"},
    P2093=value("P2093", "string", "string", "Alice A."),
    P4174=value("P4174", "external-id", "string", "Alice A."),
    P2699=value("P2699", "url", "string", "https://commons.wikimedia.org/wiki/User:Alice_A."),
)
INCEPTION = statement(time("P571", "2026-11-20", 11))
SOURCE = statement(item("P7482", 66458942))
CAMERA = statement(
    {"snaktype": "somevalue", "property": "P4082"}, P1932=value("P1932", "string", "string", "Canon EOS R5")
)
DEGREES = {"amount": "+123.46", "unit": "http://www.wikidata.org/entity/Q28390"}
POINT_OF_VIEW = statement(place(47.3768167, 8.54, 1e-5), P7787=value("P7787", "quantity", "quantity", DEGREES))
LICENCE = [statement(item("P6216", 50423863)), statement(item("P275", 18199165))]
SIZE = [statement(pixels("P2049", "+8000")), statement(pixels("P2048", "+6000"))]
BEFORE_LICENCE = [CREATOR, INCEPTION, SOURCE, CAMERA, POINT_OF_VIEW]


def without_licence(image: MediaImage) -> list[dict[str, Any]]:
    return files_statements(image, with_licence=False)


def test_an_own_work_is_described_in_full_and_in_order() -> None:
    assert files_statements(IMAGE, with_licence=True) == [*BEFORE_LICENCE, *LICENCE, *SIZE]


def test_the_licence_is_left_out_when_the_uploader_states_another() -> None:
    assert without_licence(IMAGE) == [*BEFORE_LICENCE, *SIZE]


TERMS = [
    ("CC BY 4.0", [statement(item("P6216", 50423863)), statement(item("P275", 20007257))]),
    ("CC0 1.0", [statement(item("P6216", 88088423)), statement(item("P275", 6938433))]),
    ("All rights reserved", []),
]


@pytest.mark.parametrize(("name", "expected"), TERMS, ids=[row[0] for row in TERMS])
def test_each_licence_has_its_copyright_status(name: str, expected: list[dict[str, Any]]) -> None:
    image = replace(IMAGE, license=name)
    assert files_statements(image, with_licence=True) == [*BEFORE_LICENCE, *expected, *SIZE]


DATES = [
    pytest.param(DatePrecision.DAY, [INCEPTION], id="day"),
    pytest.param(DatePrecision.MONTH, [statement(time("P571", "2026-11-00", 10))], id="month"),
    pytest.param(DatePrecision.YEAR, [statement(time("P571", "2026-00-00", 9))], id="year"),
    pytest.param(DatePrecision.UNKNOWN, [], id="unknown"),
]


@pytest.mark.parametrize(("precision", "expected"), DATES)
def test_a_date_is_claimed_no_more_precisely_than_it_is_known(
    precision: DatePrecision, expected: list[dict[str, Any]]
) -> None:
    image = replace(IMAGE, dates=replace(IMAGE.dates, precision=precision))
    assert without_licence(image) == [CREATOR, *expected, SOURCE, CAMERA, POINT_OF_VIEW, *SIZE]


CAMERAS = [
    pytest.param(Camera(), None, id="unknown"),
    pytest.param(Camera(make="Canon"), None, id="only who made it"),
    pytest.param(Camera(make="samsung", model="SM-S918B"), "samsung SM-S918B", id="both"),
    pytest.param(Camera(make="CANON", model="Canon EOS R5"), "Canon EOS R5", id="the maker twice"),
    pytest.param(Camera(model="Pixel 9"), "Pixel 9", id="no maker"),
]


@pytest.mark.parametrize(("camera", "name"), CAMERAS)
def test_a_camera_is_named_as_it_names_itself(camera: Camera, name: str | None) -> None:
    claims = {claim["mainsnak"]["property"]: claim for claim in without_licence(replace(IMAGE, camera=camera))}
    assert ("P4082" in claims) == (name is not None)
    if name:
        assert claims["P4082"]["qualifiers"]["P1932"][0]["datavalue"]["value"] == name


def test_what_is_not_known_is_not_claimed() -> None:
    image = replace(
        IMAGE,
        camera=Camera(),
        location=GeoLocation(latitude=0, longitude=0),
        dates=replace(IMAGE.dates, precision=DatePrecision.UNKNOWN),
        dimensions=Dimensions(width=0, height=0),
    )
    assert without_licence(image) == [CREATOR, SOURCE]


def test_a_place_without_a_direction_has_none() -> None:
    image = replace(IMAGE, location=replace(IMAGE.location, compass_angle=None))
    assert statement(place(47.3768167, 8.54, 1e-5)) in without_licence(image)
