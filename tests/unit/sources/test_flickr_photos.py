from typing import Any

import pytest

from curator.sources.errors import SourceDataError
from curator.sources.flickr_licences import BY_ID
from curator.sources.flickr_photos import flattened, media_image
from curator.sources.licences import Licence
from curator.sources.source import MediaImage, to_message
from tests.unit.sources.flickr_replies import STATIC, info, listed, sizes


def licence(licence_id: str) -> Licence:
    return BY_ID[licence_id]


def described(**more: Any) -> MediaImage:
    return media_image(listed(**more), licence)


def message(**more: Any) -> dict[str, Any]:
    return to_message(described(**more))


def test_a_photo_reaches_clients_in_their_shape() -> None:
    assert message() == {
        "id": "51000000001",
        "title": "A bridge at dawn (51000000001).jpg",
        "dates": {"taken": "2024-05-17T06:12:03+00:00", "posted": "2024-05-18T00:00:00+00:00"},
        "creator": {
            "id": "12345678@N00",
            "username": "Alice on Flickr",
            "profile_url": "https://www.flickr.com/people/alice/",
        },
        "location": {"latitude": 47.37631, "longitude": 8.53964, "accuracy": 16},
        "urls": {
            "url": "https://www.flickr.com/photos/alice/51000000001/",
            "original": f"{STATIC}/51000000001_abcdef_o.jpg",
            "preview": f"{STATIC}/51000000001_0123456789_b.jpg",
            "thumbnail": f"{STATIC}/51000000001_0123456789_q.jpg",
        },
        "dimensions": {"width": 4000, "height": 3000},
        "camera": {"is_pano": False},
        "existing": [],
        "description": "See this & that",
        "license": "CC BY 2.0",
        "license_template": "Cc-by-2.0",
        "tags": ["bridge", "dawn"],
    }


def test_a_photo_alone_is_described_like_one_of_a_list() -> None:
    alone = flattened(info()["photo"], sizes()["sizes"]["size"])
    assert media_image(alone, licence) == described()


def test_a_photo_commons_does_not_take_is_shown_with_the_reason() -> None:
    shown = message(license="2")
    assert shown["refusal"] == "Commons takes no photos that may not be used commercially (CC BY-NC 2.0)"
    assert shown["license"] == "CC BY-NC 2.0"
    assert "license_template" not in shown
    assert shown["urls"]["thumbnail"]


def test_a_licence_may_be_a_number_too() -> None:
    assert described(license=9).license == "CC0 1.0"


def test_a_video_is_shown_with_the_reason_whatever_its_licence() -> None:
    assert described(media="video").refusal == "Curator copies photographs only, no videos"


@pytest.mark.parametrize(
    ("more", "dates"),
    [
        pytest.param({}, {"taken": "2024-05-17T06:12:03+00:00"}, id="second"),
        pytest.param(
            {"datetakengranularity": "4", "datetaken": "2024-05-01 00:00:00"},
            {"taken": "2024-05-01T00:00:00+00:00", "precision": "month"},
            id="month",
        ),
        pytest.param(
            {"datetakengranularity": 6, "datetaken": "1950-01-01 00:00:00"},
            {"taken": "1950-01-01T00:00:00+00:00", "precision": "year"},
            id="year",
        ),
        pytest.param(
            {"datetakengranularity": 8, "datetaken": "1900-01-01 00:00:00"},
            {"taken": "1900-01-01T00:00:00+00:00", "precision": "circa"},
            id="circa",
        ),
        pytest.param(
            {"datetakengranularity": 5}, {"taken": "2024-05-17T06:12:03+00:00", "precision": "unknown"}, id="new kind"
        ),
        pytest.param(
            {"datetakenunknown": "1"}, {"taken": "2024-05-17T06:12:03+00:00", "precision": "unknown"}, id="unknown"
        ),
        pytest.param(
            {"datetaken": "0000-00-00 00:00:00"},
            {"taken": "2024-05-18T00:00:00+00:00", "precision": "unknown"},
            id="no date",
        ),
        pytest.param({"datetaken": None}, {"taken": "2024-05-18T00:00:00+00:00", "precision": "unknown"}, id="nothing"),
    ],
)
def test_a_date_is_no_more_precise_than_flickr_has_it(more: dict[str, Any], dates: dict[str, str]) -> None:
    assert message(**more)["dates"] == {**dates, "posted": "2024-05-18T00:00:00+00:00"}


