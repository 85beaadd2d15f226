"""`curator watch`: a batch to its end, what failed of it, and the exit status that a script goes by."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console
from typer.testing import Result

from curator.uploads.lifecycle import SETTLE
from curator.uploads.models import UploadStatus
from local.cli.watching.display import display_for
from local.cli.watching.watched import WatchedBatch
from tests.browser.samples import stats, upload
from tests.unit.cli.terminal import GOOD, curator, nowhere, sockets_of
from tests.unit.functions.socket_world import SocketWorld, socket_world

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def batch_in(world: SocketWorld, *keys: str) -> int:
    return world.connect().create_batch(keys)


def end_all(world: SocketWorld, batch_id: int, *, failing: str = "") -> None:
    """Do as workers that publish all uploads but one."""
    for one in list(world.upload_store.list_uploads(batch_id)):
        if one.key != failing:
            world.complete(one)
            continue
        claimed = world.begin(one)
        error = {"type": "error", "message": "The photo is gone"}
        world.upload_store.transition(
            claimed, SETTLE, becomes=replace(claimed, status=UploadStatus.FAILED, error=error)
        )


def watched(world: SocketWorld, batch_id: int, *options: str) -> Result:
    with sockets_of(world) as sockets:
        return curator("watch", str(batch_id), *options, sockets=sockets, token=GOOD)


def test_a_batch_that_is_on_commons_is_a_success() -> None:
    world = socket_world()
    batch_id = batch_in(world, "1", "2")
    end_all(world, batch_id)
    seen = watched(world, batch_id)
    assert (seen.exit_code, seen.stdout) == (0, f"batch {batch_id}: 2 completed\n")


def test_a_failure_is_told_with_its_reason_and_is_no_success() -> None:
    world = socket_world()
    batch_id = batch_in(world, "1", "2")
    end_all(world, batch_id, failing="2")
    seen = watched(world, batch_id)
    assert seen.exit_code == 1
    assert "failed: 2 - The photo is gone" in seen.stdout
    assert seen.stdout.rstrip().endswith(f"batch {batch_id}: 1 completed, 1 failed")


def test_programs_read_a_line_of_json_for_each_change() -> None:
    world = socket_world()
    batch_id = batch_in(world, "1", "2")
    end_all(world, batch_id, failing="1")
    failed, last = map(json.loads, watched(world, batch_id, "--json").stdout.splitlines())
    assert failed["failed"]["error"]["message"] == "The photo is gone"
    assert (last["ended"], last["stats"]["completed"], last["stats"]["failed"]) == (True, 1, 1)


def test_a_batch_nobody_has_made_is_refused_in_a_sentence() -> None:
    seen = watched(socket_world(), 99)
    assert seen.exit_code == 1
    assert seen.stderr == "refused: Batch 99 not found\n"


def test_where_nothing_listens_no_stack_is_printed() -> None:
    seen = curator("watch", "1", "--at", nowhere())
    assert seen.exit_code == 1
    assert "does not open" in seen.stderr
    assert "Traceback" not in seen.output


def progress(batch_id: int = 12, **more: Any) -> dict[str, Any]:
    counts = more.pop("counts")
    return {"type": "BATCH_PROGRESS", "data": {"id": batch_id, "stats": stats(**counts), **more}}


def test_an_older_message_takes_nothing_back() -> None:
    batch = WatchedBatch(id=12)
    for counts in ({"queued": 3, "completed": 2}, {}, {"queued": 4, "completed": 1}, {"queued": 2}):
        batch.receive(progress(counts=counts))
    assert (batch.total, batch.open) == (5, 3)


def test_what_is_said_of_another_batch_changes_nothing() -> None:
    batch = WatchedBatch(id=12)
    assert batch.receive({"type": "UPLOADS_UPDATE", "data": [upload(1, "failed", batch=13)]}) == []
    batch.receive(progress(13, counts={"completed": 1}))
    batch.receive({"type": "UPLOADS_COMPLETE", "data": 13})
    assert (batch.stats, batch.complete) == ({}, False)


def test_a_failure_is_news_once() -> None:
    batch = WatchedBatch(id=12)
    message = {"type": "UPLOADS_UPDATE", "data": [upload(1, "failed"), upload(2, "completed")]}
    assert [row["id"] for row in batch.receive(message)] == [1]
    assert batch.receive(message) == []


def test_why_a_batch_waits_is_shown_and_when_it_ends_only_while_it_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    batch = WatchedBatch(id=12)
    with display_for(batch, Console(width=200), as_json=False) as display:
        batch.receive(progress(counts={"queued": 2}, finish_at="2026-11-21T12:30:00Z"))
        display.show(batch, [], NOW)
        display.show(batch, [], NOW)
        held = {"until": "2026-11-21T13:00:00Z", "reason": "the wiki is read-only"}
        batch.receive(progress(counts={"queued": 2}, finish_at="2026-11-21T12:30:00Z", paused=held))
        display.show(batch, [], NOW)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("batch 12: 2 queued, finishes about ")
    assert first.endswith(", in 30 min")
    assert second == "batch 12: 2 queued (waits: the wiki is read-only)"


def test_a_terminal_shows_a_bar_with_how_many_have_ended() -> None:
    batch = WatchedBatch(id=12, names={"498763468214165": "A bridge.jpg"})
    screen = Console(force_terminal=True, width=160, record=True)
    with display_for(batch, screen, as_json=False) as display:
        failed = batch.receive({"type": "UPLOADS_UPDATE", "data": [upload(1, "failed", error={"message": "gone"})]})
        batch.receive(progress(counts={"completed": 2, "failed": 1, "queued": 1}))
        display.show(batch, failed, NOW)
    shown = screen.export_text()
    assert "failed: A bridge.jpg - gone" in shown
    assert "2 completed, 1 failed, 1 queued" in shown
    assert "3/4" in shown
