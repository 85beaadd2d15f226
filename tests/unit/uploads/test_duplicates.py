"""Photographs that are on Commons already: somebody else's file gets what it lacks, and the upload an end."""

import pytest

from curator.commons.errors import (
    ApiError,
    CommonsError,
    CommonsUnreachableError,
    DuplicateFileError,
    FileLink,
    FileMissingError,
    MaxlagError,
    RateLimitedError,
    ReadOnlyError,
    StructuredDataRefusedError,
)
from curator.identity.principals import Principal
from curator.uploads.models import Label, NewUpload, UploadStatus
from curator.uploads.worker.hold import REPLICATION_SECONDS
from tests.unit.uploads.world import ALICE, BOB, World

LINKS = [{"title": "File:Photo 1-bobs.jpg", "url": "https://commons.example/wiki/File:Photo_1-bobs.jpg"}]


def bring(world: World, user: Principal, key: str, *, caption: str) -> int:
    """Let a user upload a photograph; keys that differ only after a dash are the same photograph."""
    batch = world.service.create_batch(user)
    world.service.add_slice(
        user,
        batch_id=batch.id,
        slice_id=0,
        handler="fake",
        items=[
            NewUpload(
                key=key,
                collection="sequence",
                filename=f"Photo {key}.jpg",
                wikitext="== text ==",
                label=Label(language="en", value=caption),
            )
        ],
        encrypted_token=f"token of {user.username}",
    )
    world.run()
    return batch.id


# scenario 57
@pytest.mark.parametrize(
    ("caption", "status", "captions"),
    [
        pytest.param("A street", UploadStatus.DUPLICATED_SDC_NOT_UPDATED, {"en": "A street"}, id="all-is-there"),
        pytest.param("A road", UploadStatus.DUPLICATED_SDC_UPDATED, {"en": "A road"}, id="another-caption"),
    ],
)
def test_somebody_elses_file_gets_what_it_lacks(
    world: World, caption: str, status: UploadStatus, captions: dict[str, str]
) -> None:
    bring(world, BOB, "1-bobs", caption="A street")
    upload = world.only_upload(bring(world, ALICE, "1-mine", caption=caption))
    assert (upload.status, upload.success) == (status, None)
    assert upload.error == {
        "type": str(status),
        "message": "File:Photo 1-bobs.jpg already exists on Commons",
        "links": LINKS,
    }
    assert world.commons.captions["Photo 1-bobs.jpg"] == captions
    assert sum(world.commons.publishes.values()) == 1


# Where the original leaves the upload in progress for ever, ours is a plain duplicate.
# scenario 57
# scenario 115
@pytest.mark.parametrize(
    "trouble",
    [
        FileMissingError(code="missing"),
        StructuredDataRefusedError(code="modification-failed"),
        CommonsUnreachableError("502"),
        ApiError(code="never-heard-of"),
    ],
    ids=["the-file-vanished", "a-statement-is-refused", "no-answer", "unknown-code"],
)
def test_a_file_that_cannot_get_what_it_lacks_is_a_duplicate_all_the_same(world: World, trouble: CommonsError) -> None:
    bring(world, BOB, "1-bobs", caption="A street")
    world.commons.faults["structured_data"] = [trouble]
    batch_id = bring(world, ALICE, "1-mine", caption="A road")
    upload = world.only_upload(batch_id)
    assert upload.status is UploadStatus.DUPLICATE
    assert upload.error is not None
    assert (upload.error["type"], upload.error["links"]) == ("duplicate", LINKS)
    assert world.service.get_batch(batch_id).finished
    assert world.lanes.load("1").encrypted_token is None


# scenario 115
def test_a_defect_of_ours_while_a_file_gets_what_it_lacks_does_not_strand_the_upload(world: World) -> None:
    def defect() -> None:
        raise TypeError("statements is a list")

    bring(world, BOB, "1-bobs", caption="A street")
    world.commons.faults["structured_data"] = [defect] * 9
    batch_id = bring(world, ALICE, "1-mine", caption="A road")
    assert world.only_upload(batch_id).status is UploadStatus.FAILED
    assert world.lanes.load("1").encrypted_token is None


# The original finds it by a warning on a chunk; ours by the commit, which publishes nothing that it warns of.
# scenario 57
# scenario 78
def test_a_duplicate_that_only_the_publish_finds_gets_what_it_lacks_too(world: World) -> None:
    link = FileLink(title=LINKS[0]["title"], url=LINKS[0]["url"])
    world.commons.faults["publish"] = [DuplicateFileError(links=[link])]
    upload = world.only_upload(bring(world, ALICE, "1-mine", caption="A road"))
    assert (upload.status, upload.attempts) == (UploadStatus.DUPLICATED_SDC_UPDATED, {})
    assert world.commons.captions["Photo 1-bobs.jpg"] == {"en": "A road"}
    assert not world.commons.publishes


def test_a_photograph_just_published_is_a_duplicate_at_once_though_its_lock_lasts_a_little_longer(world: World) -> None:
    bring(world, BOB, "1-bobs", caption="A street")
    published = world.clock.now()
    upload = world.only_upload(bring(world, ALICE, "1-mine", caption="A street"))
    assert (upload.status, upload.attempts) == (UploadStatus.DUPLICATED_SDC_NOT_UPDATED, {})
    assert world.clock.now() - published < REPLICATION_SECONDS


@pytest.mark.parametrize(
    "wait",
    [RateLimitedError(code="ratelimited"), MaxlagError(code="maxlag"), ReadOnlyError(code="readonly")],
    ids=["over the limit", "lag", "read-only"],
)
def test_a_duplicate_met_while_the_wiki_asks_to_wait_is_enriched_afterwards(world: World, wait: CommonsError) -> None:
    bring(world, BOB, "1-bobs", caption="A street")
    world.commons.faults["structured_data"] = [wait]
    upload = world.only_upload(bring(world, ALICE, "1-mine", caption="A road"))
    assert (upload.status, upload.attempts) == (UploadStatus.DUPLICATED_SDC_UPDATED, {})
