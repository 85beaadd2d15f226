"""A copy of the repository that handlers can be written into, and the command line that does it."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from local.cli.__main__ import app
from local.cli.new_handler.command import REPOSITORY
from tests.fakes.event_loop import current_loop, loop

__all__ = ["current_loop", "loop"]  # fixtures

WRITTEN_TO = (
    "functions/websocket/handlers",
    "shared/curator/identity/roles",
    "shared/curator/realtime/messages",
    "shared/curator/realtime/packages",
)
"""Folders whose files a new handler changes or stands in."""

RUN_FROM = ("shared", "functions", "tests/fakes", "tests/unit/functions", "tests/unit/images", "tests/unit/identity")
"""Folders that its test needs besides."""


class Commands:
    """`curator`, in a copy of the repository."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def new_handler(self, *arguments: str, answers: str = "") -> Result:
        """Run `curator new-handler`; `answers` is what is typed."""
        return CliRunner().invoke(app, ["new-handler", *arguments, "--root", str(self.root)], input=answers)

    def read(self, path: str) -> str:
        return (self.root / path).read_text()


@pytest.fixture
def curator(tmp_path: Path) -> Commands:
    """Give what a new handler is written into."""
    (tmp_path / "tests/unit/functions").mkdir(parents=True)
    return copied(tmp_path, WRITTEN_TO)


@pytest.fixture
def whole_curator(tmp_path: Path) -> Commands:
    """Give a copy in which handlers run, too."""
    for path in ("pyproject.toml", "tests/conftest.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / path, tmp_path / path)
    return copied(tmp_path, RUN_FROM)


def copied(root: Path, folders: tuple[str, ...]) -> Commands:
    """Copy folders of the repository."""
    for folder in folders:  # with what Python has compiled, which takes longer than all the rest
        shutil.copytree(REPOSITORY / folder, root / folder)
    return Commands(root)
