"""A user's own files as a collection: which ones, whose, and in what order."""

from datetime import UTC, datetime

import pytest

from curator.foundation.errors import QueueAction
from curator.sources.errors import (
    CollectionNotFoundError,
    InvalidInputError,
    LicenceNotAcceptedError,
    OwnFileNotFoundError,
    SourceError,
    SourceNotConfiguredError,
)
from curator.sources.files import FilesSource
from curator.sources.registry import source_named
from curator.sources.source import Asker, PersonalSource, as_found_by
from curator.uploads.worker import failures
from tests.unit.sources.files_keeper import ALICE, BOB, PHOTO, UPLOADED, file_id, keeper, own_file, source
from tests.unit.sources.mapillary_replies import Mapillary

LATER = {**PHOTO, "taken": "2026-11-20T09:00:00"}
OTHER_DAY = {**PHOTO, "taken": "2026-11-19T23:59:59"}


def three() -> FilesSource:
    return source(
        keeper(
            own_file(1, photo=LATER, uploaded=UPLOADED - 10),
            own_file(2, photo=OTHER_DAY, bucket="users/42"),
            own_file(3, photo={}, uploaded=UPLOADED + 10),
        )
    )


def ids(found: FilesSource, text: str) -> list[str]:
    collection = found.fetch_collection(text)
    assert found.fetch_collection_ids(text) == [image.id for image in collection.images]
    assert found.resolve_input(collection.sequence_id) == collection.sequence_id
    return [image.id[-1] for image in collection.images]


WANTED = [
    pytest.param("mine", "213", id="all, in the order they were taken"),
    pytest.param("  Mine ", "213", id="all, typed carelessly"),
    pytest.param("", "213", id="nothing typed"),
    pytest.param("2026-11-20", "1", id="a day by the camera's clock"),
    pytest.param("2026-11-19", "2", id="the day before, a second earlier"),
    pytest.param("2026-11-21", "3", id="the day of the upload where nothing else is known"),
    pytest.param("holiday", "13", id="a bucket"),
    pytest.param("users/42/", "2", id="a bucket of one's own"),
    pytest.param("bucket:holiday", "13", id="a bucket, said so"),
    pytest.param(f"{file_id(3)}, {file_id(1).upper()}\n{file_id(3)}", "13", id="ids"),
    pytest.param(f"{file_id(1)} {file_id(99)} {file_id(7)}", "1", id="ids, of which some are not there or not theirs"),
]


@pytest.mark.parametrize(("text", "expected"), WANTED)
def test_what_a_user_types_names_some_of_their_files(text: str, expected: str) -> None:
    assert ids(three(), text) == list(expected)


REFUSED = [
    pytest.param("2026-02-30", "There is no day 2026-02-30", id="no day"),
    pytest.param("../etc", "Say “mine”", id="no name"),
    pytest.param("bucket:", "Say “mine”", id="no bucket"),
    pytest.param("https://example.org/", "Say “mine”", id="an address"),
    pytest.param("\0", "Say “mine”", id="a NUL"),
    pytest.param(" ".join(map(file_id, range(26))), "At most 25 files", id="too many ids"),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_what_names_nothing_is_refused_with_what_would(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        three().fetch_collection(text)
    assert caught.value.public_message.startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("mine", "You have no files here yet"), ("2020-01-01", "None of your files are in 2020-01-01")],
)
def test_a_collection_without_files_says_so(text: str, sentence: str) -> None:
    with pytest.raises(CollectionNotFoundError) as caught:
        source(keeper()).fetch_collection(text)
    assert caught.value.public_message == sentence


def test_files_are_their_owners_alone() -> None:
    found = source(keeper(own_file(1)), BOB)
    assert ids(found, "mine") == ["3"]  # 99 is 0x63
    assert found.fetch_images([file_id(1), file_id(99)], "mine")[0].id == file_id(99)
    assert len(found.fetch_images([file_id(1), file_id(99)], "mine")) == 1
    for image_id in (file_id(1), "", "1", "../1"):
        with pytest.raises(OwnFileNotFoundError):
            found.fetch_image(image_id)


def test_the_worker_gives_up_on_a_file_that_is_gone_and_says_why() -> None:
    with pytest.raises(SourceError) as caught:
        source(keeper()).fetch_image(file_id(1))
    decision = failures.decide(caught.value, {})
    assert isinstance(decision, failures.GiveUp)
    assert decision.message == "This is not one of your files, or it has been deleted"


def test_what_commons_would_not_take_is_shown_but_never_published() -> None:
    found = source(keeper(own_file(1, licence="CC BY-NC 4.0")))
    assert found.fetch_collection("mine").images[0].refusal is not None
    with pytest.raises(LicenceNotAcceptedError) as caught:
        found.fetch_image(file_id(1))
    assert caught.value.public_message == "Commons takes no photos that may not be used commercially (CC BY-NC 4.0)"
    assert caught.value.queue_action is QueueAction.NEVER


def test_a_day_is_the_one_the_photographer_lived_in() -> None:
    (image,) = source(keeper(own_file(1))).fetch_collection("2026-11-20").images
    assert image.dates.taken == datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert image.dates.by_the_clock.date().isoformat() == "2026-11-20"


def test_nobody_has_no_files() -> None:
    kept = keeper(own_file(1))
    with pytest.raises(InvalidInputError):
        FilesSource(lambda: kept, clock=kept.clock).fetch_collection("mine")


def test_a_function_that_has_no_part_in_files_says_so() -> None:
    found = as_found_by(source_named("files", Mapillary().tools()), ALICE)
    with pytest.raises(SourceNotConfiguredError):
        found.fetch_collection("mine")


def test_the_other_sources_are_the_same_for_everybody() -> None:
    mapillary = Mapillary().source()
    assert as_found_by(mapillary, Asker(user_id="1", username="A")) is mapillary
    assert not isinstance(mapillary, PersonalSource)
