"""What a photograph says about itself, as other people's code wrote it down."""

import json
from typing import Any

import pytest

from curator.images.photo import read_photo
from tests.unit.images.photo.files import (
    JPEG,
    PNG,
    TAKEN,
    WEBP,
    ZURICH,
    ZURICH_DEGREES,
    alternatives,
    bag,
    exif_of,
    picture,
    with_iptc,
    with_png_chunk,
    xmp,
)

CAMERA = {0x010F: "Canon", 0x0110: "Canon EOS R5"}


def of_exif(**parts: Any) -> dict[str, Any]:
    return read_photo(picture(exif=exif_of(**parts)), JPEG)


def of_xmp(properties: str = "", attributes: str = "") -> dict[str, Any]:
    return read_photo(picture(xmp=xmp(properties, attributes)), JPEG)


@pytest.mark.parametrize("mime", [JPEG, PNG, WEBP])
def test_every_format_keeps_exif_and_xmp(mime: str) -> None:
    exif = exif_of(CAMERA, photo={0x9003: TAKEN}, gps=ZURICH)
    data = picture(mime, exif=exif, xmp=xmp(alternatives("dc:title", x_default="A bridge")))
    latitude, longitude = ZURICH_DEGREES
    assert read_photo(data, mime) == {
        "taken": "2026-11-21T14:05:06",
        "precision": "second",
        "latitude": latitude,
        "longitude": longitude,
        "make": "Canon",
        "model": "Canon EOS R5",
        "title": "A bridge",
    }


@pytest.mark.parametrize("mime", [JPEG, PNG, WEBP])
def test_a_picture_that_says_nothing_is_no_trouble(mime: str) -> None:
    assert read_photo(picture(mime), mime) == {}


def test_a_compressed_packet_of_a_png_is_read() -> None:
    import zlib  # noqa: PLC0415 - the one test that needs it

    packet = zlib.compress(xmp(alternatives("dc:title", x_default="Small")).encode())
    data = with_png_chunk(picture(PNG), b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packet)
    assert read_photo(data, PNG) == {"title": "Small"}


TIMES = [
    pytest.param({0x9003: TAKEN}, ("2026-11-21T14:05:06", "second", None), id="a camera's clock"),
    pytest.param({0x9003: TAKEN, 0x9011: "+01:00"}, ("2026-11-21T14:05:06", "second", 60), id="with its zone"),
    pytest.param({0x9003: TAKEN, 0x9011: "-09:30"}, ("2026-11-21T14:05:06", "second", -570), id="west, half an hour"),
    pytest.param({0x9003: TAKEN, 0x9011: "Z"}, ("2026-11-21T14:05:06", "second", 0), id="Zulu"),
    pytest.param({0x9003: TAKEN, 0x9011: "+99:00"}, ("2026-11-21T14:05:06", "second", None), id="a zone nobody has"),
    pytest.param({0x9003: f"{TAKEN}+02:00"}, ("2026-11-21T14:05:06", "second", 120), id="the zone within the date"),
    pytest.param({0x9004: TAKEN}, ("2026-11-21T14:05:06", "second", None), id="digitized"),
    pytest.param({0x9003: "2026-11-21 14:05:06"}, ("2026-11-21T14:05:06", "second", None), id="hyphens"),
    pytest.param({0x9003: "2026:11:21"}, ("2026-11-21T00:00:00", "day", None), id="a day"),
    pytest.param({0x9003: "2026:11:   :  :  "}, ("2026-11-01T00:00:00", "month", None), id="a month"),
    pytest.param({0x9003: "    :  :     :  :  ", 0x9004: TAKEN}, ("2026-11-21T14:05:06", "second", None), id="blank"),
    pytest.param({0x9003: "0000:00:00 00:00:00", 0x9004: TAKEN}, ("2026-11-21T14:05:06", "second", None), id="zeros"),
]


@pytest.mark.parametrize(("photo", "expected"), TIMES)
def test_when_it_was_taken(photo: dict[int, str], expected: tuple[str, str, int | None]) -> None:
    facts = of_exif(photo=photo)
    assert (facts["taken"], facts["precision"], facts.get("offset")) == expected


@pytest.mark.parametrize(
    "text",
    ["2026:13:21 14:05:06", "2026:02:30 14:05:06", "1970:01:01 00:00:00", "1700:01:01 10:00:00", "yesterday", ""],
)
def test_a_time_that_cannot_be_is_none(text: str) -> None:
    assert "taken" not in of_exif(photo={0x9003: text})


XMP_TIMES = [
    ("2026", ("2026-01-01T00:00:00", "year", None)),
    ("2026-11", ("2026-11-01T00:00:00", "month", None)),
    ("2026-11-21", ("2026-11-21T00:00:00", "day", None)),
    ("2026-11-21T14:05", ("2026-11-21T14:05:00", "second", None)),
    ("2026-11-21T14:05:06.78+01:00", ("2026-11-21T14:05:06", "second", 60)),
]


@pytest.mark.parametrize(("text", "expected"), XMP_TIMES, ids=[row[0] for row in XMP_TIMES])
@pytest.mark.parametrize("name", ["exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate"])
def test_an_editors_date_is_no_more_precise_than_it_says(
    name: str, text: str, expected: tuple[str, str, int | None]
) -> None:
    facts = of_xmp(attributes=f'{name}="{text}"')
    assert (facts["taken"], facts["precision"], facts.get("offset")) == expected


