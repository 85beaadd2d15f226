"""What `curator doctor` makes of the numbers that operators see: what is stuck, what waits, and what goes on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.cli.deployment.api import Api
from local.cli.deployment.place import place_at
from local.cli.doctor import operations, wiki
from local.cli.doctor.findings import Finding, Verdict
from local.cli.doctor.visit import Visit

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def one(findings: Iterator[Finding]) -> Finding:
    (only,) = findings
    return only


def visit(**numbers: Any) -> Visit:
    """Return an examination in which the dashboard has told these numbers."""
    return Visit(api=Api(place_at("http://127.0.0.1:1")), now=lambda: NOW, numbers=numbers)


def ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat()


LANE = {"user_id": "15", "username": "Demo", "late_seconds": None, "waits_for_login": False}
QUEUE = {"queue": "uploads", "function": "uploader", "waiting": 3, "oldest_seconds": 4.0}
BATCH = {"batch_id": 7, "username": "Demo", "finish_at": None, "paused_until": None}


@pytest.mark.parametrize(
    ("check", "numbers", "verdict", "words"),
    [
        (operations.queues, {"queues": {"items": [QUEUE]}}, Verdict.WELL, "all 1 answer"),
        (operations.queues, {"queues": {"items": [{**QUEUE, "waiting": None}]}}, Verdict.WRONG, "uploads: nobody can"),
        (operations.queues, {"queues": {"items": [{**QUEUE, "oldest_seconds": 7200}]}}, Verdict.WARNING, "for 2 h"),
        (operations.queues, {}, Verdict.UNKNOWN, "shown to operators"),
        (operations.lanes, {"lanes": {"items": [LANE]}}, Verdict.WELL, "all go on"),
        (operations.lanes, {"lanes": {"items": [{**LANE, "late_seconds": 600}]}}, Verdict.WRONG, "gone on 10 min ago"),
        (operations.lanes, {"lanes": {"items": [{**LANE, "waits_for_login": True}]}}, Verdict.WARNING, "log in again"),
        (operations.batches, {"uploads": {"unfinished": [BATCH]}}, Verdict.WELL, "1 under way, none overdue"),
        (
            operations.batches,
            {"uploads": {"unfinished": [{**BATCH, "finish_at": ago(hours=2)}]}},
            Verdict.WARNING,
            "batch 7 of Demo should have ended 2 h ago",
        ),
        (
            operations.batches,
            {"uploads": {"unfinished": [{**BATCH, "finish_at": ago(hours=2), "paused_until": ago(hours=-1)}]}},
            Verdict.WELL,
            "none overdue",
        ),
        (
            wiki.limits,
            {"lanes": {"items": [], "outage": {"reason": "the address is blocked", "until": ago(hours=-1)}}},
            Verdict.WRONG,
            "every lane waits: the address is blocked",
        ),
        (wiki.limits, {"lanes": {"items": [{"limits_read_at": ago(minutes=3)}]}}, Verdict.WELL, "3 min ago"),
    ],
)
def test_what_is_stuck_is_told_from_what_goes_on(check: Any, numbers: Any, verdict: Verdict, words: str) -> None:
    found = one(check(visit(**numbers)))
    assert (found.verdict, words in found.text) == (verdict, True), found
