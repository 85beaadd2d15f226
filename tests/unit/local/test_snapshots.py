from pathlib import Path

import pytest

from local.emulator.snapshots import SnapshotStore


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path)


def contents(directory: Path) -> tuple[object, list[object]]:
    reader = SnapshotStore(directory)
    return reader.load(), list(reader.journaled())


def test_the_first_start_finds_nothing(tmp_path: Path) -> None:
    assert contents(tmp_path) == (None, [])


def test_writes_after_the_snapshot_come_back_in_order(tmp_path: Path, store: SnapshotStore) -> None:
    store.append({"write": 1})
    generation = store.begin()
    store.append({"write": 2})
    store.commit(generation, '{"writes": [1]}')
    store.append({"write": 3})
    assert contents(tmp_path) == ({"writes": [1]}, [{"write": 2}, {"write": 3}])


def test_a_crash_while_a_snapshot_is_written_loses_nothing(tmp_path: Path, store: SnapshotStore) -> None:
    store.commit(store.begin(), '"first"')
    store.append({"write": 1})
    store.begin()
    store.append({"write": 2})
    assert contents(tmp_path) == ("first", [{"write": 1}, {"write": 2}])


def test_a_crash_before_old_journals_are_gone_does_nothing_twice(tmp_path: Path, store: SnapshotStore) -> None:
    store.append({"write": 1})
    leftover = next(tmp_path.glob("journal-*.jsonl"))
    kept = leftover.read_bytes()
    store.commit(store.begin(), '"with write 1"')
    leftover.write_bytes(kept)
    assert contents(tmp_path) == ("with write 1", [])


def test_a_line_cut_short_was_never_acknowledged(tmp_path: Path, store: SnapshotStore) -> None:
    store.append({"write": 1})
    journal = next(tmp_path.glob("journal-*.jsonl"))
    journal.write_bytes(journal.read_bytes() + b'{"write": 2')
    assert contents(tmp_path) == (None, [{"write": 1}])


def test_a_new_process_never_adds_to_the_journal_of_the_last_one(tmp_path: Path, store: SnapshotStore) -> None:
    store.append({"write": 1})
    second = SnapshotStore(tmp_path)
    second.load()
    second.append({"write": 2})
    assert len(list(tmp_path.glob("journal-*.jsonl"))) == 2
    assert contents(tmp_path) == (None, [{"write": 1}, {"write": 2}])