def test_an_agencys_date_has_its_time_apart() -> None:
    facts = read_photo(with_iptc(picture(), (55, b"20261121"), (60, b"140506-0500")), JPEG)
    assert facts == {"taken": "2026-11-21T14:05:06", "precision": "second", "offset": -300}


def test_the_camera_knows_the_time_better_than_an_editor() -> None:
    data = picture(exif=exif_of(photo={0x9003: TAKEN}), xmp=xmp(attributes='photoshop:DateCreated="2027-01-01"'))
    assert read_photo(data, JPEG)["taken"] == "2026-11-21T14:05:06"


CANON = {"make": "Canon", "model": "Canon EOS R5"}
CAMERAS = [
    pytest.param(CAMERA, CANON, id="both"),
    pytest.param({0x010F: "Canon\0\0\0", 0x0110: "  Canon   EOS R5 "}, CANON, id="padded"),
    pytest.param({0x0110: "Pixel 9"}, {"model": "Pixel 9"}, id="no maker"),
    pytest.param({0x010F: "none", 0x0110: "unknown"}, {}, id="words for nothing"),
]


@pytest.mark.parametrize(("main", "expected"), CAMERAS)
def test_what_it_was_taken_with(main: dict[int, str], expected: dict[str, str]) -> None:
    assert of_exif(main=main) == expected


def test_a_sphere_says_that_it_is_one() -> None:
    assert of_xmp(attributes='GPano:ProjectionType="equirectangular"') == {"is_pano": True}


def wide(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def test_windows_writes_texts_of_its_own() -> None:
    main = {
        0x9C9B: wide("Brücke"),
        0x9C9C: wide("Über die Limmat"),
        0x9C9D: wide("Ann"),
        0x9C9E: wide("bridge; Zürich"),
    }
    assert of_exif(main=main) == {
        "title": "Brücke",
        "description": "Über die Limmat",
        "keywords": ["bridge", "Zürich"],
        "artist": "Ann",
    }


def test_an_agencys_texts_are_read() -> None:
    data = with_iptc(
        picture(),
        (5, "Brücke".encode()),
        (25, b"bridge"),
        (25, "Zürich".encode("cp1252")),
        (80, b"Ann"),
        (116, b"(c) Ann"),
        (120, b"Over the river"),
    )
    assert read_photo(data, JPEG) == {
        "title": "Brücke",
        "description": "Over the river",
        "keywords": ["bridge", "Zürich"],
        "artist": "Ann",
        "copyright": "(c) Ann",
    }


def test_an_editors_texts_count_most() -> None:
    packet = xmp(
        alternatives("dc:title", de="Brücke", x_default="Bridge")
        + alternatives("dc:description", de="Über den Fluss", en_GB="Over the river")
        + bag("dc:subject", "bridge", "water", "bridge")
        + bag("dc:creator", "Ann", "Bo")
        + alternatives("dc:rights", x_default="CC BY 4.0")
        + '<cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>'
    )
    exif = exif_of({0x010E: "of the camera", 0x013B: "owner of the camera", 0x8298: "nobody"})
    data = with_iptc(picture(exif=exif, xmp=packet), (5, b"of the agency"), (120, b"of the agency"))
    assert read_photo(data, JPEG) == {
        "title": "Bridge",
        "description": "Over the river",
        "keywords": ["bridge", "water"],
        "artist": "Ann, Bo",
        "copyright": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    }


@pytest.mark.parametrize(
    "text", ["OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "DCIM\\100MEDIA\\DJI_0001.JPG", "default"]
)
def test_what_cameras_write_when_nobody_described_anything_is_no_description(text: str) -> None:
    assert of_exif(main={0x010E: text}) == {}


TEXTS = [
    pytest.param(b"Br\xc3\xbccke", "Brücke", id="utf-8"),
    pytest.param(b"Br\xfccke", "Brücke", id="windows"),
    pytest.param(b"A bridge\0garbage\x01\x02", "A bridge", id="NUL ends it"),
    pytest.param("A\u202egpj.exe bridge\x07".encode(), "Agpj.exe bridge", id="invisible characters"),
    pytest.param(b"two\r\nlines\tof  it", "two lines of it", id="lines"),
    pytest.param("u\u0308ber".encode(), "über", id="composed"),
    pytest.param(b"<script>alert(1)</script>", "<script>alert(1)</script>", id="markup is text"),
]


@pytest.mark.parametrize(("raw", "expected"), TEXTS)
def test_text_is_one_visible_line_in_whatever_encoding(raw: bytes, expected: str) -> None:
    assert read_photo(with_iptc(picture(), (120, raw)), JPEG) == {"description": expected}


def test_what_is_kept_is_small_however_much_there_is() -> None:
    long = "橋" * 4000
    packet = xmp(
        alternatives("dc:title", x_default=long)
        + alternatives("dc:description", x_default=long)
        + bag("dc:subject", *(f"{long[:100]}{number}" for number in range(500)))
        + bag("dc:creator", long)
    )
    facts = read_photo(picture(PNG, xmp=packet), PNG)
    assert 1000 < len(json.dumps(facts)) <= 8 * 1024
    assert facts["title"] == "橋" * 200
