"""The use of published files is looked at again and again, and nothing is lost where a look is cut off."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from curator.commons.errors import CommonsUnreachableError
from curator.commons.file_usage import FileUsage, FileUse, UsageNotToldError
from curator.usage.files.models import (
    SHOWN_USES,
    BatchUsage,
    Publications,
    PublishedBatch,
    PublishedFile,
    Tally,
    UsedFile,
)
from curator.usage.files.reading import MAX_USES, FileUsageReader
from curator.usage.files.refresh import FRESH_SECONDS, RUN_SECONDS, FileUsageRefresh, Refreshed
from curator.usage.files.store import LAST_ID, FileUsageStore, LookedAtMeanwhileError
from tests.fakes.clock import VirtualClock
from tests.fakes.memory_table import MemoryTable


def use(title: str, wiki: str = "fr.wikipedia.org", namespace: int = 0) -> FileUse:
    return FileUse(wiki=wiki, title=title, url=f"https://{wiki}/wiki/{title}", namespace=namespace)


class Wikis:
    """Files with uses, and batches that published them: upload 7 of batch 1 has the page 7."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.batches: dict[int, tuple[str, list[PublishedFile]]] = {}
        self.uses: dict[int, tuple[FileUse, ...]] = {}
        self.deleted: set[int] = set()
        self.asked: list[list[int]] = []
        self.failed: set[int] = set()
        self.seconds_a_question = 0.0
        self.problem: Exception | None = None

    def publish(self, batch_id: int, *upload_ids: int, user: str = "alice") -> None:
        files = [PublishedFile(upload_id=id_, page_id=id_, title=f"File:{id_}.jpg") for id_ in upload_ids]
        self.batches[batch_id] = (user, files)

    def last_batch_id(self) -> int:
        return max(self.batches, default=0)

    def batch(self, batch_id: int) -> PublishedBatch | None:
        if batch_id not in self.batches:
            return None
        user, files = self.batches[batch_id]
        return PublishedBatch(id=batch_id, user_id=user, published=len(self._published(files)))

    def files(self, batch_id: int, *, after: int, limit: int) -> Publications:
        later = [file for file in self.batches[batch_id][1] if file.upload_id > after]
        following = later[limit - 1].upload_id if len(later) > limit else None
        return Publications(files=self._published(later[:limit]), following=following)

    def _published(self, files: Sequence[PublishedFile]) -> tuple[PublishedFile, ...]:
        return tuple(file for file in files if file.upload_id not in self.failed)

    def ask(self, page_ids: Sequence[int]) -> Mapping[int, FileUsage]:
        if self.problem:
            raise self.problem
        self.asked.append(list(page_ids))
        self.clock.advance(self.seconds_a_question)
        return {
            id_: FileUsage(page_id=id_, exists=id_ not in self.deleted, uses=self.uses.get(id_, ())) for id_ in page_ids
        }


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def wikis(clock: VirtualClock) -> Wikis:
    return Wikis(clock)


@pytest.fixture
def table(clock: VirtualClock) -> MemoryTable:
    return MemoryTable(clock)


@pytest.fixture
def refresh(wikis: Wikis, table: MemoryTable, clock: VirtualClock) -> FileUsageRefresh:
    return FileUsageRefresh(published=wikis, ask=wikis.ask, store=FileUsageStore(table), clock=clock)


@pytest.fixture
def reader(table: MemoryTable) -> FileUsageReader:
    return FileUsageReader(FileUsageStore(table))


def test_an_uploader_sees_which_pages_show_which_photographs(
    wikis: Wikis, refresh: FileUsageRefresh, reader: FileUsageReader, clock: VirtualClock
) -> None:
    wikis.publish(1, 1, 2, 3)
    wikis.uses = {2: (use("Talk:Pont", namespace=1), use("Pont"), use("Brücke", "de.wikipedia.org"))}
    assert refresh.run() == Refreshed(batches=1, files=3)
    page = reader.of_batch(1)
    assert page.usage is not None
    assert page.usage.checked_at == clock.now()
    counts = Tally(files=3, used_files=1, uses=3, wikis={"fr.wikipedia.org": 2, "de.wikipedia.org": 1})
    assert page.usage.tally == counts
    (file,) = page.files
    assert (file.upload_id, file.title, file.total, file.deleted) == (2, "File:2.jpg", 3, False)
    assert [use.title for use in file.uses] == ["Brücke", "Pont", "Talk:Pont"], "articles come first"
    assert reader.of_user("alice").tally == replace(counts, wikis={})
    assert [batch.batch_id for batch in reader.of_user("alice").batches] == [1]


