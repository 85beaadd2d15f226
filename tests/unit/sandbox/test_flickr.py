import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from curator.sources.downloads import Downloader
from curator.sources.errors import (
    CollectionNotFoundError,
    DownloadFailedError,
    LicenceNotAcceptedError,
    NotAPhotographError,
    SourceTooLargeError,
    SourceUnavailableError,
)
from curator.sources.flickr import FlickrSource
from curator.sources.source import DatePrecision, SourceTools
from tests.fakes.clock import VirtualClock
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock, SandboxClient, open_sandbox

REST = f"{ORIGIN}/flickr/services/rest/"
FLICKR = "https://www.flickr.com/photos"
EVERY_LICENCE = f"{FLICKR}/sandbox-bruecken/albums/72177720300000001"
LONG = f"{FLICKR}/40000002@N02/sets/72177720300000002/"
BERTAS = f"{FLICKR}/40000001@N01"
CALL = {"api_key": "sandbox", "format": "json", "nojsoncallback": "1"}
SOURCES = ("china.jpg", "coffee.png", "rocket.jpg", "chelsea.png", "astronaut.png", "camera.png", "brick.png")


@pytest.fixture
def client(tmp_path: Path, clock: ManualClock) -> SandboxClient:
    """A sandbox whose real photographs are small stand-ins, so that tests need no download."""
    for number, name in enumerate(SOURCES):
        folder = tmp_path / "photographs" / ("sklearn/datasets/images" if name == "china.jpg" else "skimage/data")
        folder.mkdir(parents=True, exist_ok=True)
        Image.linear_gradient("L").rotate(10 * number).save(folder / name)
    return open_sandbox(tmp_path / "state", clock, photographs_dir=tmp_path / "photographs")


@pytest.fixture
def source(client: SandboxClient) -> FlickrSource:
    """Curator's own source, with the sandbox for Flickr."""
    environment = {"FLICKR_API_URL": REST}
    return FlickrSource.from_tools(
        SourceTools(http=client.http, clock=VirtualClock(), environment=environment, credential=str)
    )


def ask(client: SandboxClient, method: str, **parameters: str) -> Any:
    return client.http.get(REST, params={**CALL, "method": f"flickr.{method}", **parameters}).json()


def download(client: SandboxClient, url: str) -> bytes:
    target = io.BytesIO()
    Downloader(client.http, [ORIGIN], VirtualClock()).download(url, target)
    return target.getvalue()


def test_an_album_shows_what_commons_takes_and_why_not_the_rest(source: FlickrSource) -> None:
    collection = source.fetch_collection(EVERY_LICENCE)
    assert collection.sequence_id == f"{BERTAS}/albums/72177720300000001"
    assert collection.creator.username == "Brückenfreundin"
    free = [image.license for image in collection.images if image.refusal is None]
    assert free == [
        "CC BY 2.0",
        "CC BY-SA 2.0",
        "United States Government Work",
        "CC0 1.0",
        "CC BY 4.0",
        "CC BY-SA 4.0",
    ]
    assert len(collection.images) == 15
    assert "videos" in (collection.images[-1].refusal or "")


def test_dates_and_places_are_as_various_as_on_flickr(source: FlickrSource) -> None:
    images = source.fetch_collection(EVERY_LICENCE).images
    precisions = [images[index].dates.precision for index in (0, 4, 5, 8)]
    assert precisions == [DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.CIRCA, DatePrecision.UNKNOWN]
    assert [bool(image.location.latitude) for image in images[:3]] == [True, True, False]


def test_a_photo_alone_is_described_like_one_of_a_list(source: FlickrSource) -> None:
    for image in source.fetch_collection(EVERY_LICENCE).images[:9]:
        (alone,) = source.fetch_collection(image.urls.url).images
        assert alone == image


def test_a_photo_is_downloaded_in_its_full_size(client: SandboxClient, source: FlickrSource) -> None:
    listed = source.fetch_collection(EVERY_LICENCE).images[4]
    image = source.fetch_image(listed.id)
    content = download(client, image.urls.original)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (image.dimensions.width, image.dimensions.height)
        assert picture.getexif()[0x013B]  # the real photographer of the stand-in's original
    again = hashlib.sha1(download(client, image.urls.original), usedforsecurity=False)
    assert again.digest() == hashlib.sha1(content, usedforsecurity=False).digest()


def test_smaller_pictures_have_the_sizes_they_are_said_to_have(client: SandboxClient) -> None:
    (photo,) = ask(client, "people.getPublicPhotos", user_id="40000001@N01", per_page="1", extras="url_q,url_l")[
        "photos"
    ]["photo"]
    for name in ("q", "l"):
        with Image.open(io.BytesIO(client.http.get(photo[f"url_{name}"]).content)) as picture:
            assert picture.size == (int(photo[f"width_{name}"]), photo[f"height_{name}"])


def test_a_photo_commons_does_not_take_is_never_given_out_to_publish(source: FlickrSource) -> None:
    images = source.fetch_collection(EVERY_LICENCE).images
    for image in images[:-1]:
        if image.refusal is not None:
            with pytest.raises(LicenceNotAcceptedError):
                source.fetch_image(image.id)
    with pytest.raises(NotAPhotographError):
        source.fetch_image(images[-1].id)


