"""A user's images, as the sources room asks for them: theirs alone, and only while they are there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from curator.foundation.objects import ObjectStoreError
from curator.foundation.settings import SettingsError
from curator.identity.principals import DEFAULT_ORGANISATION, Principal
from curator.images.manifest import result_metadata
from curator.images.own_files import wiring
from curator.images.own_files.offering import OfferedImages
from curator.images.photo import read_photo
from curator.sources.errors import OwnFileNotFoundError, SourceUnavailableError
from tests.unit.images.photo.files import JPEG, TAKEN, exif_of, picture
from tests.unit.images.world import World, jpeg, memory

ANN = Principal(user_id="42", username="Ann", org_id=DEFAULT_ORGANISATION)
BEN = Principal(user_id="43", username="Ben", org_id=DEFAULT_ORGANISATION)
NAMESAKE = Principal(user_id="42", username="Another", org_id="acme")  # of an issuer of bearer tokens


def offered(world: World) -> OfferedImages:
    return OfferedImages(images=world.images, originals=world.originals, public_url="https://curator.example/")


def finished(world: World, user: Principal = ANN, data: bytes | None = None, metadata: str = "{}") -> str:
    accepted = world.upload(user, data, metadata=metadata)
    world.run()
    return accepted.job.image_id


def test_a_file_is_offered_with_what_it_says_about_itself(world: World) -> None:
    world.processor._read_photo = read_photo
    data = with_metadata()
    image_id = finished(world, data=data, metadata='{"license": "CC BY 4.0"}')
    (file,) = offered(world).newest("42", 10)
    assert (file.id, file.filename, file.bucket, file.content_type) == (image_id, "photo.jpg", "test-uploads", JPEG)
    assert (file.size, file.sha256) == (len(data), world.reader.image(image_id).original_sha256)
    assert (file.width, file.height) == (80, 60)
    assert file.photo == {"taken": "2026-11-21T14:05:06", "precision": "second", "make": "Canon"}
    assert file.licence == "CC BY 4.0"
    assert b"".join(offered(world).pieces("42", image_id)) == data


def with_metadata() -> bytes:
    return picture(exif=exif_of({0x010F: "Canon"}, photo={0x9003: TAKEN}), size=(80, 60))


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ("{}", ""),
        ('{"licence": "CC0"}', "CC0"),
        ('{"license": " ", "licence": "CC0"}', "CC0"),
        ('{"license": 7}', ""),
        ('{"license": ["CC0"]}', ""),
    ],
)
def test_the_licence_is_what_was_stated_in_words(world: World, metadata: str, expected: str) -> None:
    finished(world, metadata=metadata)
    assert offered(world).newest("42", 10)[0].licence == expected


def test_nobody_is_offered_anothers_file(world: World) -> None:
    of_ben, of_namesake = finished(world, BEN), finished(world, NAMESAKE)
    own = finished(world, ANN)
    files = offered(world)
    assert [file.id for file in files.newest("42", 10)] == [own]
    assert [file.id for file in files.some("42", [of_ben, own, of_namesake, "no id"])] == [own]
    for image_id in (of_ben, of_namesake, "no id", "00000000-0000-4000-8000-999999999999"):
        with pytest.raises(OwnFileNotFoundError):
            next(files.pieces("42", image_id))


def test_what_is_not_finished_or_deleted_is_not_offered(world: World) -> None:
    gone = finished(world)
    world.remover.remove(gone, ANN, is_admin=False)
    waiting = world.upload(ANN).job.image_id
    files = offered(world)
    assert files.newest("42", 10) == []
    assert files.some("42", [gone, waiting]) == []
    for image_id in (gone, waiting):
        with pytest.raises(OwnFileNotFoundError):
            next(files.pieces("42", image_id))


@pytest.mark.parametrize(("limit", "expected"), [(250, 205), (150, 150), (205, 205)])
def test_many_files_are_read_page_by_page(world: World, limit: int, expected: int) -> None:
    for _ in range(205):
        finished(world)
        world.clock.advance(90)  # forty an hour: within the quota
    found = [file.id for file in offered(world).newest("42", limit)]
    assert len(found) == len(set(found)) == expected
    assert [file.uploaded for file in offered(world).newest("42", limit)] == sorted(
        (file.uploaded for file in offered(world).newest("42", limit)), reverse=True
    )


def test_storage_in_trouble_is_not_a_file_that_is_gone(world: World) -> None:
    image_id = finished(world)
    memory(world.originals).faults.append(ObjectStoreError(image_id, "SlowDown"))
    with pytest.raises(SourceUnavailableError):
        next(offered(world).pieces("42", image_id))


def test_an_original_that_was_lost_is_a_file_that_is_gone(world: World) -> None:
    image_id = finished(world)
    memory(world.originals).objects.clear()
    with pytest.raises(OwnFileNotFoundError):
        next(offered(world).pieces("42", image_id))


def test_pictures_are_shown_by_addresses_that_stay(world: World) -> None:
    address = offered(world).address("abc", "medium")
    assert address == "https://curator.example/api/v1/images/abc/direct?size=medium"


@pytest.fixture
def _fresh() -> Iterator[None]:
    wiring.own_files.cache_clear()
    yield
    wiring.own_files.cache_clear()


@pytest.mark.usefixtures("_fresh")
def test_a_function_with_its_settings_offers_files(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError):
        wiring.own_files()
    for name, value in {
        "IMAGES_TABLE": "images",
        "ORIGINALS_BUCKET": "originals",
        "PUBLIC_URL": "https://curator.example",
    }.items():
        monkeypatch.setenv(name, value)
    assert wiring.own_files().address("a", "large").startswith("https://curator.example/")


def test_what_a_file_says_about_itself_is_told_to_nobody_else(world: World) -> None:
    """Its place may be somebody's home."""
    image_id = finished(world, data=jpeg())
    job = replace(world.reader.image(image_id), photo={"latitude": 47.1, "longitude": 8.5})
    assert "47.1" not in str(result_metadata(job))