def test_a_file_that_was_deleted_is_told_to_its_uploader(
    wikis: Wikis, refresh: FileUsageRefresh, reader: FileUsageReader
) -> None:
    wikis.publish(1, 1, 2)
    wikis.deleted = {2}
    refresh.run()
    page = reader.of_batch(1)
    assert [(file.upload_id, file.deleted) for file in page.files] == [(2, True)]
    assert page.usage is not None
    assert page.usage.tally.deleted_files == 1


def test_batches_are_looked_at_once_a_day_the_newest_first(
    wikis: Wikis, refresh: FileUsageRefresh, clock: VirtualClock
) -> None:
    wikis.publish(1, 1)
    wikis.publish(3, 3)
    refresh.run()
    assert wikis.asked == [[3], [1]]
    clock.advance(FRESH_SECONDS - 1)
    assert refresh.run() == Refreshed()
    clock.advance(2)
    refresh.run()
    assert wikis.asked == [[3], [1], [3], [1]]


def test_a_batch_that_published_more_meanwhile_is_looked_at_again(wikis: Wikis, refresh: FileUsageRefresh) -> None:
    wikis.publish(1, 1)
    refresh.run()
    wikis.publish(1, 1, 2)
    refresh.run()
    assert wikis.asked == [[1], [1, 2]]


def test_a_second_look_changes_what_is_new_and_writes_nothing_else(
    wikis: Wikis, refresh: FileUsageRefresh, reader: FileUsageReader, clock: VirtualClock, table: MemoryTable
) -> None:
    wikis.publish(1, 1, 2, 3)
    wikis.uses = {1: (use("A"),), 2: (use("B"),)}
    refresh.run()
    wikis.uses = {1: (use("A"),), 3: (use("C"),)}
    clock.advance(FRESH_SECONDS + 1)
    before = table.operations.sorts["FILE"]
    refresh.run()
    assert table.operations.sorts["FILE"] - before == 2, "one file more, one less, and one as it was"
    assert [file.upload_id for file in reader.of_batch(1).files] == [1, 3]
    assert reader.of_user("alice").tally == Tally(files=3, used_files=2, uses=2)


def test_a_batch_that_nobody_uses_any_more_leaves_its_owners_list(
    wikis: Wikis, refresh: FileUsageRefresh, reader: FileUsageReader, clock: VirtualClock
) -> None:
    wikis.publish(1, 1)
    wikis.uses = {1: (use("A"),)}
    refresh.run()
    wikis.uses = {}
    clock.advance(FRESH_SECONDS + 1)
    refresh.run()
    assert reader.of_user("alice").batches == []
    assert reader.of_user("alice").tally == Tally(files=1)


def test_a_long_batch_goes_on_where_the_run_before_stopped(
    wikis: Wikis, refresh: FileUsageRefresh, reader: FileUsageReader
) -> None:
    wikis.publish(1, *range(1, 181))
    wikis.uses = {40: (use("A"),), 170: (use("B"),)}
    wikis.seconds_a_question = RUN_SECONDS / 2
    assert refresh.run() == Refreshed(files=100)
    assert reader.of_batch(1).usage is None, "the counts of half a batch are no counts"
    assert refresh.run() == Refreshed(batches=1, files=80)
    assert [len(ids) for ids in wikis.asked] == [50, 50, 50, 30]
    page = reader.of_batch(1)
    assert page.usage is not None
    assert (page.usage.tally.files, page.usage.tally.uses) == (180, 2)
    assert [file.upload_id for file in page.files] == [40, 170]


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(CommonsUnreachableError("HTTP 503"), id="it does not answer"),
        pytest.param(UsageNotToldError("no such module"), id="it does not tell"),
    ],
)
def test_a_wiki_that_fails_ends_the_run_and_nothing_known_is_lost(
    wikis: Wikis, refresh: FileUsageRefresh, reader: FileUsageReader, clock: VirtualClock, problem: Exception
) -> None:
    wikis.publish(1, 1)
    wikis.uses = {1: (use("A"),)}
    refresh.run()
    clock.advance(FRESH_SECONDS + 1)
    wikis.problem = problem
    assert refresh.run() == Refreshed()
    assert [file.upload_id for file in reader.of_batch(1).files] == [1]
    wikis.problem = None
    assert refresh.run() == Refreshed(batches=1, files=1)


