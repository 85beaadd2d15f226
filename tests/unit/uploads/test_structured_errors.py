"""What is stored of an upload's end, and what is never shown of it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from curator.uploads import views
from curator.uploads.admin import views as admin_views
from curator.uploads.admin.filters import UploadFilter
from curator.uploads.lifecycle import CLAIM, SETTLE
from curator.uploads.models import Upload, UploadStatus
from tests.unit.uploads.admin_world import AdminWorld, memory_world
from tests.unit.uploads.world import ALICE

LINKS = [{"title": "File:A.jpg", "url": "https://commons.example/wiki/File:A.jpg"}]
ERRORS: list[dict[str, Any]] = [
    {"type": "duplicate", "message": "Already there", "links": LINKS},
    {"type": "duplicated_sdc_updated", "message": "Already there, data added", "links": LINKS},
    {"type": "duplicated_sdc_not_updated", "message": "Already there, nothing to add", "links": []},
    {"type": "title_blacklisted", "message": "A word in the title"},
    {"type": "error", "message": "Something else"},
]


@pytest.fixture
def world() -> AdminWorld:
    return memory_world()[0]


def settle(world: AdminWorld, upload: Upload, status: UploadStatus, *, error: dict[str, Any]) -> Upload:
    """Do as a worker that claims the upload and ends it."""
    claimed = replace(upload, status=UploadStatus.IN_PROGRESS, fence=upload.fence + 1)
    claimed = world.uploads.transition(upload, CLAIM, becomes=claimed)
    return world.uploads.transition(claimed, SETTLE, becomes=replace(claimed, status=status, error=error))


# scenario 24
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: str(error["type"]))
def test_structured_errors_come_back_as_they_were_stored(world: AdminWorld, error: dict[str, Any]) -> None:
    upload = world.only_upload(world.add_batch(ALICE, ["a"]))
    duplicate = error["type"].startswith("duplicate")
    settle(world, upload, UploadStatus(error["type"]) if duplicate else UploadStatus.FAILED, error=error)
    stored = world.upload(upload.id)
    assert stored.error == error
    assert views.upload_update(stored)["error"] == error
    assert admin_views.upload_row(stored, None)["error"] == error


# scenario 25
def test_the_token_is_in_no_row_that_anybody_reads(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["a"])
    assert world.lanes.load("1").encrypted_token == "token of Alice"
    ((upload, text),), _ = world.room.lists.uploads(page=1, limit=1, wanted=UploadFilter())
    rows = [
        views.upload_update(upload),
        views.batch_upload_item(upload, text),
        admin_views.upload_row(upload, text),
        views.batch_item(world.service.get_batch(batch_id)),
        *map(admin_views.user_row, world.room.lists.users(page=1, limit=1)[0]),
    ]
    assert "token" not in json.dumps(rows)
