"""The faults that systems like this one classically have, to be put back in one at a time."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from curator.commons.errors import UnknownOutcomeError
from curator.foundation.table import Put
from curator.uploads import records, store
from curator.uploads.lanes import store as lanes_store
from curator.uploads.lanes.lane import Lane
from curator.uploads.models import Upload
from curator.uploads.worker import claims
from curator.uploads.worker.claims import Claims
from curator.uploads.worker.store import PhotographLocks
from curator.uploads.worker.work import Work
from tests.properties.invariants import Invariant


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One classic fault.

    Attributes:
        name: what it is called.
        shown_by: the encounter, or the story, in which the fault shows.
        patches: makes what puts it in.
        breaks: the promise that it breaks.
    """

    name: str
    shown_by: str
    patches: Callable[[], list[Any]]
    breaks: Invariant

    @contextmanager
    def put_in(self) -> Iterator[None]:
        """Have the fault while the context lasts."""
        with ExitStack() as stack:
            for patch in self.patches():
                stack.enter_context(patch)
            yield


def _save_whatever_others_wrote(lane: Lane) -> Put:
    return Put(item=lanes_store.encode(lane))


def _replace_whatever_is_there(upload: Upload, becomes: Upload) -> Put:
    return Put(item={**store.upload_key(upload.batch_id, upload.id), **records.encode_upload(becomes)})


def _always_have_the_lock(_locks: PhotographLocks, _sha1: str, *, upload_id: int, fence: int, seconds: float) -> bool:
    return upload_id > 0 and fence > 0 and seconds > 0


def _publish_again_without_looking(publish_once: Callable[..., Any]) -> Callable[..., Any]:
    def publish(*arguments: Any, **named: Any) -> Any:
        try:
            return publish_once(*arguments, **named)
        except UnknownOutcomeError:
            return publish_once(*arguments, **named)

    return publish


FAULTS = (
    Fault(
        name="read-then-write slot: a lane is saved although somebody changed it since it was read",
        shown_by="two workers of one lane with one slot",
        patches=lambda: [
            mock.patch.object(lanes_store, "save", _save_whatever_others_wrote),
            mock.patch.object(claims, "save", _save_whatever_others_wrote),
        ],
        breaks=Invariant.PACE,
    ),
    Fault(
        name="unfenced lock: whoever asks for a photograph's lock has it",
        shown_by="two users with the same photograph",
        patches=lambda: [mock.patch.object(PhotographLocks, "take", _always_have_the_lock)],
        breaks=Invariant.ONE_PUBLICATION,
    ),
    Fault(
        name="check-then-set claim: an upload is replaced whatever became of it since it was read",
        shown_by="a cancel and a worker",
        patches=lambda: [mock.patch.object(store, "_replace_if_unchanged", _replace_whatever_is_there)],
        breaks=Invariant.CANCELLED,
    ),
    Fault(
        name="check-then-set counters: the same",
        shown_by="a worker and a cancel",
        patches=lambda: [mock.patch.object(store, "_replace_if_unchanged", _replace_whatever_is_there)],
        breaks=Invariant.COUNTERS,
    ),
    Fault(
        name="blind retry: a publication of unknown outcome is sent again without looking for the file",
        shown_by="answers_get_lost",
        patches=lambda: [
            mock.patch.object(Work, "_look_for_own", return_value=None),
            mock.patch.object(Work, "_publish_once", _publish_again_without_looking(Work._publish_once)),
        ],
        breaks=Invariant.ONE_PUBLICATION,
    ),
    Fault(
        name="no lease: a worker takes an upload that another has in its hands",
        shown_by="one message delivered twice",
        patches=lambda: [mock.patch.object(Claims, "_in_other_hands", return_value=False)],
        breaks=Invariant.ONE_PUBLICATION,
    ),
    Fault(
        name="no index of lanes: nobody looks after a lane in which something got lost",
        shown_by="all_goes_well",
        patches=lambda: [mock.patch.object(lanes_store, "attention_at", return_value=None)],
        breaks=Invariant.LIVE,
    ),
)