def test_a_file_whose_page_is_not_known_is_counted_and_not_asked_about(
    wikis: Wikis, refresh: FileUsageRefresh, reader: FileUsageReader
) -> None:
    wikis.batches[1] = ("alice", [PublishedFile(upload_id=1, page_id=0, title="File:1.jpg")])
    refresh.run()
    assert wikis.asked == [[]]
    page = reader.of_batch(1)
    assert page.usage is not None
    assert page.usage.tally == Tally(files=1)


def test_of_two_looks_at_a_batch_at_once_the_counts_of_one_stand(table: MemoryTable) -> None:
    class Late(FileUsageStore):
        def batch(self, batch_id: int) -> BatchUsage | None:
            known = super().batch(batch_id)
            FileUsageStore(table).finish_batch(replace(usage, checked_at=2.0))
            return known

    usage = BatchUsage(batch_id=1, user_id="alice", tally=Tally(files=1), checked_at=1.0)
    with pytest.raises(LookedAtMeanwhileError):
        Late(table).finish_batch(usage)
    assert FileUsageStore(table).of_user("alice") == (Tally(files=1), 2.0)


def test_a_batch_whose_last_uploads_all_failed_holds_up_no_other(
    wikis: Wikis, refresh: FileUsageRefresh, reader: FileUsageReader
) -> None:
    wikis.publish(1, 1)
    wikis.publish(2, *range(11, 71))
    wikis.failed = set(range(61, 71))
    wikis.uses = {1: (use("A"),), 60: (use("B"),)}
    assert refresh.run().files == 51
    assert [file.upload_id for batch_id in (1, 2) for file in reader.of_batch(batch_id).files] == [1, 60]


def test_without_batches_there_is_nothing_to_do(refresh: FileUsageRefresh) -> None:
    assert refresh.run() == Refreshed()


def test_a_page_of_files_that_many_pages_show_is_short_enough_for_an_answer(
    table: MemoryTable, reader: FileUsageReader
) -> None:
    uses = tuple(use(f"Page {number}") for number in range(SHOWN_USES))
    files = [UsedFile(upload_id=id_, title=f"File:{id_}.jpg", total=SHOWN_USES, uses=uses) for id_ in range(1, 251)]
    FileUsageStore(table).replace_files(1, files, first=1, last=LAST_ID)
    first = reader.of_batch(1)
    assert first.following == len(first.files) == MAX_USES // SHOWN_USES
    second = reader.of_batch(1, after=first.following)
    assert (len(first.files + second.files), second.following) == (250, None)


def test_long_lists_come_in_pages(wikis: Wikis, refresh: FileUsageRefresh, reader: FileUsageReader) -> None:
    for batch_id in range(1, 4):
        wikis.publish(batch_id, *range(batch_id * 10, batch_id * 10 + 3))
    wikis.uses = {id_: (use("A"),) for id_ in range(10, 40)}
    refresh.run()
    first = reader.of_batch(1, limit=2)
    assert ([file.upload_id for file in first.files], first.following) == ([10, 11], 11)
    assert [file.upload_id for file in reader.of_batch(1, after=11).files] == [12]
    newest = reader.of_user("alice", limit=2)
    assert ([batch.batch_id for batch in newest.batches], newest.following) == ([3, 2], 2)
    assert [batch.batch_id for batch in reader.of_user("alice", before=2).batches] == [1]
