"""What operators do to uploads, while workers are at work on them."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from curator.commons.limits import Limit, RateLimits
from curator.foundation.table import TransactionConflictError
from curator.uploads.admin.changes import FAILED_BY_AN_OPERATOR
from curator.uploads.admin.errors import (
    ImpossibleChangeError,
    UploadNotEditableError,
    UploadNotFoundError,
    UploadOverError,
)
from curator.uploads.audit.store import AttemptStore
from curator.uploads.lifecycle import REJECT, STOP, TERMINAL, ForbiddenTransitionError, check
from curator.uploads.messages import UploadMessage
from curator.uploads.models import Label, UploadStatus
from curator.uploads.store import UploadStore
from curator.uploads.worker.claims import Claim, LostClaimError
from tests.unit.uploads.admin_world import AdminWorld, memory_world
from tests.unit.uploads.world import ALICE, BOB, LEASE_SECONDS

QUEUED, IN_PROGRESS, COMPLETED = UploadStatus.QUEUED, UploadStatus.IN_PROGRESS, UploadStatus.COMPLETED
CANCELLED, FAILED = UploadStatus.CANCELLED, UploadStatus.FAILED


@pytest.fixture
def world() -> AdminWorld:
    return memory_world()[0]


def begin(world: AdminWorld, batch_id: int, upload_id: int) -> Claim:
    """Do as a worker that claims an upload."""
    claim = world.claims.begin(UploadMessage(user_id="1", batch_id=batch_id, upload_id=upload_id))
    assert claim is not None
    return claim


# scenario 15
def test_cancelling_many_ends_what_has_not_ended_and_counts_it(world: AdminWorld) -> None:
    done = world.add_batch(ALICE, ["1"])
    world.run()
    batch_id = world.add_batch(ALICE, ["2", "3", "4"])
    ids = world.ids(batch_id)
    begin(world, batch_id, ids[0])
    assert world.room.uploads.cancel([*world.ids(done), *ids[:2], 999]) == 2
    assert world.statuses(batch_id) == [CANCELLED, CANCELLED, QUEUED]
    assert world.statuses(done) == [COMPLETED]
    world.check_counts()
    assert world.room.uploads.cancel(ids[:2]) == 0


# scenario 15
# scenario 16
def test_changing_none_of_many_changes_none(world: AdminWorld) -> None:
    assert (world.room.uploads.cancel([]), world.room.uploads.fail([])) == (0, 0)


# scenario 16
def test_failing_many_skips_those_that_have_failed(world: AdminWorld) -> None:
    done = world.add_batch(ALICE, ["1"])
    world.run()
    batch_id = world.add_batch(BOB, ["2", "3", "4"])
    ids = world.ids(batch_id)
    assert world.room.uploads.fail(ids[:1]) == 1
    assert world.room.uploads.cancel(ids[1:2]) == 1
    assert world.room.uploads.fail([*world.ids(done), *ids]) == 3
    assert (world.statuses(done), world.statuses(batch_id)) == ([FAILED], [FAILED] * 3)
    assert world.upload(ids[0]).error == {"type": "error", "message": FAILED_BY_AN_OPERATOR}
    assert world.upload(world.ids(done)[0]).success is not None  # where the file is does not change by it
    world.check_counts()


def test_a_cancelled_uploads_slot_is_given_back_and_the_others_go_on(world: AdminWorld) -> None:
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=1, seconds=60), edit=None)
    batch_id = world.add_batch(ALICE, ["1", "2", "3"])
    world.step()
    ids = world.ids(batch_id)
    assert set(world.lanes.load("1").granted) == set(ids)
    world.room.uploads.cancel(ids[:2])
    assert set(world.lanes.load("1").granted) == {ids[2]}
    world.run()
    assert world.statuses(batch_id) == [CANCELLED, CANCELLED, COMPLETED]
    assert world.lanes.load("1").idle


def test_a_lane_of_which_everything_was_cancelled_forgets_the_token(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2"])
    world.step()
    world.room.uploads.cancel(world.ids(batch_id))
    lane = world.lanes.load("1")
    assert (lane.idle, lane.encrypted_token) == (True, None)


@pytest.mark.parametrize("end", ["cancel", "fail"])
def test_a_worker_loses_an_upload_that_is_ended_under_its_hands(world: AdminWorld, end: str) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    (upload_id,) = world.ids(batch_id)
    claim = begin(world, batch_id, upload_id)
    assert getattr(world.room.uploads, end)([upload_id]) == 1
    lane = world.lanes.load("1")
    assert (lane.flying, len(lane.used)) == ({}, 1)  # its place is free, and the wiki may have counted it
    assert world.upload(upload_id).fence == claim.upload.fence + 1
    with pytest.raises(LostClaimError):
        world.claims.renew(claim)
    with pytest.raises(LostClaimError):
        world.claims.put_back(claim, delay=0, why="", attempts={}, hits=0)


def test_the_audit_trail_keeps_what_an_operator_ended(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2"])
    first, second = world.ids(batch_id)
    begin(world, batch_id, first)
    world.clock.advance(5)
    world.room.uploads.cancel([first])
    world.run()
    world.room.uploads.fail([second])
    attempts = AttemptStore(world.table).of_uploads(batch_id, first=first, last=second)
    (cut,), (done,) = attempts[first], attempts[second]
    assert (cut.number, cut.ended - cut.began, cut.outcome, cut.why) == (1, 5, "cancelled", "Ended by an operator")
    assert (done.number, done.ended - done.began > 1, done.outcome, done.why) == (1, True, "completed", "")


def at_the(world: AdminWorld, moment: str, act: Callable[[], object]) -> None:
    def fault() -> None:
        act()

    world.commons.faults[moment] = [fault]


@pytest.mark.parametrize("end", ["cancel", "fail"])
def test_nothing_is_published_after_a_cancel_was_acknowledged(world: AdminWorld, end: str) -> None:
    batch_id = world.add_batch(ALICE, ["1", "2"])
    (first, _) = world.ids(batch_id)
    at_the(world, "stash", lambda: getattr(world.room.uploads, end)([first]))
    world.run()
    assert world.statuses(batch_id) == [CANCELLED if end == "cancel" else FAILED, COMPLETED]
    assert [file.title for file in world.commons.files.values()] == ["File:Photo 2.jpg"]
    assert world.lanes.load("1").idle
    world.check_counts()


def test_a_publish_that_was_under_way_is_the_one_exception_and_leaves_the_status_alone(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    at_the(world, "publish", lambda: world.room.uploads.cancel(world.ids(batch_id)))
    world.run()
    assert world.statuses(batch_id) == [CANCELLED]
    assert len(world.commons.files) == 1
    assert world.upload(world.ids(batch_id)[0]).checkpoint.publishing  # which tells that it was in doubt
    world.check_counts()


def test_an_upload_whose_worker_died_can_be_cancelled(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.commons.faults["stash"] = [KeyboardInterrupt()]  # type: ignore[list-item]
    world.step()
    with pytest.raises(KeyboardInterrupt):
        world.step()
    world.clock.advance(LEASE_SECONDS + 1)
    world.recovery.run()
    assert world.statuses(batch_id) == [IN_PROGRESS]
    assert world.lanes.load("1").granted
    assert world.room.uploads.cancel(world.ids(batch_id)) == 1
    world.run()
    assert (world.statuses(batch_id), dict(world.commons.publishes)) == ([CANCELLED], {})
    assert world.lanes.load("1").idle


def test_a_cancel_that_meets_a_claim_ends_the_claim(world: AdminWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    (upload_id,) = world.ids(batch_id)
    transition = UploadStore.transition

    def late(self: UploadStore, *arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(UploadStore, "transition", transition)
        begin(world, batch_id, upload_id)  # between the operator's look and the operator's write
        return self.transition(*arguments, **named)

    monkeypatch.setattr(UploadStore, "transition", late)
    assert world.room.uploads.cancel([upload_id]) == 1
    assert world.statuses(batch_id) == [CANCELLED]
    assert world.lanes.load("1").flying == {}


def test_uploads_that_others_never_stop_writing_are_given_up_with_an_error(
    world: AdminWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = world.add_batch(ALICE, ["1"])

    def busy(*_arguments: Any, **_named: Any) -> None:
        raise TransactionConflictError

    monkeypatch.setattr(UploadStore, "transition", busy)
    with pytest.raises(TransactionConflictError):
        world.room.uploads.cancel(world.ids(batch_id))
    assert world.statuses(batch_id) == [QUEUED]


@pytest.mark.parametrize("seed", range(20))
def test_whatever_operators_do_counters_are_right_lanes_end_and_nothing_is_published_twice(seed: int) -> None:
    chance, (world, _) = random.Random(seed), memory_world()  # noqa: S311 - it chooses a test's events
    world.commons.limits["Alice"] = RateLimits(upload=Limit(hits=4, seconds=30), edit=None)
    batches = [world.add_batch(user, [f"{user.username}{n}" for n in range(8)]) for user in (ALICE, BOB)]
    ids = [upload_id for batch_id in batches for upload_id in world.ids(batch_id)]

    def meddle() -> None:
        chosen = chance.sample(ids, 2)
        chance.choice([world.room.uploads.cancel, world.room.uploads.fail])(chosen)
        world.check_counts()

    for moment in ("stash", "publish", "structured_data"):
        world.commons.faults[moment] = [meddle, lambda: None, meddle]
    while world.step():
        if chance.random() < 0.2:
            meddle()
    world.check_counts()
    assert all(world.lanes.load(user_id).idle for user_id in ("1", "2"))
    assert {status for batch_id in batches for status in world.statuses(batch_id)} <= {COMPLETED, CANCELLED, FAILED}
    assert set(world.commons.publishes.values()) <= {1}
    assert world.commons.refusals == 0


# scenario 14
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"filename": "Another.jpg"}, ("Another.jpg", "== 1 ==", Label(language="en", value="Photo 1"), False)),
        ({"wikitext": "new"}, ("Photo 1.jpg", "new", Label(language="en", value="Photo 1"), False)),
        ({"labels": None}, ("Photo 1.jpg", "== 1 ==", None, False)),
        (
            {"labels": {"language": "de", "value": "Bild"}, "copyright_override": "true"},
            ("Photo 1.jpg", "== 1 ==", Label(language="de", value="Bild"), True),
        ),
    ],
    ids=["filename", "wikitext", "no-label", "label-and-licence"],
)
def test_a_corrected_text_is_stored_and_uploaded(
    world: AdminWorld, fields: dict[str, Any], expected: tuple[str, str, Label | None, bool]
) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    (upload_id,) = world.ids(batch_id)
    world.room.uploads.change(upload_id, fields)
    upload = world.upload(upload_id)
    text = world.service.get_texts([upload])[upload_id]
    assert (upload.filename, text.wikitext, text.label, text.copyright_override) == expected
    assert text.filename == upload.filename
    world.run()
    assert [file.title for file in world.commons.files.values()] == [f"File:{expected[0]}"]
    assert world.commons.captions[expected[0]] == ({expected[2].language: expected[2].value} if expected[2] else {})


# scenario 14
def test_an_upload_nobody_knows_cannot_be_changed(world: AdminWorld) -> None:
    with pytest.raises(UploadNotFoundError, match="Upload 99 not found"):
        world.room.uploads.change(99, {"filename": "Another.jpg"})


def test_a_worker_that_read_the_old_name_does_not_bring_it_back(
    world: AdminWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    (upload_id,) = world.ids(batch_id)
    transition = UploadStore.transition

    def late(self: UploadStore, *arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(UploadStore, "transition", transition)
        world.room.uploads.change(upload_id, {"filename": "Another.jpg"})  # between a worker's look and its claim
        return self.transition(*arguments, **named)

    monkeypatch.setattr(UploadStore, "transition", late)
    world.run()
    assert (world.upload(upload_id).filename, world.upload(upload_id).status) == ("Another.jpg", COMPLETED)
    assert [file.title for file in world.commons.files.values()] == ["File:Another.jpg"]


def test_a_correction_that_meets_a_claim_is_refused(world: AdminWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    (upload_id,) = world.ids(batch_id)
    get_texts = UploadStore.get_texts

    def late(self: UploadStore, *arguments: Any) -> Any:
        monkeypatch.setattr(UploadStore, "get_texts", get_texts)
        begin(world, batch_id, upload_id)
        return self.get_texts(*arguments)

    monkeypatch.setattr(UploadStore, "get_texts", late)
    with pytest.raises(UploadNotEditableError, match="A worker has this upload"):
        world.room.uploads.change(upload_id, {"filename": "Another.jpg"})
    assert world.upload(upload_id).filename == "Photo 1.jpg"


def test_what_is_published_is_corrected_on_commons(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    with pytest.raises(UploadNotEditableError, match="edit its page on Commons"):
        world.room.uploads.change(world.ids(batch_id)[0], {"wikitext": "new"})


# scenario 14
@pytest.mark.parametrize(("status", "expected"), [("cancelled", CANCELLED), ("failed", FAILED)])
def test_a_status_is_set_with_all_that_hangs_on_it(world: AdminWorld, status: str, expected: UploadStatus) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    for _ in range(2):  # the second time it is so already
        world.room.uploads.change(world.ids(batch_id)[0], {"status": status})
    assert world.statuses(batch_id) == [expected]
    world.check_counts()


def test_what_has_ended_is_not_cancelled_any_more(world: AdminWorld) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    world.run()
    with pytest.raises(UploadOverError, match="This upload is completed, which cancelled cannot follow"):
        world.room.uploads.change(world.ids(batch_id)[0], {"status": "cancelled"})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "There is nothing to change"),
        ({"access_token": "x"}, "'access_token' cannot be changed, only status, filename"),
        ({"status": "queued"}, "An upload is not set to queued: retry it"),
        ({"status": "in_progress"}, "An upload is not set to in_progress: retry it"),
        ({"status": "completed"}, "The status can be set to cancelled or failed only"),
        ({"status": ["failed"]}, "The status can be set to cancelled or failed only"),
        ({"status": "failed", "filename": "Another.jpg"}, "Change the status by itself"),
        ({"filename": "Another"}, "The title must end with"),
        ({"filename": 7}, "filename must be a text"),
        ({"wikitext": None}, "wikitext must be a text"),
        ({"wikitext": "x" * (128 * 1024 + 1)}, "wikitext is too long: 131073 characters"),
        ({"wikitext": "\ud83d"}, "wikitext holds half a character"),
        ({"labels": "en"}, "labels must be null or"),
        ({"labels": {"language": "en"}}, "labels must be null or"),
        ({"labels": {"language": 1, "value": "x"}}, "language must be a text"),
        ({"copyright_override": "maybe"}, "copyright_override must be true or false"),
    ],
    ids=lambda value: ",".join(value) or "nothing" if isinstance(value, dict) else "",
)
def test_what_cannot_be_set_is_refused_in_words(world: AdminWorld, fields: dict[str, Any], sentence: str) -> None:
    batch_id = world.add_batch(ALICE, ["1"])
    before = world.upload(world.ids(batch_id)[0])
    with pytest.raises(ImpossibleChangeError) as refusal:
        world.room.uploads.change(before.id, fields)
    assert refusal.value.public_message.startswith(sentence)
    assert world.upload(before.id) == before


@pytest.mark.parametrize("source", UploadStatus)
def test_an_operators_transitions_lead_from_every_status_to_failed_and_only_from_the_living_to_cancelled(
    source: UploadStatus,
) -> None:
    transition = REJECT if source in TERMINAL else STOP
    if source is FAILED:
        with pytest.raises(ForbiddenTransitionError):
            check(transition, source, FAILED)
    else:
        check(transition, source, FAILED)
    if source in TERMINAL:
        with pytest.raises(ForbiddenTransitionError):
            check(transition, source, CANCELLED)
    else:
        check(transition, source, CANCELLED)
    for living in (QUEUED, IN_PROGRESS):
        with pytest.raises(ForbiddenTransitionError):
            check(transition, source, living)