@pytest.mark.parametrize(
    ("more", "title"),
    [
        pytest.param({"title": ""}, "Photo from Flickr 2024-05-17 (1).jpg", id="none"),
        pytest.param({"title": " .. "}, "Photo from Flickr 2024-05-17 (1).jpg", id="dots"),
        pytest.param({"title": "IMG_1234.JPG"}, "IMG 1234.JPG (1).jpg", id="file name"),
        pytest.param({"title": "a[b]{c}|<d>#e/f\\g\nh"}, "a b c d e f g h (1).jpg", id="illegal characters"),
        pytest.param({"title": "Zürich, 川"}, "Zürich, 川 (1).jpg", id="letters of the world"),
        pytest.param({"title": "50% &amp; ~~~~ %41&b"}, "50% amp; 41&b (1).jpg", id="illegal sequences"),
        pytest.param({"title": "x" * 500}, f"{'x' * 60} (1).jpg", id="too long"),
        pytest.param({"title": "A", "url_o": f"{STATIC}/1_a_o.png"}, "A (1).png", id="drawing"),
        pytest.param({"title": "A", "url_o": f"{STATIC}/1_a_o.JPG?zz=1"}, "A (1).jpg", id="query"),
        pytest.param({"title": "A", "url_o": None, "url_l": None}, "A (1).jpg", id="no file"),
    ],
)
def test_a_title_is_one_commons_takes(more: dict[str, Any], title: str) -> None:
    assert described(photo_id="1", **more).title == title


def test_the_longest_title_fits_into_a_file_name() -> None:
    assert len(described(photo_id="1" * 20, title="川" * 500).title.encode()) <= 240


@pytest.mark.parametrize(
    ("more", "size"),
    [
        pytest.param({}, (4000, 3000), id="original"),
        pytest.param({"url_o": None, "url_6k": "6k", "width_6k": 6144, "height_6k": "4608"}, (6144, 4608), id="6K"),
        pytest.param({"url_o": "", "url_k": "k", "width_k": "2048", "height_k": 1536}, (2048, 1536), id="2048"),
        pytest.param({"url_o": None}, (1024, 768), id="large"),
        pytest.param({"url_o": None, "url_l": None}, (0, 0), id="nothing"),
    ],
)
def test_the_largest_file_there_is_is_taken(more: dict[str, Any], size: tuple[int, int]) -> None:
    image = described(**more)
    assert (image.dimensions.width, image.dimensions.height) == size
    assert bool(image.urls.original) == (size != (0, 0))


def test_a_photo_without_a_place_is_at_zero() -> None:
    location = described(latitude=0, longitude="0", accuracy=0).location
    assert (location.latitude, location.longitude, location.accuracy) == (0.0, 0.0, None)
    nowhere = info()["photo"] | {"location": None}
    assert media_image(flattened(nowhere), licence).location.latitude == 0.0


@pytest.mark.parametrize(("alias", "name"), [("", None), (None, "")], ids=["empty", "null"])
def test_a_user_without_a_name_of_their_own_goes_by_their_id(alias: str | None, name: str | None) -> None:
    creator = described(pathalias=alias, ownername=name).creator
    assert creator.username == "12345678@N00"
    assert creator.profile_url == "https://www.flickr.com/people/12345678@N00/"


@pytest.mark.parametrize("description", [None, "", {"_content": " "}, {}, {"_content": "<b></b>"}])
def test_no_description_is_none(description: Any) -> None:
    assert described(description=description).description is None


@pytest.mark.parametrize("name", ["license", "owner", "dateupload"])
def test_a_photo_without_what_every_photo_has_is_an_error_that_names_it(name: str) -> None:
    raw = {key: value for key, value in listed().items() if key != name}
    with pytest.raises(SourceDataError, match="51000000001"):
        media_image(raw, licence)


def test_an_empty_list_in_place_of_no_tags_is_none() -> None:  # what PHP makes of an empty object
    assert flattened(info(tags=[])["photo"])["tags"] == ""


@pytest.mark.parametrize("broken", [{"owner": None}, {"dates": None}, {"location": ["here"]}], ids=str)
def test_a_photo_alone_in_another_shape_is_an_error_that_names_it(broken: dict[str, Any]) -> None:
    with pytest.raises(SourceDataError, match="51000000001"):
        flattened(info(**broken)["photo"])


def test_sizes_of_videos_and_sizes_nobody_knows_are_left_out() -> None:
    odd = [
        {"label": "Site MP4", "media": "video", "source": "v"},
        {"label": "Original", "media": "video", "source": "o"},
    ]
    assert "url_o" not in flattened(info()["photo"], odd)
