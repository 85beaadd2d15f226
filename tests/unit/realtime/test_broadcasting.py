"""What follows from a change."""

from curator.realtime.broadcasting import BatchChanged, UploadChanged, gather, list_messages
from curator.realtime.connections import Subscription, list_topic


def upload(upload_id: int, status: str = "queued", *, batch_id: int = 1) -> UploadChanged:
    return UploadChanged(batch_id=batch_id, upload_id=upload_id, row={"id": upload_id, "status": status})


def batch(batch_id: int = 1, *, ended: int | None = None, username: str = "Alice") -> BatchChanged:
    return BatchChanged(
        batch_id=batch_id,
        user_id="1",
        username=username,
        item={"id": batch_id},
        progress={"id": batch_id},
        ended_total=ended,
    )


def test_only_the_last_state_of_an_upload_is_told() -> None:
    (news,) = gather([upload(1), upload(2), upload(1, "in_progress"), upload(1, "completed")])
    assert list(news.messages()) == [
        {"type": "UPLOADS_UPDATE", "data": [{"id": 1, "status": "completed"}, {"id": 2, "status": "queued"}]}
    ]


def test_changes_are_told_per_batch() -> None:
    first, second = gather([upload(1), upload(9, batch_id=2), upload(2)])
    assert (first.batch_id, sorted(first.rows)) == (1, [1, 2])
    assert (second.batch_id, sorted(second.rows)) == (2, [9])


def test_an_end_is_known_together_with_the_last_uploads() -> None:
    (news,) = gather([batch(ended=2), upload(1, "completed")])
    assert [message["type"] for message in news.messages()] == ["UPLOADS_UPDATE", "BATCH_PROGRESS"]
    assert news.ended_total == 2


def test_a_batch_that_goes_on_is_not_complete() -> None:
    (news,) = gather([batch(ended=2), batch()])
    assert [message["type"] for message in news.messages()] == ["BATCH_PROGRESS"]
    assert news.ended_total is None


def test_whoever_watches_a_list_is_told_of_changed_batches_newest_first() -> None:
    everything = Subscription(connection_id="a=", topic=list_topic(None))
    assert list(list_messages(everything, [batch(1), batch(2)], total=9)) == [
        {"type": "BATCHES_LIST", "data": {"items": [{"id": 2}, {"id": 1}], "total": 9}, "partial": True}
    ]


def test_a_filtered_list_is_told_only_of_what_is_on_it() -> None:
    bobs = Subscription(connection_id="a=", topic=list_topic(None), filter_text="bob")
    assert list(list_messages(bobs, [batch(1)], total=9)) == []
    assert len(list(list_messages(bobs, [batch(1), batch(2, username="Bob")], total=9))) == 1
