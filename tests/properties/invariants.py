"""What holds whatever happens."""

from collections import Counter
from enum import StrEnum

from curator.uploads.lanes.store import attention_at
from curator.uploads.lifecycle import DUPLICATES, TERMINAL
from curator.uploads.models import Upload, UploadStatus
from curator.uploads.store import UploadStore
from tests.properties.simulation import USERS, Simulation


class Invariant(StrEnum):
    """The promises."""

    ONE_PUBLICATION = "at most one publication per source photo"
    PACE = "never more than the limit in any window"
    PAUSED = "nothing of a batch begins after an acknowledged pause"
    CANCELLED = "nothing is published after an acknowledged cancel"
    OWNED = "every upload is over or owned by a live lane"
    COUNTERS = "a batch's counters are what its uploads add up to"
    OWN_FILE = "nobody's own file is reported as a duplicate"
    LIVE = "all work ends once the outside is well"


class BrokenError(AssertionError):
    """A promise is broken."""

    def __init__(self, invariant: Invariant, detail: str) -> None:
        super().__init__(f"{invariant}: {detail}")
        self.invariant = invariant


def check(simulation: Simulation) -> None:
    """Raise BrokenError unless all promises hold that hold at every moment."""
    one_publication(simulation)
    cancelled(simulation)
    paused(simulation)
    owned(simulation)
    counters(simulation)
    own_file(simulation)
    if simulation.healthy:
        pace(simulation)


def one_publication(simulation: Simulation) -> None:
    twice = {sha1: count for sha1, count in simulation.commons.publishes.items() if count > 1}
    _require(not twice, Invariant.ONE_PUBLICATION, f"{twice}")


def pace(simulation: Simulation) -> None:
    """The wiki itself enforces its limits, so that we break one shows in a refusal that nothing else explains."""
    refusals = simulation.commons.unexpected_refusals
    _require(not refusals, Invariant.PACE, f"{refusals}")


def cancelled(simulation: Simulation) -> None:
    published = simulation.commons.forbidden_attempts
    _require(not published, Invariant.CANCELLED, f"{published}")


def paused(simulation: Simulation) -> None:
    for batch in simulation.batches:
        claims = simulation.paused.get(batch.id)
        if claims is None:
            continue
        begun = [
            upload for upload in simulation.uploads_of(batch) if upload.fence > claims.get(upload.id, upload.fence)
        ]
        _require(not begun, Invariant.PAUSED, ", ".join(map(_short, begun)))


def owned(simulation: Simulation) -> None:
    for user in USERS:
        lane = simulation.lane_of(user)
        for upload in simulation.all_uploads():
            if upload.user_id != user.user_id or upload.status in TERMINAL:
                continue
            if upload.batch_id in lane.held and upload.status is UploadStatus.QUEUED:
                continue  # its owner has it
            has_place = upload.id in lane.granted or upload.id in lane.flying
            resumes = lane.tick is not None or lane.waits_for_login  # a login starts a chain of ticks
            waits = resumes and upload.id > lane.cursor and upload.status is UploadStatus.QUEUED
            _require(has_place or waits, Invariant.OWNED, f"{_short(upload)} is not in its lane")
            looked_after = attention_at(lane) is not None or lane.waits_for_login
            _require(looked_after, Invariant.OWNED, f"nobody looks after the lane of {_short(upload)}")
            _require(not lane.idle, Invariant.OWNED, f"the lane of {_short(upload)} might forget it")
            _require(lane.encrypted_token is not None, Invariant.OWNED, f"{_short(upload)} has no token")


def counters(simulation: Simulation) -> None:
    store = UploadStore(simulation.table, simulation.clock)
    for known in simulation.batches:
        batch = store.get_batch(known.id)
        assert batch is not None
        counted = {status: count for status, count in batch.counts.items() if count}
        actual = Counter(upload.status for upload in simulation.uploads_of(known))
        _require(counted == dict(actual), Invariant.COUNTERS, f"batch {known.id}: {counted} for {dict(actual)}")


def own_file(simulation: Simulation) -> None:
    by_title = {file.title: file for file in simulation.commons.files.values()}
    for upload in simulation.all_uploads():
        if upload.status in DUPLICATES and upload.error is not None:
            comments = {by_title[link["title"]].comment for link in upload.error["links"]}
            own = simulation.summary_of(upload) in comments
            _require(not own, Invariant.OWN_FILE, f"{_short(upload)}: {upload.error}")


def all_over(simulation: Simulation) -> None:
    """Raise BrokenError unless nothing is left to do, and the tokens are forgotten."""
    for upload in simulation.all_uploads():
        _require(upload.status in TERMINAL, Invariant.LIVE, f"{_short(upload)} never ended")
    for user in USERS:
        lane = simulation.lane_of(user)
        _require(lane.idle, Invariant.LIVE, f"the lane of {user.username} has no end: {lane}")
        _require(lane.encrypted_token is None, Invariant.LIVE, f"the token of {user.username} was kept")


def _short(upload: Upload) -> str:
    return f"upload {upload.id} ({upload.status}, key {upload.key})"


def _require(holds: bool, invariant: Invariant, detail: str) -> None:
    if not holds:
        raise BrokenError(invariant, detail)
