"""A source whose photographs are a few bytes each."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from curator.sources.downloads import Download
from curator.sources.source import Camera, Collection, Creator, Dates, Dimensions, GeoLocation, ImageUrls, MediaImage


def photograph(image_id: str) -> MediaImage:
    """Return a photo whose original is `https://photos.example/<id>`."""
    return MediaImage(
        id=image_id,
        title=f"Photo {image_id}.jpg",
        dates=Dates(taken=datetime(2026, 11, 21, tzinfo=UTC)),
        creator=Creator(id="7", username="alice", profile_url="https://photos.example/alice"),
        location=GeoLocation(latitude=47.4, longitude=8.5),
        urls=ImageUrls(
            url=f"https://photos.example/{image_id}/page",
            original=f"https://photos.example/{image_id}",
            preview="",
            thumbnail="",
        ),
        dimensions=Dimensions(width=1, height=1),
        camera=Camera(),
    )


def sha1_of(image_id: str) -> str:
    """Return the SHA-1 of a photo's original."""
    return hashlib.sha1(content_of(image_id), usedforsecurity=False).hexdigest()


def content_of(image_id: str) -> bytes:
    """Return a photo's original; ids that differ only after a dash have the same."""
    return f"photograph {image_id.partition('-')[0]}".encode()


class FakeSource:
    """Has every photo anybody asks for."""

    name = "fake"
    external_id_property = "P1947"
    licence = "CC BY-SA 4.0"

    def resolve_input(self, text: str) -> str:
        return text

    def fetch_collection(self, text: str) -> Collection:
        image = photograph(text)
        return Collection(images=(image,), creator=image.creator, sequence_id=text)

    def fetch_collection_ids(self, text: str) -> list[str]:
        return [text]

    def fetch_images(self, ids: Sequence[str], collection: str) -> list[MediaImage]:
        assert collection
        return [photograph(image_id) for image_id in ids]

    def fetch_image(self, image_id: str) -> MediaImage:
        return photograph(image_id)

    def statements(self, image: MediaImage, *, with_licence: bool) -> list[dict[str, Any]]:
        return [{"mainsnak": {"property": "P1947", "value": image.id, "licence": with_licence}}]


class FakeDownloader:
    """Serves the originals of `photograph`, each in `pieces` pieces; `meanwhile` happens before each."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.pieces = 1
        self.meanwhile: Callable[[], object] = lambda: None
        self.begun = 0

    def download(self, url: str, target: BinaryIO, *, on_progress: Callable[[], None]) -> Download:
        self.begun += 1
        if self.failures:
            raise self.failures.pop(0)
        for _ in range(self.pieces):
            self.meanwhile()
            on_progress()
        image_id = url.rpartition("/")[2]
        content = content_of(image_id)
        target.write(content)
        return Download(sha1=sha1_of(image_id), size=len(content), content_type="image/jpeg")
