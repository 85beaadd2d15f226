"""The operators' command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from curator.images import wiring
from curator.operations import backfill_images
from curator.operations.__main__ import main, parser
from tests.unit.images.test_backfill import SMALLER_THUMBNAILS, images
from tests.unit.images.world import World, empty_world

ROOT = Path(__file__).parents[3]


@pytest.fixture
def world() -> World:
    world = empty_world()
    images(world, 3)
    world.use(SMALLER_THUMBNAILS)
    return world


def run(world: World, *arguments: str) -> int:
    """Run the command over a world."""
    return backfill_images.run(parser().parse_args(["backfill-images", *arguments]), lambda: world.backfill)


def test_it_sends_what_is_outdated_and_says_how_far_it_got(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(world) == 0
    assert capsys.readouterr().out.splitlines() == [
        "3 read, 3 sent, up to 2027-01-15T08:00:02.000000Z (--since 1800000002.0)",
        "done: 3 images read, 3 sent",
    ]
    world.run()
    assert run(world) == 0
    assert "done: 3 images read, 0 sent" in capsys.readouterr().out


def test_a_dry_run_says_what_would_be_sent(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(world, "--dry-run", "--since", "1800000001") == 0
    assert "done: 2 images read, 2 outdated" in capsys.readouterr().out
    assert not [body for body, _ in world.queue.sent if "refresh" in body]


def test_a_limit_is_kept(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(world, "--limit", "1") == 0
    assert "done: 1 images read, 1 sent" in capsys.readouterr().out


def test_a_missing_setting_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMAGES_TABLE", raising=False)
    wiring.table.cache_clear()
    assert main(["backfill-images"]) == 2
    assert "IMAGES_TABLE is not set" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["backfill-images", "--limit", "0"], ["no-such-command"], []])
def test_a_command_line_that_makes_no_sense_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_help_says_what_it_does_and_what_it_needs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "curator.operations", "backfill-images", "--help"],
        env={"PYTHONPATH": str(ROOT / "shared")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--dry-run" in done.stdout
    assert "IMAGES_TABLE" in done.stdout
