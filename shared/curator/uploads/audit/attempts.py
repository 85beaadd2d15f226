"""One attempt at an upload: from a worker's claim to the end, or to the return to the queue."""

from dataclasses import dataclass

PUT_BACK = "queued again"
LOST = "worker lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one worker did.

    Attributes:
        upload_id: which upload.
        number: of the claim; an upload's claims are numbered from 1; an operator's correction takes a number too.
        began: epoch seconds.
        ended: epoch seconds; of a worker that fell silent, when another took over.
        outcome: `PUT_BACK`, `LOST`, or the status in which the upload ended.
        why: a sentence for people; empty where the outcome says it all.
    """

    upload_id: int
    number: int
    began: float
    ended: float
    outcome: str
    why: str = ""
