"""What came of it: figures, and every sentence that contradicts "all of them, once each". Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curator.uploads.audit.attempts import LOST, Attempt
from curator.uploads.models import Upload, UploadStatus
from local.drill.commons import Published


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """One kill and the restart after it."""

    published: int  # files on Commons when it came
    in_progress: int  # uploads in a worker's hands, or left by one that died before
    seconds_to_start: float  # until everything answered again


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What Curator's own table says of the batch, and the names it was handed over under."""

    filenames: Sequence[str]
    uploads: Sequence[Upload]
    attempts: Mapping[int, Sequence[Attempt]]  # those that did not end their upload, by its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is printed and written down."""

    seed: int
    files: int
    seconds: float
    kills: int
    in_the_middle: int  # of the kills: before Commons had all photographs
    seconds_to_start: float  # all restarts together
    in_progress: int  # uploads in progress when a kill came, all kills together
    resumed: int  # workers that were lost, and whose upload another worker took over
    found: int  # of these: the publish had arrived, and was found instead of being sent again
    asked: int
    published: int
    duplicates: int
    refused: int


def figures(kills: Sequence[Kill], ledger: Ledger, published: Published, *, seed: int, seconds: float) -> Figures:
    """Return the figures of a drill that took so many seconds."""
    lost = [(upload, attempt) for upload in ledger.uploads for attempt in _lost(ledger, upload)]
    return Figures(
        seed=seed,
        files=len(ledger.filenames),
        seconds=round(seconds, 1),
        kills=len(kills),
        in_the_middle=sum(kill.published < len(ledger.filenames) for kill in kills),
        seconds_to_start=round(sum(kill.seconds_to_start for kill in kills), 1),
        in_progress=sum(kill.in_progress for kill in kills),
        resumed=len(lost),
        found=sum(_published_in(attempt, published.at.get(upload.filename)) for upload, attempt in lost),
        asked=published.asked,
        published=len(published.titles),
        duplicates=sum(times - 1 for times in published.times.values()),
        refused=published.refused,
    )


def problems(ledger: Ledger, published: Published) -> list[str]:
    """Return a sentence for each thing that is lost, double, or told otherwise than it is."""
    handed_over, there = set(ledger.filenames), set(published.titles)
    statuses = Counter(upload.status for upload in ledger.uploads if upload.status is not UploadStatus.COMPLETED)
    found = [
        *(f"{name} is not on Commons" for name in sorted(handed_over - there)),
        *(f"{name} is on Commons, and nobody uploaded it" for name in sorted(there - handed_over)),
        *(f"the content {sha1} was published {times} times" for sha1, times in published.times.items() if times != 1),
        *(f"Curator says of {count} uploads: {status}" for status, count in sorted(statuses.items())),
    ]
    if len(ledger.uploads) != len(handed_over):
        found.append(f"Curator knows {len(ledger.uploads)} uploads, and was given {len(handed_over)}")
    if published.refused:
        found.append(f"{published.refused} requests were refused for their rate")
    return found


def _lost(ledger: Ledger, upload: Upload) -> list[Attempt]:
    return [attempt for attempt in ledger.attempts.get(upload.id, ()) if attempt.outcome == LOST]


def _published_in(attempt: Attempt, at: float | None) -> bool:
    return at is not None and attempt.began <= at <= attempt.ended
