"""The life of an upload. Nothing else decides which status may follow which.

    queued ──claim──▶ in_progress ──settle──▶ completed | failed | duplicate
      │  ▲                │  ▲                | duplicated_sdc_updated | duplicated_sdc_not_updated
      │  └────requeue─────┘  └──claim (a worker whose lease lapsed is replaced)
      └──cancel──▶ cancelled

    and what an operator may do besides:

    queued | in_progress ──stop──▶ cancelled | failed        (the worker that has it loses its claim)
    any end but failed ──reject──▶ failed

Every transition is one conditional write that names the status it starts from and, once a worker is involved, the
claim's fencing number: a worker that was replaced can no longer write.
"""

from dataclasses import dataclass

from curator.uploads.models import UploadStatus

TERMINAL = frozenset(UploadStatus) - {UploadStatus.QUEUED, UploadStatus.IN_PROGRESS}
SETTLED = TERMINAL - {UploadStatus.CANCELLED}
DUPLICATES = frozenset(
    {
        UploadStatus.DUPLICATE,
        UploadStatus.DUPLICATED_SDC_UPDATED,
        UploadStatus.DUPLICATED_SDC_NOT_UPDATED,
    }
)


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from status to status."""

    name: str
    sources: frozenset[UploadStatus]
    targets: frozenset[UploadStatus]


CLAIM = Transition(
    "claim",
    frozenset({UploadStatus.QUEUED, UploadStatus.IN_PROGRESS}),
    frozenset({UploadStatus.IN_PROGRESS}),
)
SETTLE = Transition("settle", frozenset({UploadStatus.IN_PROGRESS}), SETTLED)
REQUEUE = Transition("requeue", frozenset({UploadStatus.IN_PROGRESS}), frozenset({UploadStatus.QUEUED}))
CANCEL = Transition("cancel", frozenset({UploadStatus.QUEUED}), frozenset({UploadStatus.CANCELLED}))
STOP = Transition(
    "stop",
    frozenset({UploadStatus.QUEUED, UploadStatus.IN_PROGRESS}),
    frozenset({UploadStatus.CANCELLED, UploadStatus.FAILED}),
)
REJECT = Transition("reject", TERMINAL - {UploadStatus.FAILED}, frozenset({UploadStatus.FAILED}))


class ForbiddenTransitionError(Exception):
    """The code asked for a way the lifecycle does not have; a defect, never a user's fault."""


def check(transition: Transition, source: UploadStatus, target: UploadStatus) -> None:
    """Raise ForbiddenTransitionError unless `transition` leads from `source` to `target`."""
    if source not in transition.sources or target not in transition.targets:
        raise ForbiddenTransitionError(f"{transition.name} does not lead from {source} to {target}")
