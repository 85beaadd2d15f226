"""Looks at the use of all published files again and again: the newest batch first, each at most once a day.

The janitor runs it every hour, for less than a minute. Where it stopped stands in the table, so that the next run goes
on there, in the middle of a batch as well. Fifty files cost one question to the wiki, which counts no limit for reading
(https://www.mediawiki.org/wiki/API:Etiquette asks for one request after the other).
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from curator.commons.errors import CommonsError
from curator.commons.file_usage import PAGES_PER_QUESTION, FileUsage, FileUse, UsageNotToldError
from curator.foundation.clock import Clock
from curator.usage.files.models import (
    SHOWN_USES,
    BatchUsage,
    Publications,
    Published,
    PublishedBatch,
    PublishedFile,
    Round,
    Tally,
    UsedFile,
    tally_of,
)
from curator.usage.files.store import LAST_ID, FileUsageStore, LookedAtMeanwhileError

logger = logging.getLogger(__name__)

FRESH_SECONDS = 24 * 3600.0
RUN_SECONDS = 40.0  # the janitor has 60
BATCHES_PER_RUN = 1000  # most of which are fresh, and cost two reads

Ask = Callable[[Sequence[int]], Mapping[int, FileUsage]]
"""Returns the use of files by the ids of their pages; raises what `commons.file_usage.usage_of` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What one run did."""

    batches: int = 0  # whose look ended
    files: int = 0  # that the wiki was asked about


class FileUsageRefresh:
    """Keeps what is known of the use of published files up to date."""

    def __init__(self, *, published: Published, ask: Ask, store: FileUsageStore, clock: Clock) -> None:
        """Take what tells what was published, what asks the wiki, and where answers are kept."""
        self._published = published
        self._ask = ask
        self._store = store
        self._clock = clock

    def run(self) -> Refreshed:
        """Go on where the last run stopped; a wiki that does not answer ends the run, and nothing is lost."""
        until = self._clock.now() + RUN_SECONDS
        reached = self._store.round()
        if reached.batch_id < 1:
            reached = Round(batch_id=self._published.last_batch_id())
        done = Refreshed()
        try:
            for _ in range(BATCHES_PER_RUN):
                if reached.batch_id < 1 or self._clock.now() >= until:
                    break
                reached, step = self._step(reached)
                done = Refreshed(batches=done.batches + step.batches, files=done.files + step.files)
                if step.files:
                    self._store.note_round(reached)
        except (CommonsError, UsageNotToldError) as error:
            logger.warning("the use of files was not told: %s", error)
        self._store.note_round(reached)
        return done

    def _step(self, reached: Round) -> tuple[Round, Refreshed]:
        """Look at the next files of a batch, or pass it by."""
        batch = self._published.batch(reached.batch_id)
        if batch is None or not batch.published or (reached.after == 0 and self._is_fresh(batch)):
            return Round(batch_id=reached.batch_id - 1), Refreshed()
        page = self._published.files(batch.id, after=reached.after, limit=PAGES_PER_QUESTION)
        tally = reached.tally.plus(self._look(batch, page, reached.after))
        looked = len(page.files)
        if page.following is not None:
            return replace(reached, after=page.following, tally=tally), Refreshed(files=looked)
        self._finish(batch, tally)
        return Round(batch_id=batch.id - 1), Refreshed(batches=1, files=looked)

    def _is_fresh(self, batch: PublishedBatch) -> bool:
        known = self._store.batch(batch.id)
        if known is None:
            return False
        return known.checked_at > self._clock.now() - FRESH_SECONDS and known.tally.files == batch.published

    def _look(self, batch: PublishedBatch, page: Publications, after: int) -> Tally:
        files = page.files
        told = self._ask([file.page_id for file in files if file.page_id])
        found = [used for file in files if (used := _used(file, told.get(file.page_id))) is not None]
        self._store.replace_files(batch.id, found, first=after + 1, last=page.following or LAST_ID)
        wikis = Counter(use.wiki for file in files if file.page_id in told for use in told[file.page_id].uses)
        return tally_of(len(files), found, wikis)

    def _finish(self, batch: PublishedBatch, tally: Tally) -> None:
        usage = BatchUsage(batch_id=batch.id, user_id=batch.user_id, tally=tally, checked_at=self._clock.now())
        try:
            self._store.finish_batch(usage)
        except LookedAtMeanwhileError:
            logger.info("batch %s was looked at by two at once", batch.id)


def _used(file: PublishedFile, usage: FileUsage | None) -> UsedFile | None:
    """Return what is kept of a file; None where there is nothing to tell."""
    if usage is None or (usage.exists and not usage.uses):
        return None
    shown = sorted(usage.uses, key=_articles_first)[:SHOWN_USES]
    return UsedFile(
        upload_id=file.upload_id,
        title=file.title,
        deleted=not usage.exists,
        total=len(usage.uses),
        uses=tuple(shown),
    )


def _articles_first(use: FileUse) -> tuple[bool, str, str]:
    return use.namespace != 0, use.wiki, use.title
