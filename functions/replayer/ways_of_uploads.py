"""How dead letters about uploads and lanes go back, and what uploads tell of their failures."""

import json

from curator.operations.dead_letters.models import Cause, Letter, Reading
from curator.operations.replays.models import LetterOutcome, Result
from curator.uploads.audit.store import AttemptStore
from curator.uploads.lanes.returning import LaneReturn, Returned
from curator.uploads.messages import TickMessage, UploadMessage
from curator.uploads.store import UploadStore

OUTCOMES = {
    Returned.IN_LANE: LetterOutcome.REPLAYED,
    Returned.TICKS: LetterOutcome.REPLAYED,
    Returned.WAITS_FOR_LOGIN: LetterOutcome.REPLAYED,
    Returned.ASLEEP: LetterOutcome.REFUSED,
}
"""The rest is superseded: nothing is left to do, or somebody else does it."""


class WayOfUploads:
    """Brings an upload back into its lane; never into the queue of those whose turn has come."""

    def __init__(self, lanes: LaneReturn) -> None:
        """Take the lanes' way back."""
        self._lanes = lanes

    def __call__(self, letter: Letter) -> Result:
        """Let the upload wait for a slot."""
        return _result(self._lanes.upload(UploadMessage.parse(json.loads(letter.body))))


class WayOfTicks:
    """Sets a lane's chain of ticks going again."""

    def __init__(self, lanes: LaneReturn) -> None:
        """Take the lanes' way back."""
        self._lanes = lanes

    def __call__(self, letter: Letter) -> Result:
        """Go on with the chain."""
        return _result(self._lanes.tick(TickMessage.parse(json.loads(letter.body))))


class UploadWitness:
    """Tells of an upload what its last worker noted."""

    def __init__(self, uploads: UploadStore, attempts: AttemptStore) -> None:
        """Take the records."""
        self._uploads = uploads
        self._attempts = attempts

    def __call__(self, reading: Reading) -> tuple[Cause, str] | None:
        """Return why the upload's last worker was lost, as far as anybody knows."""
        batch_id, upload_id = int(reading.about["batch_id"]), int(reading.about["upload_id"])
        upload = self._uploads.get_upload(batch_id, upload_id)
        if upload is None:
            return None
        if upload.error:
            return Cause.LOST_WORKER, str(upload.error["message"])
        attempts = self._attempts.of_uploads(batch_id, first=upload_id, last=upload_id).get(upload_id, [])
        if not attempts:
            return None
        last = attempts[-1]
        return Cause.LOST_WORKER, f"{last.outcome}: {last.why}" if last.why else last.outcome


def _result(returned: Returned) -> Result:
    return Result(outcome=OUTCOMES.get(returned, LetterOutcome.SUPERSEDED), note=returned.value)
