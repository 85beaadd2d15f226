"""The list of handlers shows every message with who serves it, and fails where nobody does."""

import pytest
import typer
from typer.testing import CliRunner

from curator.identity.roles.actions import Actions
from curator.realtime.packages.numbers import CLIENT, RETIRED
from functions.websocket.handlers import HANDLERS
from local.cli.__main__ import app
from local.cli.handlers import NOT_SERVED_ANY_MORE, UNHANDLED, report, rows_of, unhandled

ALL = list(HANDLERS)


# scenario realtime-132 realtime-50
def test_every_message_is_listed_in_the_order_of_numbers_served_or_not(capsys: pytest.CaptureFixture[str]) -> None:
    without = [one for one in ALL if one.type_name not in {"CREATE_BATCH", "PING"}]
    rows = list(rows_of(without, Actions()))
    assert [row.number for row in rows] == sorted(CLIENT.values())
    assert unhandled(rows) == ["PING", "CREATE_BATCH"]
    assert {row.name for row in rows if row.place == NOT_SERVED_ANY_MORE} == RETIRED

    with pytest.raises(typer.Exit) as ended:
        report(without, Actions())
    assert ended.value.exit_code == 1
    printed = capsys.readouterr().out
    (line,) = [line for line in printed.splitlines() if " PING " in line]
    assert line.endswith(UNHANDLED) or UNHANDLED in line
    assert f"{len(without)} of {len(ALL)} messages are served" in printed
    assert printed.rstrip().endswith("nobody serves PING, CREATE_BATCH")


def test_a_row_has_number_name_model_roles_and_the_handlers_file(capsys: pytest.CaptureFixture[str]) -> None:
    report(ALL, Actions(packages={101: ("operator", "uploader")}))
    printed = capsys.readouterr().out.splitlines()
    (line,) = [line for line in printed if " CREATE_BATCH " in line]
    number, name, model, *roles, file = line.split()
    assert (number, name, model, roles) == ("101", "CREATE_BATCH", "CreateBatch", ["operator,", "uploader"])
    path, _, first = file.partition(":")
    assert path == "functions/websocket/handlers/batches.py"
    assert int(first) > 1


def test_the_command_succeeds_while_everything_is_served() -> None:
    listed = CliRunner().invoke(app, ["handlers"])
    assert listed.exit_code == 0, listed.output
    assert f"{len(ALL)} of {len(ALL)} messages are served" in listed.output
