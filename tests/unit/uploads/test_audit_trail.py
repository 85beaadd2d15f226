"""What a batch's audit trail tells."""

import csv
import io
import json
from dataclasses import replace

import pytest

from curator.commons.errors import CommonsUnreachableError, RateLimitedError, UnknownOutcomeError
from curator.sources.errors import SourceCdnError
from curator.uploads.audit.store import AttemptStore
from curator.uploads.audit.trail import COLUMNS, AuditTrail, as_csv, as_json
from curator.uploads.errors import BatchNotFoundError
from curator.uploads.messages import UploadMessage
from curator.uploads.models import NewUpload
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable
from tests.fakes.sources import FakeSource, photograph, sha1_of
from tests.unit.uploads.world import ALICE, LEASE_SECONDS, World


@pytest.fixture
def world() -> World:
    return World(MemoryTable(clock := VirtualClock()), clock)


@pytest.fixture
def trail(world: World) -> AuditTrail:
    return AuditTrail(world.uploads, AttemptStore(world.lanes._table))


def test_a_published_photograph_is_told_of_from_its_source_to_its_page(world: World, trail: AuditTrail) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    (row,) = trail.page(batch_id).rows
    assert tuple(row) == COLUMNS
    assert {
        name: row[name] for name in ("source", "source_id", "collection", "sha1", "licence", "title", "status")
    } == {
        "source": "fake",
        "source_id": "1",
        "collection": "sequence",
        "sha1": sha1_of("1"),
        "licence": "CC BY-SA 4.0",
        "title": "Photo 1.jpg",
        "status": "completed",
    }
    assert (row["page_id"], row["revisions"]) == (7, [70, 71])
    assert row["url"].startswith("https://")
    (attempt,) = row["attempts"]
    assert (attempt["number"], attempt["outcome"], attempt["why"]) == (1, "completed", "")
    assert row["created_at"] <= attempt["began_at"] == row["began_at"] < attempt["ended_at"] == row["ended_at"]


def test_a_photograph_with_a_licence_of_its_own_is_told_with_that(
    world: World, trail: AuditTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = replace(photograph("1"), license="CC BY 2.0")
    monkeypatch.setattr(FakeSource, "fetch_image", lambda _source, _id: own)
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    assert trail.page(batch_id).rows[0]["licence"] == "CC BY 2.0"


def test_every_attempt_is_told_with_its_reason(world: World, trail: AuditTrail) -> None:
    world.downloader.failures = [SourceCdnError("503")]
    world.commons.faults["publish"] = [RateLimitedError(code="ratelimited"), UnknownOutcomeError("time-out")]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    (row,) = trail.page(batch_id).rows
    told = [(attempt["number"], attempt["outcome"], attempt["why"]) for attempt in row["attempts"]]
    assert [number for number, _, _ in told] == list(range(1, len(told) + 1))
    assert [outcome for _, outcome, _ in told] == ["queued again"] * (len(told) - 1) + ["completed"]
    assert all(why for _, outcome, why in told if outcome == "queued again")


def test_a_worker_that_fell_silent_is_told_of(world: World, trail: AuditTrail) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.step()
    (upload,) = world.service.list_uploads(batch_id)
    world.claims.begin(UploadMessage(user_id="1", batch_id=batch_id, upload_id=upload.id))
    world.clock.advance(LEASE_SECONDS + 61)
    world.recovery.run()
    world.run()
    (row,) = trail.page(batch_id).rows
    assert [attempt["outcome"] for attempt in row["attempts"]] == ["worker lost", "completed"]


def test_a_failure_is_told_with_its_reason(world: World, trail: AuditTrail) -> None:
    world.commons.faults["stash"] = [CommonsUnreachableError("502") for _ in range(9)]
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    (row,) = trail.page(batch_id).rows
    assert row["status"] == "failed"
    assert row["error"] == row["attempts"][-1]["why"] != ""
    assert len(row["attempts"]) == 4


def test_what_waits_and_what_was_cancelled_has_no_attempt(world: World, trail: AuditTrail) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    assert trail.page(batch_id).rows[0]["attempts"] == []
    world.service.cancel_batch(ALICE, batch_id)
    (row,) = trail.page(batch_id).rows
    assert (row["status"], row["attempts"], row["ended_at"]) == ("cancelled", [], None)


def test_a_long_batch_comes_in_pages(world: World, trail: AuditTrail) -> None:
    batch_id = world.add_batch(ALICE, [str(n) for n in range(7)])
    after, seen, pages = 0, [], 0
    while True:
        page = trail.page(batch_id, after=after, limit=3)
        seen += [row["source_id"] for row in page.rows]
        pages += 1
        if page.following is None:
            break
        after = page.following
    assert (seen, pages) == ([str(n) for n in range(7)], 3)


def test_json_and_csv_tell_the_same(world: World, trail: AuditTrail) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2"])
    world.run()
    page = trail.page(batch_id)
    document = json.loads(as_json(page))
    table = list(csv.DictReader(io.StringIO(as_csv(page))))
    assert document["batch"]["id"] == batch_id
    assert document["next"] is None
    for row, fields in zip(document["uploads"], table, strict=True):
        assert json.loads(fields["attempts"]) == row["attempts"]
        assert {name: fields[name] for name in ("sha1", "url", "page_id", "ended_at")} == {
            name: str(row[name]) for name in ("sha1", "url", "page_id", "ended_at")
        }


def test_no_field_is_a_formula_to_a_spreadsheet(world: World, trail: AuditTrail) -> None:
    batch = world.service.create_batch(ALICE)
    item = NewUpload(key="1", collection="=HYPERLINK(1)", filename="Photo 1.jpg", wikitext="")
    world.service.add_slice(
        ALICE, batch_id=batch.id, slice_id=0, handler="fake", items=[item], encrypted_token="token of Alice"
    )
    (fields,) = csv.DictReader(io.StringIO(as_csv(trail.page(batch.id))))
    assert fields["collection"] == "'=HYPERLINK(1)"


def test_a_batch_that_does_not_exist_has_no_trail(trail: AuditTrail) -> None:
    with pytest.raises(BatchNotFoundError):
        trail.page(99)
