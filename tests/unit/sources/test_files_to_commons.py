"""A file from its upload here to its page on Commons: real rooms on both sides, storage by moto, Commons in memory."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from curator.foundation.objects import ObjectStore, ObjectStoreError
from curator.identity.principals import DEFAULT_ORGANISATION, Principal
from curator.images.own_files.offering import OfferedImages
from curator.images.photo import read_photo
from curator.sources.registry import source_named
from curator.sources.source import Source, SourceTools
from curator.uploads.models import NewUpload, Upload, UploadStatus
from curator.uploads.worker.wiki import Described
from curator.uploads.worker.worker import Worker
from tests.fakes.buckets import MotoObjects, bucket
from tests.fakes.clock import VirtualClock
from tests.fakes.commons import FakeWiki
from tests.fakes.memory_table import LISTED, MemoryTable
from tests.fakes.tables import images_table
from tests.unit.images import world as images
from tests.unit.images.photo.files import TAKEN, ZURICH, exif_of, picture
from tests.unit.sources.mapillary_replies import Mapillary
from tests.unit.uploads import world as uploads

ANN = Principal(user_id="1", username="Alice", org_id=DEFAULT_ORGANISATION)
BEN = Principal(user_id="2", username="Bob", org_id=DEFAULT_ORGANISATION)
COMPLETED, DUPLICATE, FAILED = UploadStatus.COMPLETED, UploadStatus.DUPLICATED_SDC_NOT_UPDATED, UploadStatus.FAILED
PHOTOGRAPH = picture(
    exif=exif_of({0x010F: "Canon", 0x0110: "Canon EOS R5"}, photo={0x9003: TAKEN}, gps=ZURICH), size=(80, 60)
)


class TellingWiki(FakeWiki):
    """Remembers what was said of each file."""

    told: ClassVar[dict[str, list[dict[str, Any]]]] = {}

    def merge_structured_data(
        self, filename: str, *, statements: Sequence[dict[str, Any]], labels: Mapping[str, str], summary: str
    ) -> Described:
        self.told[filename] = list(statements)
        return super().merge_structured_data(filename, statements=statements, labels=labels, summary=summary)


class Uploads(uploads.World):
    """The uploads room with such a wiki."""

    def wiki_for(self, _encrypted_token: str, username: str) -> FakeWiki:
        return TellingWiki(self.commons, username)


class Storage(images.World):
    """The images room with buckets of moto."""

    def new_buckets(self) -> tuple[ObjectStore, ObjectStore, ObjectStore]:
        incoming = bucket("incoming")
        incoming.created = self.announce_created
        return incoming, bucket("originals"), bucket("variants")


class Curator:
    """Both rooms, joined as the uploader joins them."""

    def __init__(self, storage: images.World) -> None:
        self.storage = storage
        self.storage.processor._read_photo = read_photo
        self.world = Uploads(MemoryTable(storage.clock), storage.clock)
        self.offered = OfferedImages(
            images=storage.images, originals=storage.originals, public_url="https://curator.example"
        )
        tools = replace(Mapillary().tools(), clock=storage.clock, own_files=lambda: self.offered)
        self.world.worker = self._worker(tools)

    def _worker(self, tools: SourceTools) -> Worker:
        def named(name: str) -> Source:
            return source_named(name, tools)

        worker = self.world.worker
        worker._source_named = named
        return worker

    def upload_here(self, user: Principal, data: bytes = PHOTOGRAPH, metadata: str = "{}") -> str:
        accepted = self.storage.upload(user, data, metadata=metadata)
        self.storage.run()
        return accepted.job.image_id

    def bring_to_commons(self, user: Principal, image_id: str, title: str = "Bridge.jpg") -> Upload:
        batch = self.world.service.create_batch(user)
        item = NewUpload(key=image_id, collection="mine", filename=title, wikitext="{{own}}")
        self.world.service.add_slice(
            user,
            batch_id=batch.id,
            slice_id=0,
            handler="files",
            items=[item],
            encrypted_token=f"token of {user.username}",
        )
        self.world.run()
        return self.world.only_upload(batch.id)


@pytest.fixture
def curator() -> Iterator[Curator]:
    clock = VirtualClock(1795269600.0)
    with images_table(clock) as table:
        yield Curator(Storage(table, clock))


def test_the_file_on_commons_is_byte_for_byte_the_one_that_was_uploaded(curator: Curator) -> None:
    image_id = curator.upload_here(ANN, metadata='{"license": "CC BY 4.0"}')
    upload = curator.bring_to_commons(ANN, image_id)
    assert upload.status is COMPLETED, upload.error
    file = curator.world.commons.files["Bridge.jpg"]
    assert file.sha1 == hashlib.sha1(PHOTOGRAPH, usedforsecurity=False).hexdigest()
    assert upload.licence == "CC BY 4.0"
    assert curator.world.downloader.begun == 0  # nothing was downloaded by an address


def test_what_the_file_said_is_on_its_page(curator: Curator) -> None:
    curator.bring_to_commons(ANN, curator.upload_here(ANN))
    told = json.dumps(TellingWiki.told["Bridge.jpg"])
    for value in ("66458942", "Canon EOS R5", "47.3768167", "+00000002026-11-21T00:00:00Z", "User:Alice"):
        assert value in told, told


def test_a_large_file_is_never_held_whole(curator: Curator, monkeypatch: pytest.MonkeyPatch) -> None:
    longest: list[int] = []
    read = MotoObjects.pieces

    def watched(self: MotoObjects, key: str, **more: int) -> Iterator[bytes]:
        for piece in read(self, key, **more):
            longest.append(len(piece))
            yield piece

    data = PHOTOGRAPH + bytes(3_000_000)
    image_id = curator.upload_here(ANN, data)
    monkeypatch.setattr(MotoObjects, "pieces", watched)
    assert curator.bring_to_commons(ANN, image_id).status is COMPLETED
    assert sum(longest) == len(data)
    assert max(longest) <= 64 * 1024


def test_another_users_file_is_never_published(curator: Curator) -> None:
    upload = curator.bring_to_commons(BEN, curator.upload_here(ANN))
    assert upload.status is FAILED
    assert upload.error == {"type": "error", "message": "This is not one of your files, or it has been deleted"}
    assert curator.world.commons.files == {}


def test_a_file_deleted_before_its_turn_is_not_published(curator: Curator) -> None:
    image_id = curator.upload_here(ANN)
    curator.storage.remover.remove(image_id, ANN, is_admin=False)
    assert curator.bring_to_commons(ANN, image_id).status is FAILED
    assert curator.world.commons.files == {}


def test_what_commons_does_not_take_is_not_published(curator: Curator) -> None:
    upload = curator.bring_to_commons(ANN, curator.upload_here(ANN, metadata='{"license": "CC BY-NC 4.0"}'))
    assert upload.status is FAILED
    assert "may not be used commercially" in str(upload.error)
    assert curator.world.commons.files == {}


def test_the_same_bytes_are_published_once(curator: Curator) -> None:
    first, second = curator.upload_here(ANN), curator.upload_here(ANN)
    assert curator.bring_to_commons(ANN, first).status is COMPLETED
    again = curator.bring_to_commons(ANN, second, "Another name.jpg")
    assert again.status in {DUPLICATE, UploadStatus.DUPLICATED_SDC_UPDATED}
    assert list(curator.world.commons.files) == ["Bridge.jpg"]


def test_storage_that_fails_for_a_while_costs_a_while() -> None:
    clock = VirtualClock(1795269600.0)
    curator = Curator(images.World(MemoryTable(clock, indexes=LISTED), clock))
    image_id = curator.upload_here(ANN)
    store = images.memory(curator.storage.originals)
    store.faults.extend(ObjectStoreError(image_id, "SlowDown") for _ in range(6))  # a whole attempt, and more
    assert curator.bring_to_commons(ANN, image_id).status is COMPLETED