def test_an_album_too_long_for_one_answer_comes_in_blocks(client: SandboxClient, source: FlickrSource) -> None:
    with pytest.raises(SourceTooLargeError):
        source.fetch_collection(LONG)
    resolved = source.resolve_input(LONG)
    ids = source.fetch_collection_ids(resolved)
    assert len(set(ids)) == 1100
    before = client.state()["requests"]["flickr.photosets.getphotos"]
    fetched = [image.id for at in range(0, 1100, 100) for image in source.fetch_images(ids[at : at + 100], resolved)]
    assert fetched == ids
    assert client.state()["requests"]["flickr.photosets.getphotos"] - before == 3


@pytest.mark.parametrize(
    ("archive", "number"),
    [
        ("", 15),
        ("/archives/date-taken/2026/05/17", 15),
        ("/archives/date-taken/2026/05/16", 0),
        ("/archives/date-posted/2026/05/20", 15),
        ("/archives/date-posted/2026", 15),
        ("/archives/date-posted/2026/06", 0),
    ],
)
def test_a_photostream_has_its_days(source: FlickrSource, archive: str, number: int) -> None:
    assert len(source.fetch_collection_ids(BERTAS + archive)) == number


def test_a_stream_shows_the_newest_first_and_a_day_the_oldest(source: FlickrSource) -> None:
    day = source.fetch_collection_ids(f"{BERTAS}/archives/date-taken/2026/05/17")
    assert source.fetch_collection_ids(BERTAS) == day[::-1]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{FLICKR}/nobody", id="user by name"),
        pytest.param(f"{FLICKR}/99999999@N09", id="user by id"),
        pytest.param(f"{FLICKR}/40000001@N01/albums/1", id="album"),
        pytest.param(f"{FLICKR}/40000002@N02/albums/72177720300000001", id="album of another user"),
        pytest.param(f"{FLICKR}/40000001@N01/1", id="photo"),
        pytest.param(f"{FLICKR}/99999999@N09/archives/date-taken/2026", id="archive"),
    ],
)
def test_what_is_not_there_is_not_found(source: FlickrSource, text: str) -> None:
    with pytest.raises(CollectionNotFoundError):
        source.fetch_collection(text)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"api_key": ""}, 100, id="no key"),
        pytest.param({"format": "rest"}, 111, id="XML"),
        pytest.param({"nojsoncallback": ""}, 111, id="JSONP"),
        pytest.param({"method": "flickr.test.echo"}, 112, id="another method"),
        pytest.param({"method": "flickr.photos.getInfo"}, 1, id="no photo"),
    ],
)
def test_a_refusal_comes_with_status_200_and_a_number(client: SandboxClient, change: dict[str, str], code: int) -> None:
    response = client.http.post(REST, data={**CALL, **change})
    assert response.status_code == 200
    assert (response.json()["stat"], response.json()["code"]) == ("fail", code)


def test_a_body_that_is_no_form_is_a_call_of_nothing(client: SandboxClient) -> None:
    assert client.http.post(REST, content=b"{}", headers={"content-type": "text/json"}).json()["code"] == 100


def test_a_date_nobody_can_read_bounds_nothing(client: SandboxClient) -> None:
    found = ask(client, "photos.search", user_id="40000001@N01", min_taken_date="yesterday", per_page="x")
    assert found["photos"]["total"] == 15
    assert found["photos"]["perpage"] == 100


def test_a_list_tells_only_what_it_is_asked_for(client: SandboxClient) -> None:
    (photo,) = ask(client, "people.getPublicPhotos", user_id="40000001@N01", per_page="1")["photos"]["photo"]
    assert set(photo) == {"id", "owner", "secret", "server", "farm", "title", "ispublic", "isfriend", "isfamily"}


@pytest.mark.parametrize("name", ["1_0123456789.jpg", "x.jpg", "54905000000_0123456789_o.jpg", "54905000000_a_y.jpg"])
def test_a_file_is_not_found_without_its_secret(client: SandboxClient, name: str) -> None:
    with pytest.raises(DownloadFailedError):
        download(client, f"{ORIGIN}/flickr-static/65535/{name}")


def test_flickr_can_be_in_trouble(client: SandboxClient, source: FlickrSource) -> None:
    client.fault(kind="flickr.photos.getinfo", behaviour="api_error", code="105", times=3)
    with pytest.raises(SourceUnavailableError):
        source.fetch_image("54905000052")


def test_flickrs_files_can_be_in_trouble(client: SandboxClient, source: FlickrSource) -> None:
    url = source.fetch_image("54905000052").urls.original
    client.fault(kind="cdn", behaviour="http", status=503)
    assert download(client, url)


def test_missing_photographs_are_told_of(anonymous: SandboxClient, tmp_path: Path, clock: ManualClock) -> None:
    client = open_sandbox(tmp_path / "bare", clock, photographs_dir=tmp_path / "nowhere")
    (photo,) = ask(client, "people.getPublicPhotos", user_id="40000001@N01", per_page="1", extras="url_t")["photos"][
        "photo"
    ]
    response = client.http.get(photo["url_t"])
    assert (response.status_code, "make build/photographs" in response.text) == (500, True)
