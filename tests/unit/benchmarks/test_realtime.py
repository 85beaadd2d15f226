"""The benchmark of pushes: what it computes, and what it does not let pass."""

import json

import pytest

from benchmarks.realtime.figures import POLL_SECONDS, Delays, Row, Written, delays_of, polling
from benchmarks.realtime.report import as_text, problems
from benchmarks.realtime.watching import Watcher

FINALS = {7: {"1": "completed", "2": "completed"}}


def watcher(*messages: dict[str, object]) -> Watcher:
    one = Watcher(batch=7)
    for message in messages:
        one._receive(json.dumps(message), 1.0)
    return one


def update(key: str, status: str, number: int) -> dict[str, object]:
    return {"type": "UPLOADS_UPDATE", "data": [{"key": key, "status": status}], "sequence": number}


END: dict[str, object] = {"type": "UPLOADS_COMPLETE", "data": 7}


def test_a_subscriber_who_read_everything_once_is_no_problem() -> None:
    assert problems([watcher(update("1", "completed", 4), update("2", "completed", 5), END)], FINALS) == []


@pytest.mark.parametrize(
    ("messages", "sentence"),
    [
        ((update("1", "completed", 1), END), "missed the last state of 1 of 2 uploads"),
        ((update("1", "completed", 1), update("2", "in_progress", 2), END), "missed the last state of 1 of 2 uploads"),
        ((update("1", "completed", 1), update("2", "completed", 2)), "read 0 ends"),
        ((update("1", "completed", 1), update("2", "completed", 2), END, END), "read 2 ends"),
        ((update("1", "completed", 1), update("2", "completed", 3), END), "found 1 gaps"),
        ((update("1", "completed", 1), update("2", "completed", 2), END, {"type": "ERROR", "data": "No."}), "No."),
    ],
    ids=["never", "not-the-last", "no-end", "two-ends", "a-gap", "an-error"],
)
def test_whatever_a_subscriber_missed_fails_the_run(messages: tuple[dict[str, object], ...], sentence: str) -> None:
    assert problems([watcher(*messages)], FINALS) == [f"Subscriber 0 of batch 7: {sentence}."]


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    assert delays_of([number / 100 for number in range(100, 0, -1)]) == Delays(p50=0.5, p95=0.95, p99=0.99, most=1.0)


def test_nothing_arrived_is_no_figure() -> None:
    with pytest.raises(ValueError, match="nothing"):
        delays_of([])


def test_polling_sends_the_whole_batch_for_every_poll_that_finds_a_change() -> None:
    writes = [Written(batch=7, key="1", status="completed", at=at) for at in (100.0, 100.1, 110.0)]
    rows: dict[int, list[Row]] = {7: [{"key": "1", "status": "completed"}]}
    traffic = polling(writes, sockets={7: 50}, rows=rows)
    assert 3 <= traffic.frames_per_socket <= 4  # the first, one or two for the first writes, one for the last
    assert traffic.kilobytes_per_socket == pytest.approx(
        traffic.frames_per_socket * len('[{"key":"1","status":"completed"}]') / 1000
    )
    assert 0 <= traffic.delays.p50 <= traffic.delays.most <= POLL_SECONDS
    assert traffic.batch_readings == 50 * 6
    assert "polling every 2 s" in as_text([traffic])
