from datetime import UTC, datetime
from typing import Any

from local.demo.following import FollowedBatch

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def row(number: int, status: str, *, batch: int = 7, **more: Any) -> dict[str, Any]:
    return {"id": number, "batchid": batch, "key": f"photo{number}", "status": status, **more}


def update(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"type": "UPLOADS_UPDATE", "data": list(rows)}


def test_an_upload_ends_once_however_often_it_is_told() -> None:
    batch = FollowedBatch(id=7, total=2)

    assert batch.receive(update(row(1, "in_progress"), row(2, "queued"))) == []
    assert [ended["key"] for ended in batch.receive(update(row(1, "completed")))] == ["photo1"]
    assert batch.receive(update(row(1, "completed"))) == []


def test_an_older_message_does_not_take_an_end_back() -> None:
    batch = FollowedBatch(id=7, total=1)
    batch.receive(update(row(1, "failed")))

    batch.receive(update(row(1, "in_progress")))

    assert batch.ended == 1


def test_another_batch_changes_nothing() -> None:
    batch = FollowedBatch(id=7, total=1)

    batch.receive(update(row(1, "completed", batch=8)))
    batch.receive({"type": "BATCH_PROGRESS", "data": {"id": 8, "stats": {}, "finish_at": "2026-11-21T12:01:00Z"}})

    assert batch.words(NOW) == "0 of 1 done (1 queued)"


def test_the_line_tells_counts_and_the_expected_end() -> None:
    batch = FollowedBatch(id=7, total=3)
    batch.receive(update(row(1, "completed"), row(2, "in_progress")))
    batch.receive({"type": "BATCH_PROGRESS", "data": {"id": 7, "stats": {}, "finish_at": "2026-11-21T12:00:40Z"}})

    words = batch.words(NOW)

    assert words.startswith("1 of 3 done (1 completed, 1 in progress, 1 queued), finishes ")
    assert words.endswith(", in 40 s")


def test_the_whole_list_names_the_files_and_has_the_last_word() -> None:
    batch = FollowedBatch(id=7, total=2)
    batch.receive(update(row(2, "completed", waited=1.5), row(1, "in_progress")))

    batch.complete_with([row(1, "failed", filename="One.jpg"), row(2, "completed", filename="Two.jpg")])

    assert [(each["filename"], each["waited"]) for each in batch.published] == [("Two.jpg", 1.5)]
    assert [each["filename"] for each in batch.unpublished] == ["One.jpg"]
