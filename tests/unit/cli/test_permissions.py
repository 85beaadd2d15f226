"""The permissions are printed as they are in force: every role, every package, every route."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from curator.identity.roles.actions import Actions
from functions.websocket.handlers import HANDLERS
from local.cli.__main__ import app
from local.cli.permissions import matrix_of, report


def cells_of(printed: str, name: str) -> list[str]:
    """Return the cells of one row after its name, under needs, says, without, and each role."""
    (line,) = [line for line in printed.splitlines() if line.startswith(f"{name} ")]
    return line.removeprefix(name).split()


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    document = {
        "roles": {"chief": {"inherits": ["clerk"]}, "clerk": {}},
        "ws": {"101": "clerk"},
        "http": {"/api/batches/{batch_id}/audit.json": {"GET": ["chief", "clerk"]}},
        "default": "deny",
    }
    path = tmp_path / "actions.json"
    path.write_text(json.dumps(document))
    monkeypatch.setenv("ACTIONS_FILE_PATH", str(path))
    shown = CliRunner().invoke(app, ["permissions"])
    assert shown.exit_code == 0, shown.output
    return shown.output


def test_the_file_that_is_in_force_is_the_one_that_is_shown(printed: str) -> None:
    head = printed.splitlines()[0].split()
    assert head[-3:] == ["without", "chief", "clerk"]
    assert cells_of(printed, "101 CREATE_BATCH") == ["clerk", "file", "-", "yes", "yes"]
    assert cells_of(printed, "GET /api/batches/{batch_id}/audit.json") == ["chief,", "clerk", "file", "-", "yes", "-"]


def test_what_nobody_speaks_of_is_shown_as_the_default_says(printed: str) -> None:
    assert cells_of(printed, "108 RESUME_BATCH") == ["nobody", "default", "-", "-", "-"]
    assert cells_of(printed, "10 PING") == ["-", "code", "yes", "yes", "yes"]
    assert cells_of(printed, "GET /api/health") == ["-", "code", "yes", "yes", "yes"]
    assert cells_of(printed, "GET /auth/whoami") == ["login", "code", "yes", "yes", "yes"]


def test_every_package_and_route_has_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    matrix = matrix_of(HANDLERS, Actions())
    report(matrix)
    *rows, total = capsys.readouterr().out.splitlines()[1:]
    assert len(rows) == len(matrix.rows)
    assert {str(one.number) for one in HANDLERS} <= {row.split()[0] for row in rows}
    assert total == f"{len(matrix.rows)} packages and routes, 0 roles"
