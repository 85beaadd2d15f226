import io
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock, SandboxClient, open_sandbox

TOKEN = {"Authorization": "Bearer MLY|sandbox"}
FIELDS = (
    "captured_at,compass_angle,creator,geometry,height,is_pano,make,model,thumb_256_url,thumb_1024_url,"
    "thumb_original_url,width"
)
SOURCES = ("china.jpg", "coffee.png", "rocket.jpg", "chelsea.png", "astronaut.png", "camera.png", "brick.png")


@pytest.fixture
def client(tmp_path: Path, clock: ManualClock) -> SandboxClient:
    """A sandbox whose real photographs are small stand-ins, so that tests need no download."""
    for number, name in enumerate(SOURCES):
        folder = tmp_path / "photographs" / ("sklearn/datasets/images" if name == "china.jpg" else "skimage/data")
        folder.mkdir(parents=True, exist_ok=True)
        Image.linear_gradient("L").rotate(10 * number).save(folder / name)
    return open_sandbox(tmp_path / "state", clock, photographs_dir=tmp_path / "photographs")


def graph(client: SandboxClient, path: str, **parameters: str) -> Any:
    return client.http.get(f"{ORIGIN}/mapillary{path}", params=parameters, headers=TOKEN).json()


@pytest.mark.parametrize(
    ("sequence", "length"),
    [("sandbox-walk", 25), ("sandbox-short", 5), ("sandbox-long", 60), ("sandbox-empty", 0), ("unknown", 0)],
)
def test_a_sequence_has_its_photographs(client: SandboxClient, sequence: str, length: int) -> None:
    images = graph(client, "/images", sequence_ids=sequence, fields=FIELDS)["data"]
    assert len(images) == length
    assert all(set(image) == {"id", *FIELDS.split(",")} for image in images)
    assert all(int(image["id"]) > 2**32 for image in images)


def test_without_fields_only_ids_are_told(client: SandboxClient) -> None:
    images = graph(client, "/images", sequence_ids="sandbox-short")["data"]
    assert [list(image) for image in images] == [["id"]] * 5


def test_many_images_come_by_their_ids(client: SandboxClient) -> None:
    ids = [image["id"] for image in graph(client, "/images", sequence_ids="sandbox-short")["data"]]
    found = graph(client, "", ids=",".join(ids[:3]), fields="captured_at")
    assert sorted(found) == sorted(ids[:3])
    assert graph(client, "/", ids=ids[0]) == {ids[0]: {"id": ids[0]}}


def test_an_image_knows_its_sequence(client: SandboxClient) -> None:
    identifier = graph(client, "/images", sequence_ids="sandbox-short")["data"][0]["id"]
    assert graph(client, f"/{identifier}", fields="sequence") == {"sequence": "sandbox-short", "id": identifier}


def test_a_request_without_a_token_is_refused(client: SandboxClient) -> None:
    response = client.http.get(f"{ORIGIN}/mapillary/images?sequence_ids=sandbox-short")
    assert (response.status_code, response.json()["error"]["code"]) == (401, 190)


@pytest.mark.parametrize(
    ("path", "parameters", "message"),
    [
        pytest.param("/12", {}, "Object with ID '12' does not exist", id="unknown id"),
        pytest.param("/images", {}, "sequence_ids", id="no sequence"),
        pytest.param("/images", {"sequence_ids": "sandbox-short", "fields": "mood"}, "nonexistent field", id="field"),
        pytest.param("", {"ids": ",".join(["1"] * 101)}, "Too many ids", id="too many"),
    ],
)
def test_errors_have_the_graph_apis_shape(
    client: SandboxClient, path: str, parameters: dict[str, str], message: str
) -> None:
    error = graph(client, path, **parameters)["error"]
    assert message in error["message"]
    assert {"message", "type", "code", "fbtrace_id"} <= set(error)


def photograph(client: SandboxClient, index: int, size: str = "original") -> tuple[Any, bytes]:
    images = graph(client, "/images", sequence_ids="sandbox-short", fields=FIELDS)["data"]
    image = sorted(images, key=lambda entry: str(entry["captured_at"]))[index]
    return image, client.http.get(image[f"thumb_{size}_url"]).content


def test_a_photograph_has_the_size_place_and_camera_it_is_said_to_have(client: SandboxClient) -> None:
    described, content = photograph(client, 1)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (described["width"], described["height"])
        exif = picture.getexif()
        assert (exif[0x010F], exif[0x0110]) == (described["make"], described["model"])
        degrees, minutes, seconds = exif.get_ifd(0x8825)[2]
    latitude = described["geometry"]["coordinates"][1]
    assert float(degrees + minutes / 60 + seconds / 3600) == pytest.approx(latitude, abs=1e-6)


def test_photographs_differ_and_are_the_same_every_time(client: SandboxClient, tmp_path: Path) -> None:
    contents = [photograph(client, index)[1] for index in range(3)]
    assert len(set(contents)) == 3
    for made in (tmp_path / "state" / "photographs").iterdir():
        made.unlink()
    assert [photograph(client, index)[1] for index in range(3)] == contents


def test_thumbnails_have_their_widths(client: SandboxClient) -> None:
    for size in ("256", "1024"):
        _, content = photograph(client, 0, size)
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.width == int(size)


def test_a_picture_address_expires(client: SandboxClient, clock: ManualClock) -> None:
    described, _ = photograph(client, 0, "256")
    clock.advance(3601)
    assert client.http.get(described["thumb_256_url"]).status_code == 403


def test_a_picture_address_cannot_be_prolonged(client: SandboxClient) -> None:
    address = urlsplit(photograph(client, 0, "256")[0]["thumb_256_url"])
    signature = parse_qs(address.query)["oh"][0]
    forged = f"{ORIGIN}{address.path}?oh={signature}&oe=FFFFFFFF"
    assert client.http.get(forged).status_code == 403


def test_missing_photographs_are_told_of(anonymous: SandboxClient, tmp_path: Path, clock: ManualClock) -> None:
    client = open_sandbox(tmp_path / "bare", clock, photographs_dir=tmp_path / "nowhere")
    url = graph(client, "/images", sequence_ids="sandbox-short", fields="thumb_256_url")["data"][0]["thumb_256_url"]
    response = client.http.get(url)
    assert response.status_code == 500
    assert "make build/photographs" in response.text
    assert len(client.http.get(f"{ORIGIN}/sandbox/health").json()["missing_photographs"]) == len(SOURCES)
