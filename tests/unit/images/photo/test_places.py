"""Where the camera stood: every form that is in use, and nothing that could be somewhere else."""

import math
from typing import Any

import pytest
from PIL.TiffImagePlugin import IFDRational

from curator.images.photo import read_photo
from curator.images.photo.exif import Value
from curator.images.photo.places import exif_place
from tests.unit.images.photo.files import JPEG, ZURICH, ZURICH_DEGREES, exif_of, picture, xmp

NAN = math.nan


def of_gps(**changes: Any) -> dict[str, Any]:
    """Return what is read of a GPS directory; `t17=...` changes tag 17, None leaves one out."""
    tags = {**ZURICH, **{int(name[1:]): value for name, value in changes.items()}}
    return read_photo(picture(exif=exif_of(gps={tag: one for tag, one in tags.items() if one is not None})), JPEG)


def degrees(latitude: Value, reference: bytes = b"N") -> float | None:
    place = exif_place({1: reference, 2: latitude, 3: b"E", 4: (8.0, 0.0, 0.0)})
    return None if place is None else place.latitude


def test_degrees_minutes_and_seconds() -> None:
    assert (of_gps()["latitude"], of_gps()["longitude"]) == ZURICH_DEGREES


def test_south_and_west_are_negative() -> None:
    facts = of_gps(t1="S", t3="W")
    assert (facts["latitude"], facts["longitude"]) == (-ZURICH_DEGREES[0], -ZURICH_DEGREES[1])


FORMS = [
    pytest.param((47.0, 22.609, 0.0), b"N", 47.3768167, id="decimal minutes"),
    pytest.param((47.0, 22.609, NAN), b"N", 47.3768167, id="decimal minutes, seconds unknown"),
    pytest.param((47.3768167,), b"N", 47.3768167, id="decimal degrees"),
    pytest.param((47.3768167, 0.0, 0.0), b"North", 47.3768167, id="decimal degrees, a word"),
    pytest.param((47.0, 22.609), b"n", 47.3768167, id="two values, a small letter"),
    pytest.param((47.0, 59.0, 60.0), b"N", 48.0, id="sixty seconds"),
    pytest.param((-47.5,), b"", -47.5, id="a sign in place of a letter"),
    pytest.param((-47.5,), b"S", -47.5, id="a sign and its letter"),
    pytest.param(b"47,22.609", b"N", 47.3768167, id="text"),
    pytest.param(b"47,22.609S", b"N", -47.3768167, id="text with a letter of its own"),
]


@pytest.mark.parametrize(("latitude", "reference", "expected"), FORMS)
def test_every_form_of_an_angle(latitude: Value, reference: bytes, expected: float) -> None:
    assert degrees(latitude, reference) == pytest.approx(expected, abs=1e-7)


UNCLEAR = [
    pytest.param((47.0, 22.0, 36.0), b"", id="no hemisphere"),
    pytest.param((47.0, 22.0, 36.0), b"E", id="the other axis' letter"),
    pytest.param((-47.5,), b"N", id="a sign that disagrees"),
    pytest.param((91.0, 0.0, 0.0), b"N", id="beyond the pole"),
    pytest.param((47.0, 61.0, 0.0), b"N", id="61 minutes"),
    pytest.param((NAN, 0.0, 0.0), b"N", id="degrees unknown"),
    pytest.param((math.inf,), b"N", id="infinite"),
    pytest.param((1.0, 2.0, 3.0, 4.0), b"N", id="four values"),
    pytest.param((), b"N", id="no value"),
    pytest.param(b"nowhere", b"N", id="words"),
]


@pytest.mark.parametrize(("latitude", "reference"), UNCLEAR)
def test_an_angle_that_is_not_clear_is_none(latitude: Value, reference: bytes) -> None:
    assert degrees(latitude, reference) is None


NOWHERE = [
    pytest.param({"t2": (0.0, 0.0, 0.0), "t4": (0.0, 0.0, 0.0)}, id="null island"),
    pytest.param({"t9": "V"}, id="a void reading"),
    pytest.param({"t18": "TOKYO"}, id="another datum"),
    pytest.param({"t4": None}, id="no longitude"),
    pytest.param({"t3": None}, id="no hemisphere"),
]


@pytest.mark.parametrize("changes", NOWHERE)
def test_a_place_that_is_not_sure_is_none(changes: dict[str, Any]) -> None:
    assert of_gps(**changes) == {}


@pytest.mark.parametrize("datum", ["WGS-84", "WGS84", "WGS 84", ""])
def test_gps_has_its_own_datum(datum: str) -> None:
    assert "latitude" in of_gps(t18=datum)


ALTITUDES = [
    pytest.param({"t5": b"\0", "t6": 408.5}, 408.5, id="above the sea"),
    pytest.param({"t5": b"\1", "t6": 12.25}, -12.2, id="below"),
    pytest.param({"t6": 408.5}, 408.5, id="not said"),
    pytest.param({"t6": 400_000.0}, None, id="a space station"),
    pytest.param({"t6": IFDRational(1, 0)}, None, id="unknown"),
]


@pytest.mark.parametrize(("changes", "expected"), ALTITUDES)
def test_how_high_it_was(changes: dict[str, Any], expected: float | None) -> None:
    assert of_gps(**changes).get("altitude") == expected


DIRECTIONS = [
    pytest.param({"t16": "T", "t17": 123.456}, 123.46, id="true north"),
    pytest.param({"t17": 123.456}, 123.46, id="not said"),
    pytest.param({"t16": "M", "t17": 123.456}, None, id="magnetic north is elsewhere"),
    pytest.param({"t16": "T", "t17": 360.0}, 0.0, id="north again"),
    pytest.param({"t16": "T", "t17": 361.0}, None, id="too far round"),
]


@pytest.mark.parametrize(("changes", "expected"), DIRECTIONS)
def test_where_it_looked(changes: dict[str, Any], expected: float | None) -> None:
    assert of_gps(**changes).get("direction") == expected


def of_xmp(**attributes: str) -> dict[str, Any]:
    given = " ".join(f'exif:{name}="{value}"' for name, value in attributes.items())
    return read_photo(picture(xmp=xmp(attributes=given)), JPEG)


@pytest.mark.parametrize("latitude", ["47,22.609N", "47,22,36.54N", "47,22.609000n"])
def test_an_editors_form_of_a_place(latitude: str) -> None:
    facts = of_xmp(
        GPSLatitude=latitude, GPSLongitude="8,32.4W", GPSAltitude="817/2", GPSAltitudeRef="1", GPSImgDirection="91/2"
    )
    assert facts == {"latitude": 47.3768167, "longitude": -8.54, "altitude": -408.5, "direction": 45.5}


@pytest.mark.parametrize(
    "changes",
    [{"GPSStatus": "V"}, {"GPSMapDatum": "Tokyo"}, {"GPSLatitude": "47,22.609"}, {"GPSLatitude": "47.1.2N"}],
    ids=lambda changes: next(iter(changes)),
)
def test_an_editors_place_that_is_not_sure_is_none(changes: dict[str, str]) -> None:
    assert of_xmp(**{"GPSLatitude": "47,22.609N", "GPSLongitude": "8,32.4E", **changes}) == {}
